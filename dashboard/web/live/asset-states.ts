import { type Alarm, type AlarmState, alarmState, type Priority } from '../../../model/alarm.ts'
import type { Instant } from '../../../model/time.ts'
import { compareRows, isStanding } from '../alarms/order.ts'
import type { Directory, Entry } from '../directory/directory.ts'
import { type Condition, condition } from './condition.ts'
import type { Tag } from './tag-store.ts'

/** How an asset stands: its worst alarm, and how far its main value may be believed. */
export interface AssetState {
  alarm: Alarm | undefined
  state: AlarmState | undefined
  condition: Condition
}

const CALM: AssetState = { alarm: undefined, state: undefined, condition: 'never' }

interface Tags {
  get(id: string): Tag
}

/** How all live assets stand, kept up to date by differences. */
export class AssetStates {
  readonly #directory: Directory
  readonly #tags: Tags
  readonly #states: AssetState[]
  readonly #entryOfPoint = new Map<string, number>()
  #worst = new Map<string, { alarm: Alarm; state: AlarmState }>()

  constructor(directory: Directory, tags: Tags) {
    this.#directory = directory
    this.#tags = tags
    this.#states = directory.entries.map(() => CALM)
    for (const entry of directory.live) this.#entryOfPoint.set(entry.points[0]!.id, entry.index)
  }

  of(entry: Entry): AssetState {
    return this.#states[entry.index] ?? CALM
  }

  /** Worst standing alarm of each asset, live or not. */
  get worst(): ReadonlyMap<string, { alarm: Alarm; state: AlarmState }> {
    return this.#worst
  }

  /** Takes in a new set of alarms; returns the assets that stand differently. */
  setAlarms(alarms: readonly Alarm[], now: Instant, speed = 1): Entry[] {
    const before = this.#worst
    const worst = new Map<string, { alarm: Alarm; state: AlarmState }>()
    for (const alarm of alarms) {
      if (alarm.asset === undefined) continue
      const row = { alarm, state: alarmState(alarm, now) }
      if (!isStanding(row.state)) continue
      const known = worst.get(alarm.asset)
      if (
        !known ||
        row.alarm.priority < known.alarm.priority ||
        (row.alarm.priority === known.alarm.priority && compareRows(row, known) < 0)
      )
        worst.set(alarm.asset, row)
    }
    this.#worst = worst
    const touched = new Set([...before.keys(), ...worst.keys()])
    return [...touched].flatMap(id => {
      const entry = this.#directory.byId.get(id)
      return entry && this.#judge(entry, now, speed) ? [entry] : []
    })
  }

  /** Judges anew the assets whose main point is among the changed ones. */
  pointsChanged(points: readonly string[], now: Instant, speed = 1): Entry[] {
    return points.flatMap(point => {
      const index = this.#entryOfPoint.get(point)
      const entry = index === undefined ? undefined : this.#directory.entries[index]
      return entry && this.#judge(entry, now, speed) ? [entry] : []
    })
  }

  /** Judges everything anew: time alone makes values stale. */
  timePassed(now: Instant, speed = 1): Entry[] {
    return this.#directory.live.filter(entry => this.#judge(entry, now, speed))
  }

  #judge(entry: Entry, now: Instant, speed: number): boolean {
    const before = this.#states[entry.index]!
    const [main] = entry.points
    const worst = this.#worst.get(entry.id)
    const next: AssetState = {
      alarm: worst?.alarm,
      state: worst?.state,
      condition: main ? condition(this.#tags.get(main.id), main.period, now, speed) : 'never',
    }
    const same =
      before.alarm === next.alarm && before.state === next.state && before.condition === next.condition
    if (!same) this.#states[entry.index] = next
    return !same
  }
}

/** Order in lists: alarms by priority, then what cannot be believed, then the rest by name. */
export function severity({ alarm, condition }: AssetState): number {
  if (alarm) return alarm.priority
  return condition === 'good' || condition === 'uncertain' ? 9 : condition === 'stale' ? 7 : 8
}

/** The number that the map's layers know a priority by; 0 for none. */
export const classOf = ({ alarm }: AssetState): Priority | 0 => alarm?.priority ?? 0
