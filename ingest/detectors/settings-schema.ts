import { type Static, Type } from 'typebox'
import { POSITIONS } from '../../model/point.ts'
import { QUANTITY_NAMES } from '../../model/quantity.ts'
import { Duration } from './duration.ts'

const closed = { additionalProperties: false }
const oneOrMore = (values: readonly string[]) => {
  const one = Type.Unsafe<string>({ type: 'string', enum: [...values] })
  return Type.Union([one, Type.Array(one, { minItems: 1 })])
}
const text = Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })])

/** Which points a rule is for; everything named must fit. `*` stands for any run of characters in an id. */
export const Selector = Type.Object(
  {
    quantity: Type.Optional(oneOrMore(QUANTITY_NAMES)),
    position: Type.Optional(oneOrMore(POSITIONS)),
    zone: Type.Optional(text),
    asset: Type.Optional(text),
    point: Type.Optional(text),
    /** Only while this drinking-water standard is chosen (`standard:`). */
    standard: Type.Optional(Type.String()),
  },
  closed,
)
export type Selector = Static<typeof Selector>

/** One of the four limits of a point. `20%` is a share of the instrument's range. */
export const Threshold = Type.Object(
  {
    value: Type.Optional(Type.Union([Type.Number(), Type.String({ pattern: '^-?\\d+(\\.\\d+)? ?%$' })])),
    deadband: Type.Optional(Type.Number({ minimum: 0 })),
    onDelay: Type.Optional(Duration),
    offDelay: Type.Optional(Duration),
    off: Type.Optional(Type.Boolean()),
  },
  closed,
)
export type Threshold = Static<typeof Threshold>

const positive = Type.Optional(Type.Number({ exclusiveMinimum: 0 }))
const count = Type.Optional(Type.Integer({ minimum: 1 }))
const time = Type.Optional(Duration)

const rule = <T extends Record<string, ReturnType<typeof Type.Optional>>>(fields: T) =>
  Type.Object({ for: Type.Optional(Selector), off: Type.Optional(Type.Boolean()), ...fields }, closed)

/** The rules of each detector; a later rule overrides an earlier one field by field. */
export const SECTIONS = {
  limit: rule({
    'very-low': Type.Optional(Threshold),
    low: Type.Optional(Threshold),
    high: Type.Optional(Threshold),
    'very-high': Type.Optional(Threshold),
  }),
  'rate-of-change': rule({ change: positive, within: time, offDelay: time }),
  'flat-line': rule({ span: time, readings: count, zeroIsRest: Type.Optional(Type.Boolean()) }),
  'missing-data': rule({ periods: positive, atLeast: time, reported: time }),
  'pressure-drop': rule({
    drop: positive,
    sigmas: positive,
    within: time,
    reference: time,
    stays: time,
    offDelay: time,
    forget: time,
    sensors: count,
    agreeWithin: time,
    soloAfter: time,
    flowRise: positive,
    flowSigmas: positive,
    cusumSlack: positive,
    cusumLimit: positive,
  }),
  'flow-rise': rule({
    sigmas: positive,
    rise: positive,
    share: positive,
    slot: time,
    slots: count,
    days: count,
    offDelay: time,
    forget: time,
  }),
  'device-state': rule({ abnormal: Type.Optional(Type.Array(Type.Number())), onDelay: time, offDelay: time }),
  'instrument-fault': rule({ onDelay: time, offDelay: time }),
  'quality-event': rule({
    chlorineDrop: positive,
    turbidityRise: positive,
    conductivityChange: positive,
    phChange: positive,
    within: time,
    onDelay: time,
    offDelay: time,
  }),
  'night-flow': rule({
    share: positive,
    rise: positive,
    nights: count,
    learn: count,
    perHousehold: positive,
    slowShare: positive,
    cusumLimit: positive,
  }),
  'zone-balance': rule({
    share: positive,
    least: positive,
    days: count,
    learn: count,
    metered: positive,
    wait: count,
    tankArea: positive,
  }),
  'clock-wrong': rule({ readings: count }),
  pump: rule({
    ratedPower: positive,
    startsPerHour: count,
    shortRun: time,
    shortRuns: count,
    load: positive,
    inlet: positive,
    empty: positive,
    dryDelay: time,
    imbalance: positive,
    imbalanceDays: count,
    energyRise: positive,
    energyDays: count,
    learnDays: count,
    leastVolume: positive,
  }),
  meter: rule({
    leakFlow: positive,
    leakHours: count,
    burstFlow: positive,
    burstHours: count,
    burstRatio: count,
    reverse: positive,
    spikeHour: positive,
    spikeDay: positive,
    leastHour: positive,
    leastDay: positive,
    days: count,
    zeroHours: count,
    usualDay: positive,
    maxAge: time,
  }),
} as const
export type Section = keyof typeof SECTIONS
export type Rule<S extends Section> = Static<(typeof SECTIONS)[S]>

const sections = Object.fromEntries(
  Object.entries(SECTIONS).map(([name, schema]) => [name, Type.Optional(Type.Array(schema))]),
) as { [S in Section]: ReturnType<typeof Type.Optional<ReturnType<typeof Type.Array<(typeof SECTIONS)[S]>>>> }

/** `detectors.yaml` */
export const DetectorsFile = Type.Object({ standard: Type.Optional(Type.String()), ...sections }, closed)
export type DetectorsFile = { standard?: string } & { [S in Section]?: Rule<S>[] }
