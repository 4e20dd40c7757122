import { Type } from 'typebox'
import { LIMIT_LEVELS } from '../../../model/kinds.ts'
import { At, Count, Local, Maybe, oneOf, orNull, Span, Text, told } from './form.ts'

const Day = { day: Local, ...Span }
const Level = oneOf(...LIMIT_LEVELS)
const Ms = Type.Number({ description: 'ms' })

const NightFlow = told({
  zone: Text,
  unit: Text,
  between: told({ from: Text, to: Text }),
  inlets: Type.Array(told({ point: Text, sign: Type.Integer() })),
  nights: Type.Array(told({ day: Local, flow: Maybe, at: Maybe, known: Type.Number() })),
})

const ZoneBalance = told({
  zone: Text,
  unit: Text,
  unmeasured: Count,
  meters: Count,
  customers: Count,
  tanksUnknown: Count,
  days: Type.Array(
    told({
      ...Day,
      in: Maybe,
      out: Maybe,
      kept: Maybe,
      metered: Maybe,
      told: Count,
      lost: Maybe,
      share: Maybe,
    }),
  ),
})

const Hours = {
  pump: Text,
  running: Type.Number({ description: 'h' }),
  stopped: Type.Number({ description: 'h' }),
  unknown: Type.Number({ description: 'h' }),
  starts: Count,
  mostStartsInHour: Count,
}
const Amount = told({ value: Maybe, from: oneOf('counter', 'integral') })
const Station = told({
  station: Text,
  ...Span,
  days: Type.Array(
    told({ ...Day, energy: Amount, volume: Amount, specific: Maybe, pumps: Type.Array(told(Hours)) }),
  ),
  pumps: Type.Array(
    told({
      ...Hours,
      runningPoint: Text,
      counterPoint: orNull(Text),
      counter: orNull(
        told({
          ...Span,
          counted: Type.Number(),
          seen: Type.Number(),
          unknown: Type.Number(),
          allowed: Type.Number(),
          agrees: Type.Boolean(),
        }),
      ),
    }),
  ),
})

const Kept = { asked: Ms, known: Ms, inside: Ms, excluded: Ms, share: Maybe }
const Compliance = told({
  ...Span,
  leastKnown: Type.Number(),
  points: Type.Array(
    told({
      point: Text,
      whole: told(Kept),
      days: Type.Array(told({ ...Day, ...Kept })),
      excursions: Type.Array(
        told({
          level: Level,
          limit: Type.Number(),
          from: At,
          to: Maybe,
          duration: Ms,
          peak: Type.Number(),
          area: Type.Number(),
        }),
      ),
      upkept: Type.Array(told({ ...Span, reason: oneOf('maintenance', 'calibration-due') })),
    }),
  ),
})

const Limits = told({
  standard: orNull(Text),
  points: Type.Array(
    told({
      point: Text,
      quantity: Text,
      position: Text,
      unit: Text,
      flatAfter: Maybe,
      limits: Type.Array(told({ level: Level, value: Type.Number(), deadband: Type.Number(), onDelay: Ms })),
    }),
  ),
})

/** What is worked out of readings for zones, stations and points. */
export const FIGURES = {
  'GET /night-flow': NightFlow,
  'GET /zone-balance': ZoneBalance,
  'GET /stations/:id/figures': Station,
  'GET /compliance': Compliance,
  'GET /limits': Limits,
}
