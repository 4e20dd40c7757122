import { type TProperties, type TSchema, Type } from 'typebox'

/** An object of exactly these fields: what is described is all that is told. */
export const told = <T extends TProperties>(fields: T) => Type.Object(fields, { additionalProperties: false })
export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const oneOf = <T extends string>(...words: T[]) => Type.Unsafe<T>({ type: 'string', enum: words })

export const Count = Type.Integer({ minimum: 0 })
export const Maybe = orNull(Type.Number())
export const Text = Type.String()
/** Anything; what it is depends on the section, kind or field it belongs to. */
export const Open = Type.Record(Type.String(), Type.Unknown())
export const At = Type.Number({ description: 'ms since 1970' })
export const Span = { from: At, to: At }
export const Local = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'local day' })
export const Evidence = Type.Record(Text, Type.Union([Type.Number(), Text, Type.Boolean(), Type.Null()]))
/** A file on the server. */
export const Backup = told({ file: Text, bytes: Count })

/** How every refusal is told (RFC 9457, application/problem+json). */
export const Problem = Type.Object({
  type: Text,
  title: Text,
  detail: Text,
  status: Type.Integer(),
  code: Type.String({ description: 'stable, for machines' }),
})
