import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { DateTime } from 'luxon'
import type { Ticket } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import type { SpellRow } from './spells.ts'

const SEVERITY = { 1: 'critical', 2: 'high', 3: 'medium', 4: 'low' } as const

/** The two files of a replay, which come into being together, whole, or not at all. */
export interface Outputs {
  detections: string
  tickets: string
  /** Writes both; what stood under their names before stays until then. */
  write(detections: readonly SpellRow[], tickets: readonly Ticket[], zone: string): void
  /** Leaves nothing of an unfinished replay behind. */
  drop(): void
}

/**
 * Sees at once, not after the replay, that the files can be written.
 * @throws CodedError `out-unwritable`
 */
export function openOutputs(detections: string, tickets: string): Outputs {
  const parts = [detections, tickets].map(file => `${file}.part`)
  const drop = () => {
    for (const part of parts) rmSync(part, { force: true })
  }
  const attempt = (file: string, work: () => void) => {
    try {
      work()
    } catch (error) {
      drop()
      throw new CodedError('out-unwritable', `${file} cannot be written: ${(error as Error).message}`)
    }
  }
  for (const [i, file] of [detections, tickets].entries())
    attempt(file, () => closeSync(openSync(parts[i]!, 'w')))
  return {
    detections,
    tickets,
    write: (spells, opened, zone) => {
      attempt(detections, () => writeFileSync(parts[0]!, detectionLines(spells, zone)))
      attempt(tickets, () => writeFileSync(parts[1]!, ticketLines(opened, zone)))
      attempt(detections, () => renameSync(parts[0]!, detections))
      attempt(tickets, () => renameSync(parts[1]!, tickets))
    },
    drop,
  }
}

/** One row a spell. Instants are ISO 8601 in the history's own time zone. */
function detectionLines(rows: readonly SpellRow[], zone: string): string {
  const head = 'raised_at,cleared_at,kind,subject,asset,zone,lng,lat,severity,evidence'
  const lines = rows.map(row =>
    csvLine([
      stamp(row.raisedAt, zone),
      row.clearedAt === undefined ? '' : stamp(row.clearedAt, zone),
      row.kind,
      row.subject,
      row.asset ?? '',
      row.zone ?? '',
      row.at?.[0].toFixed(6) ?? '',
      row.at?.[1].toFixed(6) ?? '',
      SEVERITY[row.priority],
      JSON.stringify(row.evidence),
    ]),
  )
  return `${[head, ...lines].join('\n')}\n`
}

/** The tickets that would have opened. */
function ticketLines(tickets: readonly Ticket[], zone: string): string {
  const head = 'opened_at,id,category,priority,asset,zone,lng,lat,dn,unit,alarms,content'
  const lines = tickets.map(ticket =>
    csvLine([
      stamp(ticket.openedAt, zone),
      ticket.id,
      ticket.category,
      String(ticket.priority),
      ticket.asset ?? '',
      ticket.zone ?? '',
      ticket.at?.[0].toFixed(6) ?? '',
      ticket.at?.[1].toFixed(6) ?? '',
      ticket.dn === undefined ? '' : String(ticket.dn),
      ticket.unit ?? '',
      ticket.alarms.join(' '),
      ticket.content ?? '',
    ]),
  )
  return `${[head, ...lines].join('\n')}\n`
}

function stamp(at: Instant, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toISO({ suppressMilliseconds: true }) ?? String(at)
}

function csvLine(fields: readonly string[]): string {
  return fields.map(field => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')
}
