import type { LiveValue } from '../model/live.ts'
import type { Point } from '../model/point.ts'
import { encodeQuality } from '../model/quality.ts'
import { LATE, type Rows } from './rows.ts'

const LOST = encodeQuality('bad', 'comm-failure')

/** The newest reading of each point, and which zones have news since they were last published. */
export interface Latest {
  take(rows: Rows): void
  /** Fills in what history knew at the start. */
  recall(values: readonly LiveValue[]): void
  /** The link of these points is down: the last values stand, marked so. Gives the points that were not so before. */
  lose(points: Iterable<string>): LiveValue[]
  /** The link is up again: a value that nothing has replaced is what it was when it was measured. */
  find(points: Iterable<string>): void
  get(point: string): LiveValue | undefined
  all(): LiveValue[]
  /** Changed values by zone; taking them makes them old news. */
  takeChanges(): Map<string, LiveValue[]>
}

/** Points without a zone are published under this one. */
export const NO_ZONE = '_'

export function createLatest(points: ReadonlyMap<string, Point>): Latest {
  const values = new Map<string, LiveValue>()
  const changed = new Set<string>()
  /** Quality codes from before the link went down. */
  const before = new Map<string, number>()
  const put = (value: LiveValue) => {
    values.set(value[0], value)
    changed.add(value[0])
  }
  return {
    take(rows) {
      for (let i = 0; i < rows.length; i++) {
        if (rows.flags[i]! & LATE) continue
        const value = rows.value[i]!
        const point = rows.names[rows.point[i]!]!
        before.delete(point)
        put([point, rows.at[i]!, Number.isNaN(value) ? null : value, rows.code[i]!])
      }
    },
    recall(known) {
      for (const value of known) {
        const have = values.get(value[0])
        if (points.has(value[0]) && (!have || have[1] < value[1])) put(value)
      }
    },
    lose(ids) {
      const lost: LiveValue[] = []
      for (const id of ids) {
        const value = values.get(id)
        if (!value || value[3] === LOST) continue
        const marked: LiveValue = [id, value[1], value[2], LOST]
        before.set(id, value[3])
        put(marked)
        lost.push(marked)
      }
      return lost
    },
    find(ids) {
      for (const id of ids) {
        const code = before.get(id)
        if (code === undefined) continue
        before.delete(id)
        const [, at, value] = values.get(id)!
        put([id, at, value, code])
      }
    },
    get: point => values.get(point),
    all: () => [...values.values()],
    takeChanges() {
      const zones = new Map<string, LiveValue[]>()
      for (const id of changed) {
        const zone = points.get(id)?.zone ?? NO_ZONE
        const list = zones.get(zone)
        if (list) list.push(values.get(id)!)
        else zones.set(zone, [values.get(id)!])
      }
      changed.clear()
      return zones
    },
  }
}
