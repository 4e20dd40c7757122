import type { Instant } from '../model/time.ts'
import { HOUR } from '../model/time.ts'

/** Means of one flow point in intervals of `width` ms; `sign` −1 where the water leaves the zone. */
export interface InletCourse {
  sign: 1 | -1
  means: ReadonlyMap<Instant, number>
}

export interface NightFlow {
  /** Lowest mean of an hour, m³/h; null when too little is known. */
  flow: number | null
  /** Beginning of that hour. */
  at: Instant | null
  /** Share of the night in which every inlet had a value. */
  known: number
}

/** A night with less known is not judged. */
const LEAST_KNOWN = 0.9

/**
 * Minimum night flow of a zone: the lowest sliding one-hour mean of its net inflow between `from` and `to` (domain.md
 * §4.1: not the raw minimum; nights with gaps of more than 10 % are left out).
 */
export function nightFlow(
  inlets: readonly InletCourse[],
  from: Instant,
  to: Instant,
  width: number,
): NightFlow {
  const nets: (number | undefined)[] = []
  for (let at = Math.ceil(from / width) * width; at + width <= to; at += width) {
    let net: number | undefined = 0
    for (const { sign, means } of inlets) {
      const mean = means.get(at)
      net = net === undefined || mean === undefined ? undefined : net + sign * mean
    }
    nets.push(net)
  }
  const known = nets.filter(net => net !== undefined).length / Math.max(1, nets.length)
  const none = { flow: null, at: null, known }
  if (inlets.length === 0 || known < LEAST_KNOWN) return none
  const inHour = Math.round(HOUR / width)
  let best: NightFlow = none
  for (let i = 0; i + inHour <= nets.length; i++) {
    const hour = nets.slice(i, i + inHour).filter(net => net !== undefined)
    if (hour.length < inHour * LEAST_KNOWN) continue
    const flow = hour.reduce((sum, net) => sum + net, 0) / hour.length
    if (best.flow === null || flow < best.flow)
      best = { flow, at: Math.ceil(from / width) * width + i * width, known }
  }
  return best
}
