import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import type { Instant } from '../../model/time.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import { BadTime } from './local-time.ts'

/** A row of a history file that could not be used, or not all of it. */
export interface BadRow {
  file: string
  /** 1-based, the header being line 1. */
  line: number
  why: string
}

export interface WideRow {
  at: Instant
  /** By column after the time; NaN where the file has nothing. */
  values: Float64Array
}

export interface WideFile {
  path: string
  name: string
  columns: string[]
  rows: AsyncGenerator<WideRow>
}

interface ReadOptions {
  readTime(text: string): Instant
  onBadRow(row: BadRow): void
  /** Told how many bytes of the file were read since the last call. */
  onBytes?(bytes: number): void
}

const EMPTY = new Set(['', 'NaN', 'nan', 'NA', 'null'])

/**
 * Opens a wide CSV: time in the first column, one series a column; `;` with decimal comma, or `,` with decimal
 * point; gzip by its name. A row that cannot be read is told and left out. Rows come one at a time: a file of any
 * size needs the memory of one row. @throws CodedError `history-unreadable`
 */
export async function openWideCsv(path: string, options: ReadOptions): Promise<WideFile> {
  const name = basename(path)
  const lines = linesOf(path, options)
  const first = await lines.next()
  if (first.done) throw new CodedError('history-unreadable', `${path} is empty; a header line was expected`)
  const header = first.value.replace(/^\uFEFF/, '')
  const separator = header.includes(';') ? ';' : header.includes('\t') ? '\t' : ','
  const fields = split(header, separator)
  if (fields.length < 2) {
    throw new CodedError(
      'history-unreadable',
      `${path}: the header has no columns after the time; is it a CSV?`,
    )
  }
  return {
    path,
    name,
    columns: fields.slice(1),
    rows: rowsOf(name, lines, fields.length, separator, options),
  }
}

async function* rowsOf(
  file: string,
  lines: AsyncGenerator<string>,
  width: number,
  separator: string,
  { readTime, onBadRow }: ReadOptions,
): AsyncGenerator<WideRow> {
  const comma = separator !== ','
  let last = Number.NEGATIVE_INFINITY
  let line = 1
  for await (const text of lines) {
    line++
    if (text === '') continue
    const bad = (why: string) => onBadRow({ file, line, why })
    const fields = split(text, separator)
    if (fields.length !== width) {
      bad(`${fields.length} fields where the header has ${width}`)
      continue
    }
    let at: Instant
    try {
      at = readTime(fields[0]!)
    } catch (error) {
      if (!(error instanceof BadTime)) throw error
      bad(error.message)
      continue
    }
    if (at <= last) {
      bad(`time ${fields[0]} is not after the row before`)
      continue
    }
    last = at
    const values = new Float64Array(width - 1)
    for (let i = 1; i < width; i++) {
      const field = fields[i]!
      const value = comma ? Number(field.replace(',', '.')) : Number(field)
      const isMissing = EMPTY.has(field)
      if (Number.isNaN(value) && !isMissing) bad(`"${field.slice(0, 40)}" in column ${i + 1} is not a number`)
      values[i - 1] = isMissing ? Number.NaN : value
    }
    yield { at, values }
  }
}

async function* linesOf(path: string, { onBytes }: ReadOptions): AsyncGenerator<string> {
  const raw = createReadStream(path, { highWaterMark: 256 * 1024 })
  raw.on('data', chunk => onBytes?.(chunk.length))
  const gzipped = path.endsWith('.gz')
  const text = gzipped ? raw.pipe(createGunzip()) : raw
  const failure = new Promise<never>((_, reject) => {
    for (const stream of [raw, text]) stream.once('error', reject)
  })
  failure.catch(() => {})
  const reader = createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })
  const lines = reader[Symbol.asyncIterator]()
  try {
    while (true) {
      const next = await Promise.race([lines.next(), failure])
      if (next.done) return
      yield next.value
    }
  } catch (error) {
    throw new CodedError('history-unreadable', `${path} cannot be read: ${(error as Error).message}`)
  } finally {
    reader.close()
    raw.destroy()
  }
}

function split(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map(field => field.trim())
  try {
    const rows = parse(line, { delimiter: separator, relax_column_count: true, trim: true }) as string[][]
    return rows[0] ?? []
  } catch {
    return [] // a broken quote: the row is told as having the wrong number of fields
  }
}
