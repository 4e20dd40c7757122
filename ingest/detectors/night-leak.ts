import type { Detection, Detector } from '../../model/detection.ts'
import { HOUR, type Instant, MINUTE } from '../../model/time.ts'
import { type InletCourse, nightFlow } from '../night-flow.ts'
import { type InletFlow, inletFlows } from './inlet-flows.ts'
import type { LocalClock } from './local-clock.ts'
import { medianOf } from './robust.ts'
import { NONE, type SiteDetector, watch } from './watch.ts'

interface NightState {
  /** Tonight's flow by point and quarter of an hour: sum and number of readings. */
  readonly sums: Map<string, Map<Instant, { sum: number; count: number }>>
  /** 02:00 of tonight; NaN outside the night. */
  from: Instant
  /** Minimum night flows that are taken for usual, oldest first, m³/h. */
  readonly usual: number[]
  /** Nights in a row above it. */
  above: { from: Instant; flow: number }[]
  start: Instant | undefined
}

export interface NightSettings {
  /** Rise above the usual that counts: this share of it, and this many m³/h. */
  share: number
  rise: number
  /** Nights in a row. */
  nights: number
  /** Nights from which the usual is known. */
  learn: number
  /** m³/h that people behind the zone's meters may use at night. */
  legitimate: number
}

const FROM = 2 * 60
const TO = 4 * 60
/** Local minute at which everything of the night should be here. */
const CLOSE = TO + 10
const WIDTHS = [15 * MINUTE, HOUR]
const MOST_NIGHTS = 28

/**
 * A leak by minimum night flow: the lowest sliding hour between 02:00 and 04:00 of a zone's net inflow lies above the
 * median of the nights before for several nights in a row. It began with the first of them. Nights of which more than
 * a tenth is not known are left out. Source: domain.md §4.1 (MNF: sliding 60-min mean, comparison with the median of
 * 7–28 comparable nights, rise over max(10–20 %, 0.5–1 m³/h) for 2–3 nights; legitimate night use).
 */
export function nightLeakDetector(
  zone: string,
  flows: readonly InletFlow[],
  clock: LocalClock,
  settings: NightSettings,
): Detector<NightState> {
  const { share, rise, nights, learn, legitimate } = settings
  const judge = (state: NightState, night: Instant, flow: number, at: Instant): Detection[] => {
    const usual = state.usual.length >= learn ? medianOf(state.usual) : undefined
    const limit = usual === undefined ? undefined : Math.max(rise, share * Math.abs(usual))
    const tell = (active: boolean): Detection[] => {
      const start = state.start!
      const evidence = {
        flow,
        usual: usual!,
        above: flow - usual!,
        limit: limit!,
        unit: 'm3/h',
        nights: state.above.length,
        legitimate,
        excess: Math.max(0, flow - legitimate),
      }
      return [{ kind: 'leak', subject: zone, zone, start, at, active, evidence }]
    }
    if (limit !== undefined && flow - usual! > limit) {
      state.above.push({ from: night, flow })
      if (state.start !== undefined || state.above.length < nights) return NONE
      state.start = state.above[0]!.from
      return tell(true)
    }
    // Half of the rise is left: neither gone nor usual.
    if (state.start !== undefined && flow - usual! > limit! / 2) return NONE
    const told = state.start === undefined ? NONE : tell(false)
    // A single high night was no leak; those of a leak are not usual.
    if (state.start === undefined) state.usual.push(...state.above.map(one => one.flow))
    state.usual.push(flow)
    state.usual.splice(0, state.usual.length - MOST_NIGHTS)
    state.start = undefined
    state.above = []
    return told
  }
  return {
    kind: 'leak',
    get initial() {
      return { sums: new Map(), from: Number.NaN, usual: [], above: [], start: undefined }
    },
    step: (state, { point, at, value }) => {
      if (value === null) return [state, NONE]
      const minute = clock.minuteOfDay(at)
      if (minute >= FROM && minute < TO) {
        const from = at - (minute - FROM) * MINUTE - (at % MINUTE)
        if (from !== state.from) state.sums.clear()
        state.from = from
        add(state.sums, point, at, value)
        return [state, NONE]
      }
      if (state.sums.size === 0 || (minute >= TO && minute < CLOSE)) return [state, NONE]
      const { from } = state
      const lowest = lowestHour(flows, state.sums, from)
      state.sums.clear()
      return [state, lowest === null ? NONE : judge(state, from, lowest, at)]
    },
  }
}

function add(sums: NightState['sums'], point: string, at: Instant, value: number): void {
  const bins = sums.get(point) ?? new Map<Instant, { sum: number; count: number }>()
  sums.set(point, bins)
  const slot = Math.floor(at / WIDTHS[0]!) * WIDTHS[0]!
  const bin = bins.get(slot)
  if (bin) {
    bin.sum += value
    bin.count++
  } else bins.set(slot, { sum: value, count: 1 })
}

/** By quarters of an hour, or by hours where there are only hourly values; null for a night that is not known. */
function lowestHour(flows: readonly InletFlow[], sums: NightState['sums'], from: Instant): number | null {
  const hourly = Math.max(...[...sums.values()].map(bins => bins.size)) <= (TO - FROM) / 60
  for (const width of hourly ? WIDTHS : WIDTHS.slice(0, 1)) {
    const courses = flows.map(({ point, sign }): InletCourse => {
      const wide = new Map<Instant, { sum: number; count: number }>()
      for (const [at, { sum, count }] of sums.get(point.id) ?? []) {
        const slot = Math.floor(at / width) * width
        const bin = wide.get(slot) ?? { sum: 0, count: 0 }
        wide.set(slot, { sum: bin.sum + sum, count: bin.count + count })
      }
      return { sign, means: new Map([...wide].map(([at, { sum, count }]) => [at, sum / count])) }
    })
    const { flow } = nightFlow(courses, from, from + (TO - FROM) * MINUTE, width)
    if (flow !== null) return flow
  }
  return null
}

/** One for each zone whose inlets are all measured and that has no tank to fill and draw on. */
export const nightLeakWatches: SiteDetector = context => {
  const { zones, clock, settings, network } = context
  const withTank = new Set(network.nodes.filter(node => node.kind === 'tank').map(node => node.zone))
  const households = new Map<string, number>()
  for (const { zone, households: count } of network.customers)
    if (zone !== undefined) households.set(zone, (households.get(zone) ?? 0) + count)
  return [...zones.values()].flatMap(zone => {
    const flows = inletFlows(context, zone)
    const rule = flows[0] && settings.of('night-flow', flows[0].point)
    const isComplete = flows.length > 0 && flows.length >= zone.inlets.length + zone.outlets.length
    if (!rule || !isComplete || withTank.has(zone.id)) return []
    const { share = 0.15, rise = 1, nights = 3, learn = 7, perHousehold = 2 } = rule
    const legitimate = ((households.get(zone.id) ?? 0) * perHousehold) / 1000
    const detector = nightLeakDetector(zone.id, flows, clock, { share, rise, nights, learn, legitimate })
    const ids = flows.map(({ point }) => point.id)
    return [watch(detector, ids)]
  })
}
