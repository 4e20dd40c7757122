import { writeFileSync } from 'node:fs'
import { DateTime } from 'luxon'
import type { Ticket } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import type { SpellRow } from './spells.ts'

const SEVERITY = { 1: 'critical', 2: 'high', 3: 'medium', 4: 'low' } as const

/** Writes the detections, one row a spell. Instants are ISO 8601 in the history's own time zone. */
export function writeDetections(file: string, rows: readonly SpellRow[], zone: string): void {
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
  write(file, [head, ...lines])
}

/** Writes the tickets that would have opened. */
export function writeTickets(file: string, tickets: readonly Ticket[], zone: string): void {
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
  write(file, [head, ...lines])
}

function write(file: string, lines: readonly string[]): void {
  try {
    writeFileSync(file, `${lines.join('\n')}\n`)
  } catch (error) {
    throw new CodedError('out-unwritable', `${file} cannot be written: ${(error as Error).message}`)
  }
}

function stamp(at: Instant, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toISO({ suppressMilliseconds: true }) ?? String(at)
}

function csvLine(fields: readonly string[]): string {
  return fields.map(field => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')
}
