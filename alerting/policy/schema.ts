import { type Static, Type } from 'typebox'
import { Name, POSITIONS } from '../../model/point.ts'
import { QUANTITY_NAMES, type Quantity } from '../../model/quantity.ts'
import { Step } from '../../model/ticket.ts'

const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })
const closed = { additionalProperties: false }
const time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'local time, hh:mm' })

/** Where a rule comes from. `assumed` marks a default of ours where the regulation is silent; `note` says why. */
const origin = {
  rule: Type.String({ minLength: 1 }),
  article: Type.String(),
  assumed: Type.Optional(Type.Boolean()),
  note: Type.Optional(Type.String()),
}

const Range = Type.Object(
  {
    lt: Type.Optional(Type.Number()),
    lte: Type.Optional(Type.Number()),
    gt: Type.Optional(Type.Number()),
    gte: Type.Optional(Type.Number()),
  },
  closed,
)

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

const LIMIT = '^(-?P(?=.)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+S)?)?|P\\d+WD|endOfDay)$'

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

/** What must be there before a step: fields of the ticket, data of the step itself, steps and tasks done before. */
export const Gate = Type.Object(
  {
    step: Step,
    ...origin,
    when: Type.Optional(When),
    fields: Type.Optional(Type.Array(Type.String())),
    data: Type.Optional(Type.Array(Type.String())),
    steps: Type.Optional(Type.Array(Step)),
    tasks: Type.Optional(Type.Array(Type.String())),
    exemptIf: Type.Optional(Type.String()),
  },
  closed,
)
export type Gate = Static<typeof Gate>

export const Route = Type.Object(
  { ...origin, when: When, unit: Type.String(), also: Type.Optional(Type.Array(Type.String())) },
  closed,
)

/** A start event that is not a step: the first of `any` to happen. */
const EventName = Type.Object({ ...origin, any: Type.Array(Type.String(), { minItems: 1 }) }, closed)

const StageOf = Type.Object(
  { step: Step, optional: Type.Optional(Type.Boolean()), when: Type.Optional(When) },
  closed,
)

const OwnAlarm = Type.Object(
  {
    ...origin,
    kind: Type.Optional(Type.String()),
    quantity: Type.Optional(word<Quantity>(QUANTITY_NAMES)),
    position: Type.Optional(word(POSITIONS)),
    category: Type.Optional(Type.String()),
    opens: Type.Optional(Type.Boolean()),
    priority: Type.Optional(Type.Unsafe<1 | 2 | 3 | 4>({ type: 'integer', minimum: 1, maximum: 4 })),
  },
  closed,
)

/** A utility's rules as data: `policy/<id>.yaml`. */
export const Policy = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
    name: Name,
    version: Type.String(),
    source: Type.String(),
    timeZone: Type.String({ default: 'Asia/Shanghai' }),
    /** What a zone counts as that does not say on which side of the ring road it is. */
    ringDefault: Type.Optional(word(['inside', 'outside'] as const)),
    ticketPrefix: Type.String({ default: 'GD' }),
    units: Type.Record(Type.String(), Name),
    stages: Type.Array(StageOf),
    events: Type.Record(Type.String(), EventName, { default: {} }),
    clocks: Type.Array(ClockRule),
    gates: Type.Array(Gate, { default: [] }),
    routing: Type.Array(Route),
    alarms: Type.Array(OwnAlarm, { default: [] }),
    quietHours: Type.Optional(
      Type.Object({ ...origin, from: time, to: time, unless: Type.Optional(Type.String()) }, closed),
    ),
  },
  closed,
)
export type Policy = Static<typeof Policy>
