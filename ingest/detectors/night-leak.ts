import type { Detection, Detector } from '../../model/detection.ts'
import type { Instant } from '../../model/time.ts'
import type { LocalClock } from './local-clock.ts'
import { type MeteredArea, meteredAreas } from './metered-area.ts'
import { type NightMinimum, nightMinimum } from './night-minimum.ts'
import { type Night, usualNight } from './night-usual.ts'
import { medianOf } from './robust.ts'
import { NONE, type SiteDetector, watch } from './watch.ts'

interface LeakState {
  minimum: ReturnType<typeof nightMinimum>
  /** Nights that are taken for usual, oldest first. */
  usual: Night[]
  /** Nights in doubt: above the usual, or since the cumulative sum left zero. */
  doubted: (Night & { night: Instant })[]
  /** Nights in a row above the limit. */
  high: Instant[]
  /** S⁺ of the nights, in standard deviations. */
  sum: number
  start: Instant | undefined
  /** How far the last nights of the standing leak were above the usual, and the least that it settled at. */
  excess: number[]
  settled: number | undefined
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
  /** Share of the usual that a slow rise must reach. */
  slowShare: number
  /** Cumulative sum (standard deviations) from which a slow rise is told. */
  cusumLimit: number
}

const MOST_NIGHTS = 56
/** Standard deviations a night that are nobody's business (k), and the most that one night says. */
const SLACK = 0.5
const MOST = 3
/** A leak must stand for so many nights before it can be told to have grown; it grows by half. */
const SETTLED = 7
const GROWTH = 0.5

/**
 * A leak by minimum night flow: it lies above the median of comparable nights for several nights in a row, or a little
 * above for long (CUSUM). It began with the first of those nights. A leak that grows by half, and by as much as a new
 * one must have, begins another spell: something else has broken. Source: domain.md §4.1 (comparison with the median of
 * 7–28 comparable nights, rise over max(10–20 %, 0.5–1 m³/h) for 2–3 nights, start by CUSUM; legitimate night use).
 */
export function nightLeakDetector(
  area: MeteredArea,
  clock: LocalClock,
  settings: NightSettings,
): Detector<LeakState> {
  const { share, rise, nights, learn, legitimate, slowShare, cusumLimit } = settings
  const zone = area.zone.id

  const judge = (state: LeakState, { night, flow }: NightMinimum, at: Instant): Detection[] => {
    const weekday = clock.weekday(night)
    const known = usualNight(state.usual, weekday, learn)
    if (!known) return settle(state, [{ weekday, flow }])
    const { usual } = known
    const above = flow - usual
    const sigma = Math.max(known.sigma, rise / 4, 0.02 * Math.abs(usual))
    // A tank's gauge is coarse: what it makes nights stray by is no leak.
    const limit = Math.max(rise, share * Math.abs(usual), 3 * known.sigma)
    const slow = Math.max(rise, slowShare * Math.abs(usual), 1.5 * known.sigma)
    const tell = (active: boolean, more: Detection['evidence'] = {}): Detection => ({
      kind: 'leak',
      subject: zone,
      zone,
      start: state.start!,
      at,
      active,
      evidence: {
        flow,
        usual,
        above,
        limit: state.high.length >= nights ? limit : slow,
        unit: 'm3/h',
        nights: Math.max(state.high.length, state.doubted.length),
        legitimate,
        excess: Math.max(0, flow - legitimate),
        ...(area.zones.length > 1 ? { together: area.zones.join(', ') } : {}),
        ...more,
      },
    })

    if (state.start !== undefined) {
      const stood = state.settled ?? medianOf(state.excess)
      // Half of the rise is left: neither gone nor usual.
      if (above <= Math.max(slow, Math.min(limit, stood)) / 2) {
        const over = tell(false)
        settle(state, [{ weekday, flow }])
        return [over]
      }
      const grows = state.settled !== undefined && above - stood > Math.max(limit, GROWTH * stood)
      state.high = grows ? [...state.high, night] : []
      if (state.high.length < nights) {
        if (state.high.length === 0) wait(state, above)
        return NONE
      }
      const ended = tell(false, { grown: true })
      state.start = state.high[0]!
      const begun = tell(true, { before: stood })
      state.excess = []
      state.high = []
      state.settled = undefined
      return [ended, begun]
    }

    state.high = above > limit ? [...state.high, night] : []
    state.sum = Math.max(0, state.sum + Math.min(MOST, above / sigma) - SLACK)
    state.doubted.push({ weekday, flow, night })
    const meanAbove = medianOf(
      state.doubted.slice(-nights).map(one => one.flow - usualOf(state, one.weekday)),
    )
    const lasting =
      known.apart && state.doubted.length >= nights && state.sum > cusumLimit && meanAbove > slow
    if (state.high.length >= nights || lasting) {
      state.start = state.high.length >= nights ? state.high[0]! : state.doubted[0]!.night
      const told = tell(true)
      state.excess = [above]
      state.high = []
      return [told]
    }
    // Nothing came of the doubt; one that lasts this long is the season.
    if (state.sum === 0 && state.high.length === 0) return settle(state, state.doubted)
    if (state.doubted.length > MOST_NIGHTS / 2) keep(state, [state.doubted.shift()!])
    return NONE
  }

  const usualOf = (state: LeakState, weekday: number) => usualNight(state.usual, weekday, learn)!.usual

  return {
    kind: 'leak',
    get initial() {
      return {
        minimum: nightMinimum(area, clock),
        usual: [],
        doubted: [],
        high: [],
        sum: 0,
        start: undefined,
        excess: [],
        settled: undefined,
      }
    },
    step: (state, { point, at, value }) => {
      const night = value === null ? undefined : state.minimum.take(point, at, value)
      return [state, night ? judge(state, night, at) : NONE]
    },
  }
}

function keep(state: LeakState, nights: readonly Night[]): void {
  for (const { weekday, flow } of nights) state.usual.push({ weekday, flow })
  state.usual.splice(0, state.usual.length - MOST_NIGHTS)
}

/** One more night of a leak that stands. */
function wait(state: LeakState, above: number): void {
  state.excess.push(above)
  state.excess.splice(0, state.excess.length - SETTLED)
  if (state.excess.length === SETTLED)
    state.settled = Math.min(state.settled ?? Number.POSITIVE_INFINITY, medianOf(state.excess))
}

/** Nothing stands or is in doubt any more; these nights were usual ones. */
function settle(state: LeakState, nights: readonly Night[]): Detection[] {
  keep(state, nights)
  Object.assign(state, { doubted: [], high: [], sum: 0, start: undefined, excess: [], settled: undefined })
  return NONE
}

/** One for each area whose borders are all measured and whose tanks' content is known. */
export const nightLeakWatches: SiteDetector = context => {
  const { clock, settings, network } = context
  const households = new Map<string, number>()
  for (const { zone, households: count } of network.customers)
    if (zone !== undefined) households.set(zone, (households.get(zone) ?? 0) + count)
  return meteredAreas(context).flatMap(area => {
    const rule = settings.of('night-flow', area.flows[0]!.point)
    if (!rule) return []
    const { share = 0.15, rise = 1, nights = 3, learn = 7, perHousehold = 2 } = rule
    const { slowShare = 0.07, cusumLimit = 8 } = rule
    const homes = area.zones.reduce((sum, id) => sum + (households.get(id) ?? 0), 0)
    const legitimate = (homes * perHousehold) / 1000
    const told: NightSettings = { share, rise, nights, learn, legitimate, slowShare, cusumLimit }
    const detector = nightLeakDetector(area, clock, told)
    return [watch(detector, detector.initial.minimum.points)]
  })
}
