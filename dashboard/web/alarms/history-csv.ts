import type { Instant } from '../../../model/time.ts'
import { request } from '../api/request.ts'
import { dateTime, offsetText } from '../format/instant.ts'
import type { HistoryEvent } from '../replay/fold.ts'

/** Events of one answer, and of one export. */
const PAGE = 10_000
const MOST = 500_000

/** Every event of a period, page by page. */
export async function allEvents(from: Instant, to: Instant, signal?: AbortSignal): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = []
  for (let after = 0; events.length < MOST; after = events.at(-1)!.seq) {
    const page = await request<{ events: HistoryEvent[]; more: boolean }>(
      `/alarms/history?from=${from}&to=${to}&limit=${PAGE}&after=${after}`,
      signal ? { signal } : {},
    )
    events.push(...page.events)
    if (!page.more || page.events.length === 0) break
  }
  return events
}

const COLUMNS = [
  'seq',
  'time_utc',
  'time_local',
  'received_utc',
  'event',
  'alarm',
  'what',
  'priority',
  'zone',
  'by',
  'note',
] as const

/** The events as a table for other programs: RFC 4180, UTF-8 with a mark so that spreadsheets read Chinese. */
export function historyCsv(
  events: readonly HistoryEvent[],
  timeZone: string,
  words: (alarm: string) => string,
): string {
  const lines = events.map(({ seq, at, received, type, alarm, actor, event = {} }) => {
    const about = (event.about ?? {}) as { priority?: number; zone?: string }
    return [
      seq,
      new Date(at).toISOString(),
      `${dateTime(at, timeZone)} ${offsetText(at, timeZone)}`,
      new Date(received).toISOString(),
      type,
      alarm,
      words(alarm),
      about.priority ?? '',
      about.zone ?? '',
      actor,
      event.note ?? event.reason ?? '',
    ]
  })
  return `\uFEFF${[COLUMNS, ...lines].map(line => line.map(cell).join(',')).join('\r\n')}\r\n`
}

function cell(value: unknown): string {
  const text = String(value)
  // A cell that begins like a formula would be one in a spreadsheet.
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
