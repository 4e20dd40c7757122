import { type Static, Type } from 'typebox'
import { Name, POSITIONS } from '../../../model/point.ts'
import { QUANTITY_NAMES, type Quantity } from '../../../model/quantity.ts'
import { Step } from '../../../model/ticket.ts'
import { ClockRule, When } from './clock.ts'
import { Gate, Route } from './gate.ts'
import { Check, Duty, Form, Limit, Principle, Target, Violation } from './norms.ts'
import { NoticeRule } from './notice.ts'
import { closed, LIMIT, origin, time, word } from './origin.ts'

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
    latched: Type.Optional(Type.Boolean()),
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
    /** The same leak again within this time is rework. */
    rework: Type.Optional(
      Type.Object({ ...origin, window: Type.String({ pattern: LIMIT }), radius: Type.Number() }, closed),
    ),
    /** So many complaints about one matter are a repeated one. */
    repeat: Type.Optional(
      Type.Object({ ...origin, threshold: Type.Integer({ minimum: 2 }), window: Type.String() }, closed),
    ),
    /** What is so near in place (m) and time is offered as a duplicate. */
    duplicates: Type.Object(
      { ...origin, radius: Type.Number(), window: Type.String({ pattern: LIMIT }) },
      closed,
    ),
    /** Who decides on an objection. */
    objection: Type.Optional(Type.Object({ ...origin, decider: Type.String() }, closed)),
    notices: Type.Array(NoticeRule, { default: [] }),
    duties: Type.Array(Duty, { default: [] }),
    targets: Type.Array(Target, { default: [] }),
    checks: Type.Array(Check, { default: [] }),
    forms: Type.Array(Form, { default: [] }),
    limits: Type.Array(Limit, { default: [] }),
    violations: Type.Array(Violation, { default: [] }),
    principles: Type.Array(Principle, { default: [] }),
  },
  closed,
)
export type Policy = Static<typeof Policy>
