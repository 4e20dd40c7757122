import type { Evidence } from '../../model/detection.ts'
import { type Instant, MINUTE } from '../../model/time.ts'
import { type DriftSettings, type DriftTrack, driftTrack } from './drift-track.ts'
import type { MeteredArea } from './metered-area.ts'
import { netFlow } from './net-flow.ts'
import { type SeasonalBaseline, seasonalBaseline } from './seasonal-baseline.ts'
import type { Context } from './watch.ts'

export interface AgreedDrift {
  start: Instant
  evidence: Evidence
}

/** A pressure with what is usual for it. */
export interface DriftPressure {
  point: string
  /** Filled by its owner. */
  season: SeasonalBaseline
}

interface Saved {
  flow: { net: unknown; season: unknown; track: unknown } | undefined
  signals: { track: unknown; open: Pick<Signal, 'slot' | 'sum' | 'count'> }[]
}
interface Signal {
  track: DriftTrack
  season: SeasonalBaseline
  slot: number
  sum: number
  count: number
}

/** Pressures that agree where no inflow is measured: so many, and half of them. */
const ALONE = 3

/**
 * Small falls that stay, of several pressures of an area together with a rise of its net inflow; where nobody
 * measures that, of half of its pressures. The most normalised fall is the nearest. Source: domain.md §4.2 "CUSUM",
 * "pressure pairs / spatial vote" (agreement of two sensors or P + Q; a burst lowers all, most at the nearest).
 */
export function areaDrift(
  pressures: readonly DriftPressure[],
  area: MeteredArea | undefined,
  { clock }: Context,
  { slack, limit, sensors }: { slack: number; limit: number; sensors: number },
) {
  const periods = area?.flows.map(({ point }) => point.period) ?? []
  const width = Math.max(15 * MINUTE, ...periods)
  const settings: DriftSettings = { sign: -1, slack, limit, noise: 0.05, noiseShare: 0, slot: width }
  const signals = new Map<string, Signal>(
    pressures.map(({ point, season }) => [
      point,
      { track: driftTrack(settings), season, slot: Number.NaN, sum: 0, count: 0 },
    ]),
  )
  const flow = area && {
    net: netFlow(area, width),
    season: seasonalBaseline(clock, width),
    track: driftTrack({ ...settings, sign: 1, noise: 0.1, noiseShare: 0.03 }),
  }
  const least = flow ? sensors : Math.max(ALONE, sensors, Math.ceil(signals.size / 2))
  const fallen = (leans: boolean) =>
    [...signals].filter(([, { track }]) => (leans ? track.leans : track.stands))

  return {
    /** All points it wants to see. */
    points: [...signals.keys(), ...(flow?.net.points ?? [])],
    /** The usual of pressures is kept by its owner. */
    save: () => ({
      flow: flow && { net: flow.net.save(), season: flow.season.save(), track: flow.track.save() },
      signals: [...signals.values()].map(({ track, slot, sum, count }) => ({
        track: track.save(),
        open: { slot, sum, count },
      })),
    }),
    load(saved: unknown): void {
      const known = saved as Saved
      flow?.net.load(known.flow?.net)
      flow?.season.load(known.flow?.season)
      flow?.track.load(known.flow?.track)
      for (const [i, signal] of [...signals.values()].entries()) {
        const { track, open } = known.signals[i]!
        signal.track.load(track)
        Object.assign(signal, open)
      }
    },
    /** Takes a good value in; true when a slot was closed that may change the vote. `calm`: nothing stands. */
    take(point: string, at: Instant, value: number, calm: boolean): boolean {
      const closed = flow?.net.points.includes(point) ? flow.net.take(point, at, value) : undefined
      if (flow && closed) {
        flow.track.add(closed.from, closed.net, flow.season, calm)
        flow.season.add(closed.from, closed.net, calm)
      }
      const signal = signals.get(point)
      if (!signal) return closed !== undefined
      const slot = Math.floor(at / width)
      const ended = slot !== signal.slot && signal.count > 0
      if (ended) signal.track.add(signal.slot * width, signal.sum / signal.count, signal.season, calm)
      if (slot !== signal.slot) Object.assign(signal, { slot, sum: 0, count: 0 })
      signal.sum += value
      signal.count++
      return ended && flow?.track.leans !== false
    },
    vote(): AgreedDrift | undefined {
      const falls = fallen(false)
      if (falls.length < least || (flow && !flow.track.leans)) return undefined
      const [nearest, { track }] = falls.reduce((a, b) =>
        b[1].track.normalised > a[1].track.normalised ? b : a,
      )
      const starts = falls.map(([, fall]) => fall.track.since!)
      const evidence: Evidence = {
        drop: rounded(track.size),
        nearest,
        sensors: falls.length,
        ...(flow ? { rise: rounded(flow.track.size) } : {}),
        slow: true,
        ...(area && area.zones.length > 1 ? { together: area.zones.join(', ') } : {}),
      }
      return { start: flow?.track.since ?? Math.min(...starts), evidence }
    },
    /** Enough of it is left. */
    stands: (): boolean => fallen(true).length >= least,
    /** From here on, how it is is usual. */
    forget(): void {
      for (const { track } of signals.values()) track.forget()
      flow?.track.forget()
    },
  }
}
export type AreaDrift = ReturnType<typeof areaDrift>

const rounded = (value: number) => Math.round(value * 1000) / 1000
