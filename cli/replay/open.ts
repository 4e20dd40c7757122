import { stat } from 'node:fs/promises'
import type { Network } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import { type Instant, MINUTE } from '../../model/time.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import { columnsOf, fileKind } from './columns.ts'
import { timeReader } from './local-time.ts'
import type { History } from './run.ts'
import { type BadRow, openWideCsv, type WideFile, type WideRow } from './wide-csv.ts'

export interface OpenOptions {
  network: Network
  zone: string
  /** `--as` arguments. */
  kinds: readonly string[]
  onBadRow(row: BadRow): void
  onBytes?(bytes: number): void
}

/** Opens the history files and makes points of their columns; two files that name one point are refused. */
export async function openHistories(
  paths: readonly string[],
  options: OpenOptions,
): Promise<{ histories: History[]; points: Map<string, Point> }> {
  const histories: History[] = []
  const points = new Map<string, Point>()
  for (const path of paths) {
    const { network, zone, kinds, ...reading } = options
    const opened = await openWideCsv(path, { ...reading, readTime: timeReader(zone) })
    const { file, period } = await withPeriod(opened)
    const columns = columnsOf(file.columns, fileKind(file.name, kinds), period, network)
    for (const { point } of columns) {
      if (points.has(point.id)) {
        throw new CodedError(
          'history-doubled',
          `${path}: column ${point.asset} gives ${point.id}, which another column gives too`,
        )
      }
      points.set(point.id, point)
    }
    histories.push({ file, columns })
  }
  return { histories, points }
}

/** Bytes of all files together, for the progress bar. */
export async function totalBytes(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    paths.map(path =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** The usual step between rows, from the first of them; they are handed on. */
async function withPeriod(file: WideFile): Promise<{ file: WideFile; period: number }> {
  const head: WideRow[] = []
  while (head.length < 20) {
    const next = await file.rows.next()
    if (next.done) break
    head.push(next.value)
  }
  const steps = head.slice(1).map((row, i) => row.at - head[i]!.at)
  const period = steps.sort((a, b) => a - b)[steps.length >> 1] ?? MINUTE
  return { file: { ...file, rows: chain(head, file.rows) }, period }
}

async function* chain(head: readonly WideRow[], rest: AsyncGenerator<WideRow>): AsyncGenerator<WideRow> {
  yield* head
  yield* rest
}

/** An instant given on the command line, local time of the history's zone. @throws CodedError `time-unreadable` */
export function instantArgument(text: string | undefined, zone: string, fallback: Instant): Instant {
  if (text === undefined) return fallback
  try {
    return timeReader(zone)(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text} 00:00` : text)
  } catch {
    throw new CodedError('time-unreadable', `"${text}" is not a time; write 2018-05-18 or "2018-05-18 08:35"`)
  }
}
