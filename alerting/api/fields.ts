import { Type } from 'typebox'

/** Pieces that request bodies are made of. */
export const closed = { additionalProperties: false }
/** Idempotency key of a command, a UUID. */
export const id = Type.String({ minLength: 8, maxLength: 64 })
export const short = Type.String({ minLength: 1, maxLength: 300 })
export const text = Type.String({ minLength: 1, maxLength: 4_000 })
export const data = Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 60 })
export const word = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] })
