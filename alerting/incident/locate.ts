import type { Alarm } from '../../model/alarm.ts'
import type { LngLat } from '../../model/network.ts'
import type { Places } from '../places.ts'
import { distance } from '../ticket/distance.ts'

/** Where the cause of an incident is, as far as its alarms tell. */
export interface Location {
  at: LngLat
  /** It is within so many metres, if the sensors around it are all there are. */
  radius: number
  /** The pipe nearest to it. */
  pipe?: string
  sure: 'high' | 'medium' | 'low'
  /** Sensors that speak for it. */
  sensors: number
}

/** Three sensors that agree within this are a sure place, m. */
const CLOSE = 500

/**
 * The place that the members' evidence points to: the middle of the sensors, each weighted by how much it saw (drop,
 * rise or change). Undefined when no member has a place.
 */
export function locate(alarms: readonly Alarm[], places: Places): Location | undefined {
  const seen = alarms.flatMap(alarm => {
    const place = places.of(alarm)
    if (!place.at) return []
    // A zone's own alarm is as vague as the zone unless it names the nearest sensor.
    const vague = place.asset === undefined
    return [{ at: place.at, weight: vague ? 0.01 : weightOf(alarm), vague }]
  })
  const sharp = seen.filter(({ vague }) => !vague)
  const used = sharp.length > 0 ? sharp : seen
  if (used.length === 0) return undefined
  const total = used.reduce((sum, { weight }) => sum + weight, 0)
  const at: LngLat = [0, 1].map(
    i => used.reduce((sum, one) => sum + one.at[i]! * one.weight, 0) / total,
  ) as LngLat
  const radius = Math.round(Math.max(...used.map(one => distance(one.at, at))))
  const sensors = new Set(sharp.map(one => one.at.join())).size
  const pipe = places.pipeNear(at)
  const sure = sensors >= 3 && radius <= CLOSE ? 'high' : sensors >= 2 ? 'medium' : 'low'
  return { at, radius, sensors, sure, ...(pipe ? { pipe } : {}) }
}

function weightOf({ evidence }: Alarm): number {
  for (const key of ['drop', 'rise', 'change']) {
    const value = evidence[key]
    if (typeof value === 'number' && Number.isFinite(value) && value !== 0) return Math.abs(value)
  }
  return 1
}
