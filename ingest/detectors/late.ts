import type { Detection } from '../../model/detection.ts'
import type { Reading } from '../../model/reading.ts'
import { HOUR, type Instant } from '../../model/time.ts'
import { pointDetectors } from './registry.ts'
import { type Context, NONE, type Watch } from './watch.ts'

/** Points whose late data is being judged at once; beyond it the one idle for longest is forgotten. */
const MOST = 5_000
const IDLE = 6 * HOUR

/**
 * Judges late readings as history: each point's own detectors start afresh on the backlog, apart from the live
 * ones, and what they find is marked `retrospective`. A reading older than the backlog's last is only stored.
 */
export function createLateWatch(context: Context) {
  const backlogs = new Map<string, { watches: Watch[]; last: Instant; touched: Instant }>()

  const step = (reading: Reading): readonly Detection[] => {
    const point = context.points.get(reading.point)
    if (!point || reading.quality !== 'good') return NONE
    let backlog = backlogs.get(reading.point)
    if (!backlog) {
      if (backlogs.size >= MOST) backlogs.delete(backlogs.keys().next().value!)
      const watches = pointDetectors.flatMap(detector => detector(point, context) ?? [])
      backlog = {
        watches: watches.filter(watch => watch.patience === undefined),
        last: Number.NaN,
        touched: 0,
      }
    } else backlogs.delete(reading.point)
    // Re-inserted: the map's order is the order of use.
    backlogs.set(reading.point, backlog)
    if (reading.at <= backlog.last) return NONE
    backlog.last = reading.at
    backlog.touched = reading.received ?? reading.at
    const found = backlog.watches.flatMap(watch => watch.step(reading))
    return found.length === 0 ? NONE : found.map(detection => ({ ...detection, retrospective: true }))
  }

  /** Lets go of backlogs that have ended. */
  const forget = (now: Instant) => {
    for (const [point, { touched }] of backlogs) {
      if (now - touched <= IDLE) break
      backlogs.delete(point)
    }
  }

  /** Backlogs still under way are judged anew from here on, by settings that have changed. */
  const restart = () => backlogs.clear()

  return { step, forget, restart }
}
