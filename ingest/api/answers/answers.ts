import type { FastifyInstance, RouteOptions } from 'fastify'
import type { TSchema } from 'typebox'
import { FIGURES } from './figures.ts'
import { Problem } from './form.ts'
import { READINGS } from './readings.ts'
import { RUNNING } from './running.ts'

/** What each route answers with JSON, by method and path. */
export const ANSWERS: Readonly<Record<string, TSchema>> = { ...READINGS, ...FIGURES, ...RUNNING }

const file = { schema: { type: 'string', format: 'binary' } }
/** Answers that are no JSON, by their media types. */
export const FILES: Readonly<Record<string, object>> = {
  'GET /replay': {
    description: 'a chunk of the past (model/replay-chunk.ts), gzip',
    content: { 'application/octet-stream': file },
  },
  'GET /export': {
    description: 'readings as a file, written as it is read',
    content: {
      'text/csv': file,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': file,
      'application/vnd.apache.parquet': file,
    },
  },
}

const refused = {
  description: 'refused or failed, with a stable code',
  content: { 'application/problem+json': { schema: Problem } },
}

/** Answers are described, never rebuilt by their description: a million numbers are written once, as they are. */
const asItIs = () => (answer: unknown) => JSON.stringify(answer)

/** Adds to the routes that follow in `app` what they answer, for the API's description. */
export function describeAnswers(app: FastifyInstance): void {
  app.addHook('onRoute', (route: RouteOptions & { routePath: string }) => {
    const name = `${route.method} ${route.routePath}`
    const answer = ANSWERS[name] ?? FILES[name]
    if (!answer) return
    route.schema = { ...route.schema, response: { 200: answer, '4xx': refused, '5xx': refused } }
    route.serializerCompiler = asItIs
  })
}
