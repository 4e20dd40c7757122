import { Type } from 'typebox'
import { Detection } from '../../../model/detection.ts'
import { At, Count, Local, Maybe, oneOf, Span, Text, told } from './form.ts'

/** [point, device time, SI value, quality code]: OpenAPI 3.0 knows no tuples. */
const LiveValue = Type.Array(Type.Union([Text, Type.Number(), Type.Null()]), { minItems: 4, maxItems: 4 })
const Numbers = Type.Array(Type.Number())

const Series = told({
  point: Text,
  mode: oneOf('raw', 'm4'),
  at: Numbers,
  value: Type.Array(Maybe),
  quality: Type.Array(Count, { description: 'quality code of each value' }),
  rawCount: Count,
  gaps: Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })),
})

const Statistic = told({
  point: Text,
  at: Numbers,
  count: Type.Optional(Type.Array(Count)),
  good: Type.Optional(Type.Array(Count)),
  mean: Type.Optional(Type.Array(Maybe)),
  min: Type.Optional(Type.Array(Maybe)),
  max: Type.Optional(Type.Array(Maybe)),
})

/** What questions about readings are answered with. */
export const READINGS = {
  'GET /latest': told({ now: At, values: Type.Array(LiveValue) }),
  'GET /series': told({
    ...Span,
    interval: Type.Number({ description: 'ms of the reduction; 0 when every reading is told' }),
    series: Type.Array(Series),
  }),
  'GET /states': told({ at: At, known: oneOf('then', 'now'), values: Type.Array(LiveValue) }),
  'GET /statistics': told({ ...Span, interval: Type.Integer(), series: Type.Array(Statistic) }),
  'GET /availability': told({
    day: Local,
    ...Span,
    points: Type.Array(told({ point: Text, share: Type.Number({ minimum: 0, maximum: 1 }) })),
  }),
  'GET /detections': told({ ...Span, truncated: Type.Boolean(), detections: Type.Array(Detection) }),
}
