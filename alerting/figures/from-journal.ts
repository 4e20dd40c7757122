import type { Instant } from '../../model/time.ts'
import type { AlarmEvent } from '../alarm/event.ts'
import type { Journal } from '../journal/journal.ts'
import type { AlarmHappening } from './figures.ts'

const TYPES = new Set(['raised', 'cleared', 'acknowledged', 'shelved', 'suppressed', 'removed'])

/** What happened to alarms up to `to`, by the journal, in order of time. */
export async function happeningsIn(journal: Journal, to: Instant): Promise<AlarmHappening[]> {
  const happenings: AlarmHappening[] = []
  for await (const { type, at, body } of journal.read()) {
    if (!type.startsWith('alarm.') || at >= to) continue
    const event = body.event as AlarmEvent
    if (!TYPES.has(event.type)) continue
    const alarm = String(body.id)
    happenings.push({
      alarm,
      type: event.type as AlarmHappening['type'],
      at: event.at,
      ...(event.type === 'raised'
        ? {
            priority: event.about.priority,
            ...(event.about.zone ? { position: event.about.zone } : {}),
            ...(event.chattering ? { chattering: true } : {}),
          }
        : {}),
    })
  }
  return happenings.sort((a, b) => a.at - b.at)
}
