import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import type { Quantity } from '../../model/quantity.ts'
import { DAY } from '../../model/time.ts'
import { knownUnit, siUnit } from '../../model/units.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { csvStream } from '../export/csv.ts'
import { parquetStream } from '../export/parquet.ts'
import { type ExportRow, rowMaker } from '../export/table.ts'
import { MOST_XLSX_ROWS, xlsxStream } from '../export/xlsx.ts'
import type { History } from '../history/history.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone, knownPoints, List, spanOf, When } from './problem.ts'

const MOST_POINTS = 500
/** Readings of one file. */
const MOST: Record<Format, number> = { csv: 20_000_000, xlsx: MOST_XLSX_ROWS, parquet: 20_000_000 }
const TYPES: Record<Format, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  parquet: 'application/vnd.apache.parquet',
}
type Format = 'csv' | 'xlsx' | 'parquet'

const Query = Type.Object({
  points: List,
  from: When,
  to: When,
  format: Type.Unsafe<Format>({ type: 'string', enum: ['csv', 'xlsx', 'parquet'], default: 'csv' }),
  /** IANA zone of the times in the file; the site's when left out. */
  timeZone: Type.Optional(Type.String({ maxLength: 64 })),
  /** Units instead of SI, e.g. `MPa,m3/s`. */
  units: Type.Optional(Type.String({ maxLength: 200 })),
})
interface Params {
  points: string
  from: string
  to: string
  format: Format
  timeZone?: string
  units?: string
}

/** GET /export: readings as a file, written as it is read, that says itself what it is. */
export function exportRoutes({ history, site, time }: ApiParts): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: Params }>(
      '/export',
      { config: { right: 'history.export' }, schema: { querystring: Query } },
      async ({ query }, reply) => {
        const { format } = query
        const ids = knownPoints(site, query.points, MOST_POINTS)
        const { from, to } = spanOf(query)
        const timeZone = zoneOf(query.timeZone ?? site.config.timeZone)
        const points = ids.map(id => site.points.get(id)!)
        const units = unitsOf(query.units, new Set(points.map(({ quantity, unit }) => `${quantity} ${unit}`)))
        const question = { site: site.config.name.en, points, from, to, timeZone, units, made: time.now() }
        const signal = gone(reply)
        try {
          await assertFits(history, ids, from, to, MOST[format], signal)
          const blocks = rowsOf(history, ids, from, to, rowMaker(question), signal)
          const stream =
            format === 'csv'
              ? csvStream(question, blocks)
              : format === 'xlsx'
                ? xlsxStream(question, blocks)
                : await parquetStream(question, blocks)
          const name = `${site.config.site}-${new Date(from).toISOString().slice(0, 10)}.${format}`
          reply.header('content-disposition', `attachment; filename="${name}"`)
          return reply.type(TYPES[format]).send(stream)
        } catch (error) {
          throw asHttpProblem(error)
        }
      },
    )
  }
}

async function* rowsOf(
  history: History,
  points: readonly string[],
  from: number,
  to: number,
  rowOf: ReturnType<typeof rowMaker>,
  signal: AbortSignal,
): AsyncGenerator<ExportRow[]> {
  for await (const block of history.readings(from, to, points)) {
    if (signal.aborted) return
    yield block.map(rowOf)
  }
}

async function assertFits(
  history: History,
  points: string[],
  from: number,
  to: number,
  most: number,
  signal: AbortSignal,
) {
  const { count, length } = await history.summaries({ points, from, to, width: DAY, signal })
  let readings = 0
  for (let i = 0; i < length; i++) readings += count[i]!
  if (readings > most)
    throw new HttpProblem(
      400,
      'too-much',
      `${readings} readings; at most ${most} in one file of this form: ask for less time or fewer points`,
    )
}

function zoneOf(timeZone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return timeZone
  } catch {
    throw new HttpProblem(400, 'bad-time-zone', `${timeZone} is not a known time zone`)
  }
}

/** The wanted unit of each quantity: a unit is for the quantities of its dimension. */
function unitsOf(
  list: string | undefined,
  quantities: ReadonlySet<string>,
): Partial<Record<Quantity, string>> {
  const units: Partial<Record<Quantity, string>> = {}
  for (const wanted of (list ?? '').split(',').filter(text => text !== '')) {
    const unit = knownUnit(wanted)
    if (unit === undefined) throw new HttpProblem(400, 'unknown-unit', `${wanted} is not a known unit`)
    for (const entry of quantities) {
      const [quantity, si] = entry.split(' ') as [Quantity, string]
      if (siUnit(unit) === si && quantity !== 'level') units[quantity] = unit
    }
  }
  return units
}
