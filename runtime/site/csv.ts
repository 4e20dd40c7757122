import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import type { Problem } from '../config/problems.ts'
import { decodeText } from './text.ts'

/** The columns a table may have; unknown ones are a spelling mistake. */
export interface Columns {
  required: readonly string[]
  optional: readonly string[]
}

/** One line of a table. A cell that cannot be used is reported with file, line and column, and is undefined. */
export class CsvRow {
  readonly #table: Table
  readonly #cells: readonly string[]
  readonly #index: number

  constructor(table: Table, cells: readonly string[], index: number) {
    this.#table = table
    this.#cells = cells
    this.#index = index
  }

  /** Says what is wrong with a cell. */
  problem(column: string, message: string): undefined {
    const { path, problems } = this.#table
    problems.push({ file: path, line: this.line, field: column, message })
    return undefined
  }

  /** 1-based line in the file, the last one of a cell with line breaks. */
  get line(): number {
    return this.#table.lineOf(this.#index)
  }

  /** The trimmed cell; undefined when it is blank. */
  text(column: string): string | undefined {
    const at = this.#table.columns.get(column)
    const cell = at === undefined ? undefined : this.#cells[at]?.trim()
    return cell === '' ? undefined : cell
  }

  /** A cell that must be filled. */
  required(column: string): string | undefined {
    return this.text(column) ?? this.problem(column, 'is blank')
  }

  /** A number between `min` and `max`. */
  number(
    column: string,
    { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, whole = false, what = 'a number' } = {},
  ): number | undefined {
    const cell = this.text(column)
    if (cell === undefined) return undefined
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : Number.NaN
    const kind = whole ? what.replace(/^a number/, 'a whole number') : what
    if (Number.isNaN(value) || (whole && !Number.isInteger(value)))
      return this.problem(column, `is "${cell}"; it must be ${kind}`)
    if (value < min || value > max)
      return this.problem(column, `is ${cell}; it must be ${kind} ${between(min, max)}`)
    return value
  }

  /** yes or no (1, true, 是 / 0, false, 否). */
  flag(column: string): boolean | undefined {
    const cell = this.text(column)?.toLowerCase()
    if (cell === undefined) return undefined
    if (['1', 'true', 'yes', 'y', '是'].includes(cell)) return true
    if (['0', 'false', 'no', 'n', '否'].includes(cell)) return false
    return this.problem(column, `is "${cell}"; it must be yes or no`)
  }

  /** One of `words`. */
  word<T extends string>(column: string, words: readonly T[]): T | undefined {
    const cell = this.text(column)
    if (cell === undefined || words.includes(cell as T)) return cell as T | undefined
    return this.problem(column, `is "${cell}"; it must be one of ${words.join(', ')}`)
  }
}

interface Table {
  path: string
  columns: Map<string, number>
  problems: Problem[]
  lineOf(index: number): number
}

/**
 * Reads a table with a header line. Comma, semicolon or tab; UTF-8 with or without a mark, UTF-16 or GBK, as
 * spreadsheets save them. What is wrong goes to `problems`.
 */
export function readCsv(file: string, columns: Columns, problems: Problem[], base = process.cwd()): CsvRow[] {
  const path = relative(base, file) || file
  try {
    return readCsvBytes(readFileSync(file), path, columns, problems)
  } catch (error) {
    problems.push({ file: path, message: `cannot be read: ${(error as Error).message}` })
    return []
  }
}

/**
 * The same of a table that is no file here.
 * @param path what it is called in problems
 * @param aliases other headings for columns, as laboratories and offices write them
 */
export function readCsvBytes(
  bytes: Buffer,
  path: string,
  columns: Columns,
  problems: Problem[],
  aliases: Readonly<Record<string, string>> = {},
): CsvRow[] {
  const rows = parsed(bytes, path, problems)
  if (!rows) return []
  const header = rows.cells[0]?.map(cell => aliases[cell.trim()] ?? cell.trim()) ?? []
  const before = problems.length
  for (const problem of headerProblems(header, columns)) problems.push({ file: path, line: 1, ...problem })
  if (problems.length > before) return []
  const table: Table = {
    path,
    columns: new Map(header.map((name, at) => [name, at])),
    problems,
    lineOf: rows.lineOf,
  }
  const last = header.length
  return rows.cells.slice(1).map((cells, i) => {
    const row = new CsvRow(table, cells, i + 1)
    if (cells.length > last)
      problems.push({
        file: path,
        line: row.line,
        message: `has ${cells.length} cells, the header ${last}; put cells with commas in quotes`,
      })
    return row
  })
}

function* headerProblems(
  header: string[],
  { required, optional }: Columns,
): Generator<Omit<Problem, 'file'>> {
  const known = [...required, ...optional]
  for (const name of required)
    if (!header.includes(name)) yield { field: name, message: 'this column is missing' }
  for (const [at, name] of header.entries()) {
    if (name === '') continue
    if (!known.includes(name))
      yield { field: name, message: `is not a known column; there are: ${known.join(', ')}` }
    else if (header.indexOf(name) !== at) yield { field: name, message: 'this column is there twice' }
  }
}

function parsed(bytes: Buffer, path: string, problems: Problem[]) {
  try {
    const text = decodeText(bytes)
    const head = text.slice(0, text.search(/[\r\n]|$/))
    const delimiter = [';', '\t'].find(mark => !head.includes(',') && head.includes(mark)) ?? ','
    const options = {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    }
    const cells = parse(text, options)
    // Lines cost as much as the reading itself, and are asked for only when something is wrong.
    let lines: number[] | undefined
    const lineOf = (index: number) => {
      lines ??= (parse(text, { ...options, info: true }) as unknown as { info: { lines: number } }[]).map(
        row => row.info.lines,
      )
      return lines[index] ?? index + 1
    }
    return { cells, lineOf }
  } catch (error) {
    const line = error instanceof CsvError ? Number(error.lines) : Number.NaN
    const message = `cannot be read: ${(error as Error).message}`
    problems.push({ file: path, ...(Number.isNaN(line) ? {} : { line }), message })
    return undefined
  }
}

function between(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return `of at least ${min}`
  return min === Number.NEGATIVE_INFINITY ? `of at most ${max}` : `between ${min} and ${max}`
}
