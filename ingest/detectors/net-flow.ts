import type { Instant } from '../../model/time.ts'
import { HOUR } from '../../model/time.ts'
import type { MeteredArea } from './metered-area.ts'

/** Mean net inflow of one interval, m³/h. */
export interface NetFlow {
  from: Instant
  net: number
}

/**
 * Net inflow of an area, interval by interval: what its meters say, less what its tanks kept. An interval counts only
 * when every meter and gauge reported in it, and a tank's gauge in the one before.
 */
export function netFlow({ flows, tanks }: Pick<MeteredArea, 'flows' | 'tanks'>, width: number) {
  const signs = new Map(flows.map(({ point, sign }) => [point.id, sign]))
  const areas = new Map(tanks.map(({ point, area }) => [point.id, area]))
  let sums = new Map<string, { sum: number; count: number }>()
  let levels = new Map<string, number>()
  let open = Number.NaN

  const close = (): NetFlow | undefined => {
    const before = levels
    levels = new Map()
    let net = 0
    let complete = sums.size === signs.size + areas.size
    for (const [point, { sum, count }] of sums) {
      const area = areas.get(point)
      if (area === undefined) net += (signs.get(point)! * sum) / count
      else {
        const level = sum / count
        const last = before.get(point)
        levels.set(point, level)
        if (last === undefined) complete = false
        else net -= (area * (level - last) * HOUR) / width
      }
    }
    return complete ? { from: open * width, net } : undefined
  }

  return {
    points: [...signs.keys(), ...areas.keys()],
    save: () => ({ sums, levels, open }),
    load(saved: unknown): void {
      ;({ sums, levels, open } = saved as { sums: typeof sums; levels: typeof levels; open: number })
    },
    /** Takes a value in; gives the interval before when this one begins another and it was complete. */
    take(point: string, at: Instant, value: number): NetFlow | undefined {
      const slot = Math.floor(at / width)
      let closed: NetFlow | undefined
      if (slot !== open) {
        closed = close()
        if (slot !== open + 1) levels = new Map()
        sums = new Map()
        open = slot
      }
      const known = sums.get(point)
      if (known) {
        known.sum += value
        known.count++
      } else sums.set(point, { sum: value, count: 1 })
      return closed
    },
  }
}
