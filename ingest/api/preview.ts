import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { DAY, HOUR } from '../../model/time.ts'
import { ConfigError } from '../../runtime/config/problems.ts'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { DetectorsFile } from '../detectors/settings-schema.ts'
import type { History } from '../history/history.ts'
import { previewOf, sectionsIn } from '../preview.ts'
import type { ApiParts } from './parts.ts'
import { asHttpProblem, gone, knownPoints, List, spanOf, When } from './problem.ts'

const DAYS = 30
/** Readings that one preview looks at; it works beside everything else that ingest does. */
export const MOST_READINGS = 5_000_000
/** Previews at once: each keeps a core busy. */
const AT_ONCE = 1

const Body = Type.Object(
  {
    /** Points that the rule is tried on; those of a zone belong together. */
    points: List,
    /** As in detectors.yaml; on top of what the site has. */
    rules: DetectorsFile,
    /** The last 30 days when left out. */
    from: Type.Optional(When),
    to: Type.Optional(When),
  },
  { additionalProperties: false },
)
interface Body {
  points: string
  rules: DetectorsFile
  from?: string
  to?: string
}

/** POST /detections/preview: how often would these rules have fired, beside how often the present ones would. */
export function previewRoutes({ history, site, time, rules }: ApiParts): FastifyPluginAsync {
  let running = 0
  return async app => {
    app.post<{ Body: Body }>(
      '/detections/preview',
      { config: { right: 'settings.change' }, schema: { body: Body } },
      async ({ body }, reply) => {
        const points = knownPoints(site, body.points, 5_000)
        if (sectionsIn(body.rules).length === 0)
          throw new HttpProblem(400, 'no-rules', 'the rules name no section, such as "limit"')
        const now = time.now()
        const { from, to } = spanOf({
          from: body.from ?? String(now - DAYS * DAY),
          to: body.to ?? String(now),
        })
        if (running >= AT_ONCE)
          throw new HttpProblem(
            429,
            'preview-busy',
            'another preview is running; try again when it has ended',
          )
        running++
        const signal = gone(reply)
        try {
          const readings = await count(history, points, from, to, signal)
          if (readings > MOST_READINGS)
            throw new HttpProblem(
              400,
              'too-much',
              `${readings} readings of ${points.length} points; at most ${MOST_READINGS}: ask for fewer points or a shorter time`,
            )
          const detectors = rules.file()
          const { present, proposed } = previewOf(
            { ...site, files: { ...site.files, ...(detectors && { detectors }) } },
            points.map(id => site.points.get(id)!),
            body.rules,
          )
          for await (const block of history.readings(from, to, points)) {
            if (signal.aborted) throw new HttpProblem(499, 'aborted', 'nobody waits for the answer any more')
            for (const reading of block) {
              present.step(reading)
              proposed.step(reading)
            }
            // Readings that come in meanwhile have their turn.
            await new Promise(resolve => setImmediate(resolve))
          }
          return { from, to, readings, present: present.result(to), proposed: proposed.result(to) }
        } catch (error) {
          if (error instanceof ConfigError) throw new HttpProblem(400, 'bad-rules', error.message)
          throw asHttpProblem(error)
        } finally {
          running--
        }
      },
    )
  }
}

async function count(history: History, points: string[], from: number, to: number, signal: AbortSignal) {
  const summaries = await history.summaries({ points, from, to, width: 24 * HOUR, signal })
  return summaries.count.subarray(0, summaries.length).reduce((sum, one) => sum + one, 0)
}
