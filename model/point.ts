import { type Static, Type } from 'typebox'
import { QUANTITY_NAMES, type Quantity } from './quantity.ts'

/** Where the water is on its way: the limits of a parameter depend on it (GB 5749: 出厂水, 管网水, 末梢水). */
export const POSITIONS = ['plant', 'network', 'end'] as const
export type Position = (typeof POSITIONS)[number]

const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })

export const Name = Type.Object({ zh: Type.String(), en: Type.String() })
/** A name as people entered it, in both languages. */
export type Name = Static<typeof Name>

/** One measured quantity of one asset: a row of `points.csv`. */
export const Point = Type.Object({
  id: Type.String({ pattern: '^[\\w.:-]{1,96}$', description: 'e.g. J-104.pressure' }),
  asset: Type.String(),
  zone: Type.Optional(Type.String()),
  quantity: word<Quantity>(QUANTITY_NAMES),
  /** SI unit of the quantity. */
  unit: Type.String(),
  kind: word(['gauge', 'counter', 'state'] as const),
  position: word(POSITIONS),
  /** Instrument range in SI; outside is bad/out-of-range. */
  range: Type.Tuple([Type.Number(), Type.Number()]),
  /** Expected interval between readings, ms. */
  period: Type.Number({ exclusiveMinimum: 0 }),
  /** Change below which the gateway need not report, SI. */
  deadband: Type.Number({ minimum: 0, default: 0 }),
  name: Name,
})
export type Point = Static<typeof Point>
