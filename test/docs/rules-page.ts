import { policiesOf } from '../../alerting/policy/load.ts'
import type { Policy } from '../../alerting/policy/schema.ts'

interface Row {
  rule: string
  article: string
  held: string
  assumed?: boolean | undefined
  note?: string | undefined
}

/** docs/regulations.md: every rule of every policy that ships, and what the program holds of it. */
export function rulesPage(): string {
  const policies = [...policiesOf({ files: { devices: [], policies: [] } }, []).values()]
  const sections = policies.map(policy => {
    const rows = rowsOf(policy)
    const rules = new Set(rows.map(({ rule }) => rule)).size
    const lines = rows.map(({ rule, article, held, assumed, note }) => {
      const ours = [assumed ? 'assumed' : '', note ?? ''].filter(Boolean).join(': ')
      return `| ${[rule, article, held, ours].map(cell).join(' | ')} |`
    })
    return [
      `## ${policy.id}: ${policy.name.zh}`,
      '',
      `${policy.name.en}, ${policy.version}; [\`policy/${policy.id}.yaml\`](../policy/${policy.id}.yaml). ${rules} rules.`,
      '',
      '| rule | article | held as | ours |',
      '|---|---|---|---|',
      ...lines,
      '',
    ].join('\n')
  })
  return `${HEAD}\n${sections.join('\n')}`
}

const HEAD = `# Regulations

Every rule that the shipped policies hold, in the words of the policy files; made from them by \`npm run docs\`. A rule
is *assumed* where its text is silent or ambiguous and a default of ours stands in; the note says which. Rules
\`SP-…\` are ours altogether. Steps, categories and units are explained in [policies](policies.md).
`

function rowsOf(policy: Policy): Row[] {
  const row = (held: string, { rule, article, assumed, note }: Omit<Row, 'held'>): Row => ({
    rule,
    article,
    held,
    assumed,
    note,
  })
  const single = (['quietHours', 'rework', 'repeat', 'duplicates', 'objection'] as const).flatMap(key => {
    const found = policy[key]
    if (!found) return []
    const { rule: _r, article: _a, assumed: _s, note: _n, ...rest } = found
    return [row(`${key}: ${facts(rest)}`, found)]
  })
  const rows = [
    ...Object.entries(policy.events).map(([name, event]) =>
      row(`event ${name}: first of ${event.any.join(', ')}`, event),
    ),
    ...policy.clocks.map(clock => row(`clock ${clock.name}: ${clockText(clock)}`, clock)),
    ...policy.gates.map(gate => row(`before ${gate.step}: ${gateText(gate)}`, gate)),
    ...policy.routing.map(route =>
      row(`${whenText(route.when)} → ${[route.unit, ...(route.also ?? [])].join(', ')}`, route),
    ),
    ...policy.notices.map(({ name, rule, article, assumed, note, when, ...rest }) =>
      row(`notice ${name}${whenIn(when)}: ${facts(rest)}`, { rule, article, assumed, note }),
    ),
    ...policy.duties.map(({ name, rule, article, assumed, note, of, every, ...rest }) =>
      row(`duty ${name} of ${of}: every ${every}${more(rest)}`, { rule, article, assumed, note }),
    ),
    ...policy.checks.map(check =>
      row(`check at ${check.step}${whenIn(check.when)}: ${check.says.en}`, check),
    ),
    ...policy.forms.map(form => row(`form ${form.name}: ${form.fields.join(', ')}`, form)),
    ...policy.limits.map(limit => row(`${limit.name} = ${limit.value}`, limit)),
    ...policy.targets.map(target => row(`target ${target.name} = ${target.value}`, target)),
    ...policy.violations.map(({ name, rule, article, assumed, note, ...rest }) =>
      row(`violation ${name}${more(rest)}`, { rule, article, assumed, note }),
    ),
    ...policy.alarms.map(({ rule, article, assumed, note, ...rest }) =>
      row(`alarm: ${facts(rest)}`, { rule, article, assumed, note }),
    ),
    ...policy.principles.map(principle => row(`${principle.says.zh} (${principle.says.en})`, principle)),
    ...single,
  ]
  return rows.sort((a, b) => a.rule.localeCompare(b.rule, 'en', { numeric: true }))
}

function clockText({ from, until, limit, cutoffs, when, compare, level }: Policy['clocks'][number]): string {
  const within = cutoffs
    ? cutoffs.map(({ before, due }) => `before ${before} by ${due}`).join(', ')
    : (limit ?? 'set case by case')
  const marks = [compare === 'lt' ? 'strictly less' : '', level === 'should' ? 'should' : ''].filter(Boolean)
  return `${from} → ${until} ${within}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}${whenIn(when)}`
}

function gateText({
  rule: _r,
  article: _a,
  assumed: _s,
  note: _n,
  step: _p,
  when,
  ...needs
}: Policy['gates'][number]): string {
  return `${facts(needs)}${whenIn(when)}`
}

const whenIn = (when: object | undefined) => (when ? `, when ${whenText(when)}` : '')
const whenText = (when: object) => facts(when) || 'everything else'
const more = (rest: object) => (Object.keys(rest).length > 0 ? `; ${facts(rest)}` : '')

/** `dn ≥ 300, category burst or leak`: an object of a policy as people read it. */
function facts(object: object): string {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${worth(value)}`)
    .join('; ')
}

const SIGN: Record<string, string> = { lt: '<', lte: '≤', gt: '>', gte: '≥' }

function worth(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'object' || value === null) return String(value)
  const range = Object.entries(value).map(([key, number]) => `${SIGN[key] ?? key} ${worth(number)}`)
  return range.join(' ')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;')
}
