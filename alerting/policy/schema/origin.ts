import { Type } from 'typebox'

/** A string that is one of these words. */
export const word = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] })
/** Nothing but what is named. */
export const closed = { additionalProperties: false }
export const time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'local time, hh:mm' })

/** Where a rule comes from. `assumed` marks a default of ours where the regulation is silent; `note` says why. */
export const origin = {
  rule: Type.String({ minLength: 1 }),
  article: Type.String(),
  assumed: Type.Optional(Type.Boolean()),
  note: Type.Optional(Type.String()),
}

/** ISO 8601 duration, `PnWD` working days, or the end of a day or month. */
export const LIMIT =
  '^(-?P(?=.)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+S)?)?|P\\d+WD|endOfDay|endOfNextDay|endOfMonth)$'

export const Range = Type.Object(
  {
    lt: Type.Optional(Type.Number()),
    lte: Type.Optional(Type.Number()),
    gt: Type.Optional(Type.Number()),
    gte: Type.Optional(Type.Number()),
  },
  closed,
)

/** The rule in words. */
export const Says = Type.Object({ zh: Type.String(), en: Type.String() }, closed)
