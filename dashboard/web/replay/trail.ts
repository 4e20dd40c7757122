import type { Instant } from '../../../model/time.ts'
import type { HistoryEvent } from './fold.ts'

/**
 * What happened to alarms up to `at`, the newest first. It follows from the moment alone: however fast one plays or
 * jumps, nothing that was passed is missing. Mere updates of figures are left out.
 * @param events in the order they were received
 */
export function trailUntil(events: readonly HistoryEvent[], from: Instant, at: Instant): HistoryEvent[] {
  return events
    .filter(({ type, received }) => type !== 'updated' && received >= from && received <= at)
    .reverse()
}

/** An alarm's id is its kind and whom it is about. */
export function aboutOf(id: string): { kind: string; subject: string } {
  const cut = id.indexOf('/')
  return { kind: id.slice(0, cut < 0 ? undefined : cut), subject: cut < 0 ? '' : id.slice(cut + 1) }
}
