import type { Detection, Detector } from '../../../model/detection.ts'
import { HOUR, type Instant } from '../../../model/time.ts'
import { aboutAsset, NONE } from '../watch.ts'
import type { Pump } from './pumps.ts'

interface StartsState {
  readonly on?: boolean
  readonly at: Instant
  /** When it started, newest last, of the last hour. */
  readonly starts: readonly Instant[]
  /** When runs ended that were too short. */
  readonly short: readonly Instant[]
  readonly many?: Instant
  readonly cycling?: Instant
}

export interface StartsSettings {
  /** Starts in an hour that a motor of its size can bear. */
  startsPerHour: number
  /** A run shorter than this is too short, ms. */
  shortRun: number
  /** So many short runs in an hour are short cycling. */
  shortRuns: number
}

/**
 * A pump that starts more often in an hour than its motor bears (`pump-starts`), or runs again and again only for
 * moments (`pump-short-cycling`: a pressure tank that has lost its charge, a leak in the riser). What happened while
 * nobody looked (more than three periods) is no start. Source: domain.md §4.5 (starts per hour by power, runs under
 * 1–2 min).
 */
export function startsDetector({ id, running }: Pump, settings: StartsSettings): Detector<StartsState> {
  const { startsPerHour, shortRun, shortRuns } = settings
  const about = { ...aboutAsset(running), subject: id, point: running.id }
  const say = (
    kind: string,
    times: readonly Instant[],
    before: Instant | undefined,
    after: Instant | undefined,
    at: Instant,
    limit: number,
  ): Detection[] => {
    const start = after ?? before
    if (start === undefined || (after === undefined) === (before === undefined)) return []
    const evidence = {
      starts: times.length,
      limit,
      within: HOUR,
      ...(kind === 'pump-short-cycling' ? { shortRun } : {}),
    }
    return [{ kind, ...about, start, at, active: after !== undefined, evidence }]
  }
  return {
    kind: 'pump-starts',
    initial: { at: Number.NaN, starts: [], short: [] },
    step: (before, { at, value }) => {
      if (value === null) return [before, NONE]
      const on = value >= 0.5
      const seen = at - before.at <= 3 * running.period && before.on !== undefined
      const recent = (times: readonly Instant[]) =>
        times.length > 0 && at - times[0]! > HOUR ? times.filter(time => at - time <= HOUR) : times
      let starts = recent(before.starts)
      let short = recent(before.short)
      if (seen && on && !before.on) starts = [...starts, at]
      const began = starts.at(-1)
      if (seen && !on && before.on && began !== undefined && at - began < shortRun) short = [...short, at]
      const first = starts.length > startsPerHour ? (before.many ?? starts[0]) : undefined
      const many = first ?? (starts.length > 0.7 * startsPerHour ? before.many : undefined)
      const cycling =
        short.length >= shortRuns
          ? (before.cycling ?? short[0])
          : short.length > 0
            ? before.cycling
            : undefined
      const found = [
        ...say('pump-starts', starts, before.many, many, at, startsPerHour),
        ...say('pump-short-cycling', short, before.cycling, cycling, at, shortRuns),
      ]
      const next: StartsState = {
        on,
        at,
        starts,
        short,
        ...(many === undefined ? {} : { many }),
        ...(cycling === undefined ? {} : { cycling }),
      }
      return [next, found.length === 0 ? NONE : found]
    },
  }
}
