import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { DAY } from '../../model/time.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import type { Site } from '../../runtime/site/site.ts'

/** A history's failure as the request's. */
export function asHttpProblem(error: unknown): unknown {
  if (!(error instanceof CodedError)) return error
  const status = { 'history-down': 503, 'history-busy': 503, aborted: 499, 'backup-exists': 409 }[error.code]
  return status === undefined ? error : new HttpProblem(status, error.code, error.message)
}

/** A comma-separated list in a query string. */
export const List = Type.String({ minLength: 1, maxLength: 100_000 })
export const listOf = (text: string) => [...new Set(text.split(',').filter(part => part !== ''))]

/** The points of a list, each once. Throws HttpProblem for more than `most` and for unknown ones. */
export function knownPoints(site: Pick<Site, 'points'>, list: string, most: number): string[] {
  const points = listOf(list)
  if (points.length > most)
    throw new HttpProblem(400, 'too-many-series', `${points.length} points asked; at most ${most} at once`)
  const unknown = points.filter(point => !site.points.has(point))
  if (unknown.length === 0) return points
  throw new HttpProblem(404, 'unknown-point', `no such point: ${unknown.slice(0, 20).join(', ')}`)
}

/** Ends the question when nobody waits for its answer any more. */
export function gone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}

/** An instant in a query string: epoch milliseconds or ISO 8601 with a zone. */
export const When = Type.String({ minLength: 1, maxLength: 40 })

export function instantOf(text: string, name: string): number {
  const at = /^-?\d+(\.\d+)?$/.test(text)
    ? Number(text)
    : /(Z|[+-]\d\d:?\d\d)$/.test(text)
      ? Date.parse(text)
      : Number.NaN
  if (Number.isFinite(at)) return at
  throw new HttpProblem(
    400,
    'bad-time',
    `${name}: "${text}" is neither epoch milliseconds nor ISO 8601 with a zone`,
  )
}

export interface Span {
  from: number
  to: number
}

export function spanOf(query: { from: string; to: string }): Span {
  const from = instantOf(query.from, 'from')
  const to = instantOf(query.to, 'to')
  if (from < to) return { from, to }
  throw new HttpProblem(400, 'bad-span', `"from" (${query.from}) must be before "to" (${query.to})`)
}

/** How far back a reading may lie that still stands: three of the longest period, at most a day. */
export function lookBackOf({ points }: Pick<Site, 'points'>): number {
  let longest = 0
  for (const { period } of points.values()) longest = Math.max(longest, 3 * period)
  return Math.min(DAY, longest)
}
