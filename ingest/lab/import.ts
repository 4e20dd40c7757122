import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import { type LabSample, PARAMETERS } from '../../model/lab-sample.ts'
import type { Point } from '../../model/point.ts'
import { QUANTITIES } from '../../model/quantity.ts'
import { FUTURE_TOLERANCE, type Instant } from '../../model/time.ts'
import { knownUnit, siUnit, toSi } from '../../model/units.ts'
import type { Problem } from '../../runtime/config/problems.ts'
import { type CsvRow, readCsvBytes } from '../../runtime/site/csv.ts'
import { conflictWith, type LabBook } from './samples.ts'

const COLUMNS = { required: ['point', 'sampled_at', 'value'], optional: ['unit', 'number', 'method', 'note'] }
const ALIASES = {
  测点: 'point',
  采样点: 'point',
  采样时间: 'sampled_at',
  结果: 'value',
  检测结果: 'value',
  单位: 'unit',
  编号: 'number',
  样品编号: 'number',
  方法: 'method',
  检测方法: 'method',
  备注: 'note',
}

/** Rows of one file. */
export const MOST_ROWS = 10_000

/** What a sample is checked against. */
export interface LabContext {
  points: ReadonlyMap<string, Point>
  timeZone: string
  now: Instant
  by: string
}

/** Why a laboratory value cannot be one of this point; undefined when it can. */
export function faultOf(
  point: Point | undefined,
  id: string,
  value: number,
): { field: 'point' | 'value'; message: string } | undefined {
  if (!point) return { field: 'point', message: `no point of this site is called "${id}"` }
  if (!(PARAMETERS as readonly string[]).includes(point.quantity))
    return {
      field: 'point',
      message: `${id} measures ${point.quantity}, which is no parameter of water quality`,
    }
  const { range, unit } = QUANTITIES[point.quantity]
  if (!(value >= range[0] && value <= range[1]))
    return { field: 'value', message: `is ${value} ${unit}; possible is ${range[0]} to ${range[1]}` }
  return undefined
}

/**
 * Reads a laboratory's table: `point`, `sampled_at`, `value`, and `unit`, `number`, `method`, `note` if wanted; Chinese
 * headings too. Times without a zone are the site's. Every mistake goes to `problems` with its line; then nothing of the
 * table may be entered.
 */
export function readSamples(
  bytes: Buffer,
  name: string,
  { points, timeZone, now, by }: LabContext,
  book: Pick<LabBook, 'standing'>,
  problems: Problem[],
): LabSample[] {
  const rows = readCsvBytes(bytes, name, COLUMNS, problems, ALIASES)
  if (rows.length > MOST_ROWS) {
    problems.push({ file: name, message: `has ${rows.length} rows; at most ${MOST_ROWS} at once` })
    return []
  }
  if (rows.length === 0 && problems.length === 0) problems.push({ file: name, message: 'has no rows' })
  const lines = new Map<string, number>()
  return rows.flatMap(row => {
    const before = problems.length
    const id = row.required('point')
    const at = timeOf(row, timeZone, now)
    const value = amountIn(row, id === undefined ? undefined : points.get(id))
    const fault = id === undefined || value === undefined ? undefined : faultOf(points.get(id), id, value)
    if (fault) row.problem(fault.field, fault.message)
    if (problems.length > before || id === undefined || at === undefined || value === undefined) return []
    const key = `${id} ${at}`
    const first = lines.get(key)
    if (first !== undefined)
      return row.problem('sampled_at', `${id} at this time stands in line ${first} already`) ?? []
    lines.set(key, row.line)
    const there = book.standing(id, at)
    if (there && there.value !== value) return row.problem('value', conflictWith(there)) ?? []
    const more = Object.fromEntries(
      (['number', 'method', 'note'] as const).flatMap(column => {
        const text = row.text(column)
        return text === undefined ? [] : [[column, text.slice(0, 500)]]
      }),
    )
    return [{ id: idOf(key, value, now), point: id, at, value, entered: now, by, ...more }]
  })
}

const idOf = (key: string, value: number, now: Instant) =>
  `lab-${createHash('sha256').update(`${key} ${value} ${now}`).digest('hex').slice(0, 24)}`

function timeOf(row: CsvRow, zone: string, now: Instant): Instant | undefined {
  const text = row.required('sampled_at')
  if (text === undefined) return undefined
  const iso = text
    .replaceAll('/', '-')
    .replace(/^(\d{4})-(\d{1,2})-(\d{1,2})(?=\D)/, (_, y, m, d) =>
      [y, String(m).padStart(2, '0'), String(d).padStart(2, '0')].join('-'),
    )
  const time = DateTime.fromISO(iso.replace(/^(\S+)\s+(\d)(?=:)/, '$1 0$2').replace(' ', 'T'), { zone })
  if (!time.isValid || !/\d:\d/.test(text))
    return row.problem('sampled_at', `is "${text}"; it must be a date and a time, such as 2026-11-22 08:35`)
  if (time.toMillis() > now + FUTURE_TOLERANCE)
    return row.problem('sampled_at', `is ${text}: that is to come`)
  return time.toMillis()
}

function amountIn(row: CsvRow, point: Point | undefined): number | undefined {
  if (row.required('value') === undefined) return undefined
  const value = row.number('value')
  const unit = row.text('unit')
  if (value === undefined || unit === undefined || !point) return value
  if (knownUnit(unit) === undefined || siUnit(unit) !== point.unit)
    return row.problem('unit', `is "${unit}"; ${point.id} is measured in ${point.unit}`)
  return toSi(value, unit)
}
