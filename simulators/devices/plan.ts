import type { Point, Position } from '../../model/point.ts'
import { QUANTITIES, type Quantity } from '../../model/quantity.ts'
import { SECOND } from '../../model/time.ts'

/** What a device measures: where in the network. */
export type Subject =
  | { kind: 'flow'; link: string }
  | { kind: 'pressure'; node: string }
  | { kind: 'level'; tank: string }
  | { kind: 'quality'; node: string; position: Position }
  | { kind: 'booster'; group: string; tank?: string }
  | { kind: 'power'; group: string }

/** A device on the wire: what it is, what it looks at and which of its values are points. */
export interface DevicePlan {
  id: string
  /** Profile of the gateway that reads it. */
  profile: string
  zone: string
  subject: Subject
  /** Poll interval, s. */
  period: number
  /** Profile key → point id, with the unit where the profile leaves it open. */
  points: Record<string, { point: string; unit?: string }>
}

/** A pressure logger that sends by MQTT. */
export interface LoggerPlan {
  id: string
  zone: string
  node: string
  pressure: string
  battery: string
}

/** A customer's smart meter. */
export interface MeterPlan {
  customer: string
  zone: string
  volume: string
  leak: string
  /** LoRaWAN address. */
  devEui: string
}

/** A point with what is left to its quantity filled in. */
export function pointOf(
  id: string,
  quantity: Quantity,
  about: {
    asset: string
    zone: string
    position?: Position
    period: number
    range?: [number, number]
    deadband?: number
    name: Point['name']
  },
): Point {
  const info = QUANTITIES[quantity]
  return {
    id,
    asset: about.asset,
    zone: about.zone,
    quantity,
    unit: info.unit,
    kind: info.kind,
    position: about.position ?? 'network',
    range: about.range ?? info.range,
    period: about.period * SECOND,
    deadband: about.deadband ?? 0,
    name: { zh: `${about.name.zh}${info.zh}`, en: `${about.name.en} ${info.en}` },
  }
}
