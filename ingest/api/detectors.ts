import type { FastifyPluginAsync } from 'fastify'
import { type Static, Type } from 'typebox'
import { HttpProblem } from '../../runtime/http/problem.ts'
import { settingsProblem } from '../../runtime/http/settings-problem.ts'
import { REPLACEABLE } from '../detectors/replaceable.ts'
import { readDefaults } from '../detectors/settings.ts'
import { SECTIONS, type Section, Selector } from '../detectors/settings-schema.ts'
import { SECTION_NAMES } from '../rules.ts'
import type { ApiParts } from './parts.ts'

const SectionName = Type.Unsafe<Section>({ type: 'string', enum: SECTION_NAMES })
const reason = Type.String({ minLength: 3, maxLength: 500 })
const Rule = Type.Object(
  {
    version: Type.String({ maxLength: 64 }),
    section: SectionName,
    for: Type.Optional(Selector),
    /** As in detectors.yaml, without `for`; null takes the rule away. */
    rule: Type.Union([Type.Record(Type.String({ maxLength: 40 }), Type.Unknown()), Type.Null()]),
    reason,
  },
  { additionalProperties: false },
)
const Newest = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 200 }) })
const MOST_RULES = 5_000

interface FieldSchema {
  type?: string
  pattern?: string
}

/** What each section can be told, so that a form can be made of it. */
const FIELDS = Object.fromEntries(
  Object.entries(SECTIONS).map(([section, { properties }]) => [
    section,
    Object.entries(properties)
      .filter(([name]) => name !== 'for' && name !== 'off')
      .map(([name, schema]) => ({ name, form: formOf(schema as FieldSchema) })),
  ]),
)

function formOf({ type, pattern }: FieldSchema): 'number' | 'count' | 'time' | 'flag' | 'other' {
  if (type === 'integer') return 'count'
  if (type === 'number') return 'number'
  if (type === 'boolean') return 'flag'
  return pattern === undefined ? 'other' : 'time'
}

/** GET /detectors, /detectors/points and /detectors/changes, POST /detectors/rules: parameters, and changing them. */
export function detectorRoutes({ site, rules }: ApiParts): FastifyPluginAsync {
  const defaults = readDefaults([])
  return async app => {
    app.get('/detectors', { config: { right: 'view' } }, async () => {
      const now = await rules.now().catch(error => Promise.reject(settingsProblem(error)))
      return { ...now, defaults, fields: FIELDS, atOnce: Object.keys(REPLACEABLE) }
    })

    app.get<{ Querystring: { section: Section } }>(
      '/detectors/points',
      { config: { right: 'view' }, schema: { querystring: Type.Object({ section: SectionName }) } },
      async ({ query: { section } }) => effective({ site, rules }, section),
    )

    app.get<{ Querystring: { limit: number } }>(
      '/detectors/changes',
      { config: { right: 'view' }, schema: { querystring: Newest } },
      async ({ query }) => ({ changes: await rules.journal.newest(query.limit) }),
    )

    app.post<{ Body: Static<typeof Rule> }>(
      '/detectors/rules',
      { config: { right: 'settings.change' }, schema: { body: Rule } },
      async ({ body, actor }) => {
        const { rules: present } = await rules.now()
        if ((present[body.section]?.length ?? 0) >= MOST_RULES)
          throw new HttpProblem(409, 'too-many-rules', `at most ${MOST_RULES} rules in a section`)
        return rules.set({ ...body, by: actor!.id }).catch(error => Promise.reject(settingsProblem(error)))
      },
    )
  }
}

/** The rules that points go by, each once, and which point goes by which; for limits the values themselves. */
function effective({ site, rules }: Pick<ApiParts, 'site' | 'rules'>, section: Section) {
  const settings = rules.settings()
  const known = new Map<string, number>()
  const list: unknown[] = []
  const points: Record<string, number> = {}
  for (const point of site.points.values()) {
    const rule =
      section === 'limit'
        ? limitRule(rules.limits(point), settings.own?.('limit', point))
        : settings.of(section, point)
    if (rule === undefined) continue
    const key = JSON.stringify(rule)
    let at = known.get(key)
    if (at === undefined) {
      known.set(key, (at = list.length))
      list.push(rule)
    }
    points[point.id] = at
  }
  return { section, rules: list, points }
}

function limitRule(
  limits: ReturnType<ApiParts['rules']['limits']>,
  own: Readonly<Record<string, unknown>> | undefined,
) {
  if (limits.length === 0) return undefined
  return Object.fromEntries(
    limits.map(({ level, value, deadband, onDelay, offDelay }) => [
      level,
      { value, deadband, onDelay, offDelay, own: own?.[level] !== undefined },
    ]),
  )
}
