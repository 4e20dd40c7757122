import { type Static, Type } from 'typebox'
import { STEPS } from '../../../model/ticket.ts'
import { When } from './clock.ts'
import { type Move, SIDE_MOVES } from './gate.ts'
import { closed, LIMIT, origin, Range, Says, word } from './origin.ts'

/** Work that comes round: patrols, cleaning, readings, reports. */
export const Duty = Type.Object(
  {
    name: Type.String(),
    ...origin,
    of: word(['pipe', 'crossing', 'tank', 'meter', 'station', 'repairs', 'complaints', 'utility'] as const),
    /** Pipe grade. */
    grade: Type.Optional(Type.String()),
    dn: Type.Optional(Range),
    roles: Type.Optional(Type.Array(Type.String())),
    every: Type.String({ pattern: LIMIT }),
    /** Share that must be covered. */
    coverage: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  },
  closed,
)
export type Duty = Static<typeof Duty>

/** A figure the utility has promised to reach. */
export const Target = Type.Object({ name: Type.String(), ...origin, value: Type.Number() }, closed)

/** A line of the checklist that goes with a step. */
export const Check = Type.Object(
  {
    item: Type.String(),
    ...origin,
    step: word<Move>([...STEPS, ...SIDE_MOVES]),
    when: Type.Optional(When),
    says: Says,
  },
  closed,
)

/** The fields a record, card or board must have. */
export const Form = Type.Object(
  { name: Type.String(), ...origin, fields: Type.Array(Type.String(), { minItems: 1 }) },
  closed,
)

/** A number or word the rules name that is no time limit of a ticket. */
export const Limit = Type.Object(
  { name: Type.String(), ...origin, value: Type.Union([Type.Number(), Type.String(), Type.Boolean()]) },
  closed,
)

/** What counts as a violation when a ticket is assessed, and what it costs (CNY). */
export const Violation = Type.Object(
  {
    name: Type.String(),
    ...origin,
    /** Breached clocks that mean it. */
    clocks: Type.Optional(Type.Array(Type.String())),
    /** Flags of a ticket that mean it. */
    flags: Type.Optional(Type.Array(Type.String())),
    fine: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
  },
  closed,
)

/** A rule that is kept by people and organisation; the program names it and does not compute it. */
export const Principle = Type.Object({ ...origin, says: Says }, closed)
