import type { Detection } from '../../../model/detection.ts'
import { DETECTION, detectionLine } from './line.ts'
import { literal, ms } from './reader.ts'
import type { InfluxServer, QlSeries } from './server.ts'

interface Change {
  condition: string
  at: number
  n: number
  start: number
  active: boolean
  body: string
}

const FIELDS = '"n", "start", "active", "body"'
/** Conditions named in one question. */
const NAMED = 100

const spellOf = ({ condition, start }: Change) => `${condition} ${start}`
const inOrder = (a: Change, b: Change) => a.at - b.at || a.n - b.n

export function linesOfDetections(detections: readonly Detection[], next: () => number): string[] {
  return detections.map(detection =>
    detectionLine({
      condition: `${detection.kind}/${detection.subject}`,
      start: Math.round(detection.start),
      at: detection.at,
      active: detection.active,
      retrospective: detection.retrospective === true,
      n: next(),
      body: JSON.stringify(detection),
    }),
  )
}

/** The number of the newest change stored; 0 for none. */
export async function newestChange(server: InfluxServer): Promise<number> {
  const [found] = await server.query(`SELECT max("n") FROM "${DETECTION}"`)
  return (found?.values[0]?.[1] as number | undefined) ?? 0
}

/**
 * Changes of the spells that touch the period, in the order of device time; the newest `most` of them. Of those within
 * the period the server sends no more than that of each condition.
 */
export async function detectionsIn(
  server: InfluxServer,
  from: number,
  to: number,
  signal?: AbortSignal,
  most = Number.POSITIVE_INFINITY,
): Promise<Detection[]> {
  const ask = async (where: string, picks = FIELDS, tail = '') =>
    changesOf(
      await server.query(
        `SELECT ${picks} FROM "${DETECTION}" WHERE ${where} GROUP BY "condition"${tail}`,
        signal,
      ),
    )
  const limit = Number.isFinite(most) ? ` ORDER BY time DESC LIMIT ${most}` : ''
  const inside = await ask(`time >= ${ms(from)} AND time < ${ms(to)}`, FIELDS, limit)
  const before = await ask(`time < ${ms(from)}`, 'last("n"), "start", "active", "body"')
  const touching = [...inside.filter(({ start }) => start < to), ...before.filter(({ active }) => active)]
  const spells = new Set(touching.map(spellOf))
  const conditions = [...new Set(touching.map(({ condition }) => condition))]
  const outside: Change[] = []
  for (let i = 0; i < conditions.length; i += NAMED) {
    const named = conditions.slice(i, i + NAMED).map(condition => `"condition" = ${literal(condition)}`)
    const earliest = Math.min(...touching.map(({ start }) => start))
    outside.push(...(await ask(`time >= ${ms(earliest)} AND time < ${ms(from)} AND (${named.join(' OR ')})`)))
    outside.push(...(await ask(`time >= ${ms(to)} AND (${named.join(' OR ')})`)))
  }
  return [...inside, ...outside]
    .filter(change => spells.has(spellOf(change)))
    .sort(inOrder)
    .slice(Number.isFinite(most) ? -most : 0)
    .map(({ body }) => JSON.parse(body) as Detection)
}

/** The newest change of each condition; what was found in late data says nothing of the present. */
export async function conditionsOf(server: InfluxServer): Promise<Detection[]> {
  const ql = `SELECT last("n"), "start", "active", "body" FROM "${DETECTION}" WHERE "retro" = false GROUP BY "condition"`
  return changesOf(await server.query(ql))
    .sort((a, b) => a.n - b.n)
    .map(({ body }) => JSON.parse(body) as Detection)
}

function changesOf(found: readonly QlSeries[]): Change[] {
  return found.flatMap(({ tags, values }) =>
    values.map(([at, n, start, active, body]) => ({
      condition: tags!.condition!,
      at: at as number,
      n: n as number,
      start: start as number,
      active: active as boolean,
      body: body as string,
    })),
  )
}
