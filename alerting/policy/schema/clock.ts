import { type Static, Type } from 'typebox'
import { closed, LIMIT, origin, Range, time, word } from './origin.ts'

/** All that is given must hold; a list holds when one of it does. A ticket without the fact never matches. */
export const When = Type.Object(
  {
    category: Type.Optional(Type.Array(Type.String())),
    kind: Type.Optional(Type.Array(Type.String())),
    source: Type.Optional(Type.Array(Type.String())),
    dn: Type.Optional(Range),
    ring: Type.Optional(word(['inside', 'outside'] as const)),
    repairClass: Type.Optional(Type.Array(word(['minor', 'medium', 'major'] as const))),
    flags: Type.Optional(Type.Array(Type.String(), { description: 'all of them set on the ticket' })),
    without: Type.Optional(Type.Array(Type.String(), { description: 'none of them set on the ticket' })),
  },
  closed,
)
export type When = Static<typeof When>

/** One time limit. The first clock of a `name` that fits a ticket is the one that counts. */
export const ClockRule = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][A-Za-z]*$' }),
    ...origin,
    when: Type.Optional(When),
    /** Event that starts it: a step, a name of `events`, or `appointment`. */
    from: Type.String(),
    /** Event that meets it. */
    until: Type.String(),
    /** ISO 8601, `PnWD` working days, `endOfDay`; null: set case by case. */
    limit: Type.Union([Type.String({ pattern: LIMIT }), Type.Null()]),
    cutoffs: Type.Optional(Type.Array(Type.Object({ before: time, due: time }, closed))),
    compare: Type.Optional(word(['lt', 'lte'] as const)),
    level: Type.Optional(word(['must', 'should'] as const)),
    /** A flag of the ticket that frees it, e.g. noContact. */
    exemptIf: Type.Optional(Type.String()),
    /** The deadline is put off to the end of the quiet hours. */
    quiet: Type.Optional(Type.Boolean()),
    /** Runs in a second unit beside the responsible one. */
    unit: Type.Optional(Type.String()),
    tools: Type.Optional(Type.Array(Type.String())),
  },
  closed,
)
export type ClockRule = Static<typeof ClockRule>
