import { HOUR, type Instant, MINUTE } from '../../model/time.ts'
import { type InletCourse, nightFlow } from '../night-flow.ts'
import type { LocalClock } from './local-clock.ts'
import type { MeteredArea } from './metered-area.ts'

const FROM = 2 * 60
const TO = 4 * 60
/** Local minute at which everything of the night should be here. */
const CLOSE = TO + 10
const WIDTHS = [15 * MINUTE, HOUR]

/** A night that is over. */
export interface NightMinimum {
  /** 02:00 of it. */
  night: Instant
  /** m³/h */
  flow: number
}

type Bins = Map<Instant, { sum: number; count: number }>

/**
 * Minimum night flow of a metered area: the lowest sliding hour of its net inflow between 02:00 and 04:00. With a tank
 * it is the mean of the two hours, less what the tank kept: a gauge is too coarse for less. Nights of which more than a
 * tenth is not known are left out. Source: domain.md §4.1 (MNF: sliding 60-min mean, not the raw minimum).
 */
export function nightMinimum({ flows, tanks }: MeteredArea, clock: LocalClock) {
  let sums = new Map<string, Bins>()
  let from = Number.NaN

  const lowest = (): number | null => {
    const hourly = Math.max(...[...sums.values()].map(bins => bins.size)) <= (TO - FROM) / 60
    for (const width of hourly ? WIDTHS : WIDTHS.slice(0, 1)) {
      const courses = flows.map(
        ({ point, sign }): InletCourse => ({ sign, means: meansOf(sums.get(point.id), width) }),
      )
      const until = from + (TO - FROM) * MINUTE
      if (tanks.length > 0) return lessKept(courses, from, until, width)
      const { flow } = nightFlow(courses, from, until, width)
      if (flow !== null) return flow
    }
    return null
  }

  const lessKept = (courses: readonly InletCourse[], begin: Instant, end: Instant, width: number) => {
    let net = 0
    for (const { sign, means } of courses) {
      if (means.size < (0.9 * (end - begin)) / width) return null
      net += (sign * [...means.values()].reduce((sum, mean) => sum + mean, 0)) / means.size
    }
    for (const { point, area } of tanks) {
      const levels = [...meansOf(sums.get(point.id), width)].sort(([a], [b]) => a - b)
      const [first, last] = [levels[0], levels.at(-1)]
      if (!first || !last || last[0] - first[0] < (end - begin) / 2) return null
      net -= (area * (last[1] - first[1]) * HOUR) / (last[0] - first[0])
    }
    return net
  }

  return {
    points: [...flows, ...tanks].map(({ point }) => point.id),
    save: () => ({ sums, from }),
    load(saved: unknown): void {
      ;({ sums, from } = saved as { sums: typeof sums; from: Instant })
    },
    /** Takes a value in; gives the night when it is over and known. */
    take(point: string, at: Instant, value: number): NightMinimum | undefined {
      const minute = clock.minuteOfDay(at)
      if (minute >= FROM && minute < TO) {
        const begin = at - (minute - FROM) * MINUTE - (at % MINUTE)
        if (begin !== from) sums.clear()
        from = begin
        add(sums, point, at, value)
        return undefined
      }
      if (sums.size === 0 || (minute >= TO && minute < CLOSE)) return undefined
      const flow = lowest()
      sums.clear()
      return flow === null ? undefined : { night: from, flow }
    },
  }
}

function add(sums: Map<string, Bins>, point: string, at: Instant, value: number): void {
  const bins: Bins = sums.get(point) ?? new Map()
  sums.set(point, bins)
  const slot = Math.floor(at / WIDTHS[0]!) * WIDTHS[0]!
  const bin = bins.get(slot)
  if (bin) {
    bin.sum += value
    bin.count++
  } else bins.set(slot, { sum: value, count: 1 })
}

/** By quarters of an hour, or by hours where there are only hourly values. */
function meansOf(bins: Bins | undefined, width: number): Map<Instant, number> {
  const wide: Bins = new Map()
  for (const [at, { sum, count }] of bins ?? []) {
    const slot = Math.floor(at / width) * width
    const bin = wide.get(slot) ?? { sum: 0, count: 0 }
    wide.set(slot, { sum: bin.sum + sum, count: bin.count + count })
  }
  return new Map([...wide].map(([at, { sum, count }]) => [at, sum / count]))
}
