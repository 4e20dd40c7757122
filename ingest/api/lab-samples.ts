import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ComparedSample, LabSample } from '../../model/lab-sample.ts'
import type { Reading } from '../../model/reading.ts'
import { compactTime, FUTURE_TOLERANCE } from '../../model/time.ts'
import type { Problem } from '../../runtime/config/problems.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { compared, NEAR } from '../lab/compare.ts'
import { faultOf, readSamples } from '../lab/import.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone, knownPoints, List, spanOf, When } from './problem.ts'

/** Samples of one answer. */
export const MOST_SAMPLES = 500
/** Bytes of one table. */
const LARGEST = 2 * 1024 * 1024
/** Mistakes told of one table; all are counted. */
const MOST_PROBLEMS = 500

const text = (most: number) => Type.Optional(Type.String({ minLength: 1, maxLength: most }))
const closed = { additionalProperties: false }
const Sample = Type.Object(
  {
    /** Chosen by the sender: sent again with the same id, it changes nothing. */
    id: Type.String({ minLength: 8, maxLength: 64 }),
    point: Type.String({ maxLength: 96 }),
    /** When the water was taken, ms since 1970. */
    at: Type.Number(),
    /** SI */
    value: Type.Number(),
    number: text(100),
    method: text(200),
    note: text(500),
  },
  closed,
)
const Withdrawal = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }, closed)
const enter = { right: 'sample.enter' as const }

/** What laboratories found: entered, imported, taken back, and compared with the analysers. */
export function labSampleRoutes({ site, history, lab, time, backups }: ApiParts): FastifyPluginAsync {
  const by = (request: FastifyRequest) => request.actor?.id ?? 'unknown'
  const beside = async (samples: readonly LabSample[], signal?: AbortSignal): Promise<ComparedSample[]> => {
    const all: ComparedSample[] = []
    for (const sample of samples) {
      if (signal?.aborted) throw new HttpProblem(499, 'aborted', 'nobody waits for the answer any more')
      const point = site.points.get(sample.point)
      if (!point) continue
      const near = Math.max(NEAR, point.period)
      const readings: Reading[] = []
      for await (const block of history.readings(sample.at - near, sample.at + near + 1, [point.id]))
        readings.push(...block)
      all.push(compared(sample, point, readings))
    }
    return all
  }
  return async app => {
    app.addContentTypeParser(
      ['text/csv', 'application/octet-stream'],
      { parseAs: 'buffer', bodyLimit: LARGEST },
      (_, body, done) => done(null, body),
    )

    app.get<{ Querystring: { points?: string; from: string; to: string } }>(
      '/lab-samples',
      {
        config: { right: 'view' },
        schema: { querystring: Type.Object({ points: Type.Optional(List), from: When, to: When }) },
      },
      async ({ query }, reply) => {
        const { from, to } = spanOf(query)
        const points = query.points === undefined ? undefined : knownPoints(site, query.points, 1_000)
        const samples = lab.between(points, from, to, MOST_SAMPLES)
        const signal = gone(reply)
        try {
          return { from, to, samples: await beside(samples, signal) }
        } catch (error) {
          throw asHttpProblem(error)
        }
      },
    )

    app.post<{ Body: Static<typeof Sample> }>(
      '/lab-samples',
      { config: enter, schema: { body: Sample } },
      async request => {
        const now = time.now()
        const { point, value, at } = request.body
        const fault = faultOf(site.points.get(point), point, value)
        if (fault) throw new HttpProblem(400, 'bad-sample', `${fault.field} ${fault.message}`)
        if (!(at > 0 && at <= now + FUTURE_TOLERANCE))
          throw new HttpProblem(400, 'bad-sample', 'the sampling time is to come, or is none')
        const sample = { ...request.body, at: Math.round(at), entered: now, by: by(request) }
        const { added, known } = entered(() => lab.enter([sample]))
        const [told] = await beside([...added, ...known]).catch(error => {
          throw asHttpProblem(error)
        })
        return { sample: told, repeated: added.length === 0 }
      },
    )

    app.post<{ Body: Buffer; Querystring: { name: string } }>(
      '/lab-samples/import',
      {
        config: enter,
        bodyLimit: LARGEST,
        schema: {
          querystring: Type.Object({ name: Type.String({ maxLength: 200, default: 'samples.csv' }) }),
        },
      },
      async request => {
        if (!Buffer.isBuffer(request.body)) throw new HttpProblem(415, 'media-type', 'send the table itself')
        const problems: Problem[] = []
        const context = {
          points: site.points,
          timeZone: site.config.timeZone,
          now: time.now(),
          by: by(request),
        }
        const samples = readSamples(request.body, request.query.name, context, lab, problems)
        if (problems.length > 0)
          throw new HttpProblem(
            400,
            'bad-table',
            `${problems.length} ${problems.length === 1 ? 'mistake' : 'mistakes'}; nothing was entered`,
            { problems: problems.slice(0, MOST_PROBLEMS), count: problems.length },
          )
        const { added, known } = entered(() => lab.enter(samples))
        return { added: added.length, known: known.length }
      },
    )

    app.post<{ Params: { id: string }; Body: Static<typeof Withdrawal> }>(
      '/lab-samples/:id/withdraw',
      { config: enter, schema: { body: Withdrawal } },
      async request => {
        const sample = lab.withdraw(request.params.id, by(request), time.now(), request.body.reason)
        if (!sample) throw new HttpProblem(404, 'unknown-sample', `there is no sample ${request.params.id}`)
        return { sample }
      },
    )

    app.post('/lab-samples/backup', { config: { right: 'backup' } }, async () => {
      const file = join(backups, `lab-${compactTime(time.now())}.sqlite`)
      await mkdir(backups, { recursive: true })
      if (await stat(file).catch(() => undefined))
        throw new HttpProblem(409, 'backup-exists', `${file} is there already; nothing was overwritten`)
      lab.backup(file)
      return { file, bytes: (await stat(file)).size }
    })
  }
}

/** A contradiction is the request's fault; a full disk is ours. */
function entered<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code === 'sample-conflict') throw new HttpProblem(409, code, message)
    throw new HttpProblem(503, 'lab-down', `the samples could not be written: ${message}`)
  }
}
