import { createDecider } from '../../alerting/decide/decider.ts'
import { createEngine } from '../../ingest/detectors/engine.ts'
import type { DetectorSettings } from '../../ingest/detectors/settings.ts'
import { createQuality } from '../../ingest/quality/engine.ts'
import { LATE } from '../../ingest/rows.ts'
import type { Detection } from '../../model/detection.ts'
import { qualityOf, reasonOf } from '../../model/quality.ts'
import type { Reading } from '../../model/reading.ts'
import type { Ticket } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { toSi } from '../../model/units.ts'
import type { Site } from '../../runtime/site/site.ts'
import type { Column } from './columns.ts'
import { merge } from './merge.ts'
import { type SpellRow, spellBook } from './spells.ts'
import type { WideFile } from './wide-csv.ts'

/** A history file with what its columns mean. */
export interface History {
  file: WideFile
  columns: readonly Column[]
}

export interface ReplayOptions {
  site: Site
  settings: DetectorSettings
  histories: readonly History[]
  from: Instant
  to: Instant
}

export interface ReplayResult {
  detections: readonly SpellRow[]
  tickets: readonly Ticket[]
  readings: number
  first: Instant | undefined
  last: Instant | undefined
}

/**
 * Pushes histories through the quality engine, the detectors and the alarm and ticket rules of the live services,
 * in device time and as fast as it goes. Causal: what is said at an instant has seen nothing of later ones.
 */
export async function replay({ site, settings, histories, from, to }: ReplayOptions): Promise<ReplayResult> {
  const quality = createQuality({ points: site.points })
  const engine = createEngine({ site, settings })
  const decider = createDecider({ site })
  const book = spellBook(site.network)
  const tickets: Ticket[] = []
  let readings = 0
  let first: Instant | undefined
  let last: Instant | undefined

  const hear = (found: readonly Detection[]) => {
    for (const detection of found) {
      const { alarms, tickets: opened } = decider.onDetection(detection)
      tickets.push(...opened)
      const alarm = alarms.find(
        ({ kind, subject }) => kind === detection.kind && subject === detection.subject,
      )
      book.take(detection, alarm?.priority)
    }
  }

  for await (const { at, rows } of merge(histories.map(({ file }) => file))) {
    if (at < from) continue
    if (at > to) break
    first ??= at
    last = at
    for (const { file, row } of rows) {
      for (const [i, { point, unit }] of histories[file]!.columns.entries()) {
        const value = toSi(row.values[i]!, unit)
        const judged = quality.judge(point.id, at, value, 0, at)
        if (judged < 0) continue
        readings++
        hear(engine.step(readingOf(point.id, at, value, judged & 255), ((judged >> 8) & LATE) === 0))
      }
    }
    hear(engine.tick(at))
  }
  return { detections: book.rows, tickets, readings, first, last }
}

function readingOf(point: string, at: Instant, value: number, code: number): Reading {
  const missing = Number.isNaN(value)
  const reason = reasonOf(code)
  const reading: Reading = {
    point,
    at,
    value: missing ? null : value,
    quality: missing ? 'bad' : qualityOf(code),
  }
  return reason ? { ...reading, reason } : reading
}
