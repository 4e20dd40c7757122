import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { QUANTITIES } from '../../model/quantity.ts'
import { encodeReplay } from '../../model/replay-chunk.ts'
import { HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { replayChunk } from '../replay.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone, instantOf, lookBackOf, When } from './problem.ts'

/** Steps a chunk can have, and how long it then is. */
const LENGTHS: Record<number, number> = {
  [10 * SECOND]: 10 * MINUTE,
  [MINUTE]: HOUR,
  [10 * MINUTE]: 12 * HOUR,
}
/** What came within this time of its measurement was known then; what came later was not. */
const KNOWN_WITHIN = 5 * MINUTE
const YEAR_SECONDS = 31_536_000

const Query = Type.Object({
  /** Beginning of the chunk: a multiple of its length. */
  from: When,
  /** ms */
  step: Type.Integer({ default: MINUTE }),
  known: Type.Unsafe<'then' | 'now'>({ type: 'string', enum: ['then', 'now'], default: 'then' }),
})

const compress = promisify(gzip)

/**
 * GET /replay: a chunk of the past for playing it again (model/replay-chunk.ts). As it was known then it never
 * changes once it is over, and says so to caches; with what came later it is asked again with its ETag.
 */
export function replayRoutes({ history, site, time }: ApiParts): FastifyPluginAsync {
  const points = [...site.points.values()]
  const decimals = points.map(({ quantity }) => QUANTITIES[quantity].decimals)
  const lookBack = lookBackOf(site)
  return async app => {
    app.get<{ Querystring: { from: string; step: number; known: 'then' | 'now' } }>(
      '/replay',
      { config: { right: 'view' }, schema: { querystring: Query } },
      async (request, reply) => {
        const { step, known } = request.query
        const from = instantOf(request.query.from, 'from')
        const length = LENGTHS[step]
        if (length === undefined)
          throw new HttpProblem(
            400,
            'bad-step',
            `"step" must be one of ${Object.keys(LENGTHS).join(', ')} ms`,
          )
        if (from % length !== 0)
          throw new HttpProblem(
            400,
            'bad-span',
            `"from" must be a multiple of the chunk's length, ${length} ms`,
          )
        const to = from + length
        const within = known === 'then' ? KNOWN_WITHIN : undefined
        const signal = gone(reply)
        try {
          const before = await history.states(from, lookBack, known === 'then' ? from : undefined, signal)
          const steps = await history.steps(from, to, step, within, signal)
          const chunk = replayChunk(points, before, steps, from, step, length / step)
          const bytes = encodeReplay(chunk, decimals)
          const etag = `"${createHash('sha1').update(bytes).digest('base64url')}"`
          const over = known === 'then' && time.now() > to + KNOWN_WITHIN
          reply.header('etag', etag)
          reply.header(
            'cache-control',
            over ? `private, max-age=${YEAR_SECONDS}, immutable` : 'private, no-cache',
          )
          if (request.headers['if-none-match'] === etag) return reply.code(304).send()
          reply.header('content-encoding', 'gzip').type('application/octet-stream')
          return reply.send(await compress(bytes))
        } catch (error) {
          throw asHttpProblem(error)
        }
      },
    )
  }
}
