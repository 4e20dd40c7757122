import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shippedPolicy } from '../../../alerting/policy/load.ts'
import { packageRoot } from '../../../runtime/root.ts'

const table = readFileSync(join(packageRoot, 'docs/regulations.md'), 'utf8')
const rows = new Map(
  table
    .split('\n')
    .filter(line => /^\| [A-Z]+-/.test(line))
    .map(line => line.split(' | '))
    .map(cells => [cells[0]!.slice(2), { where: cells.at(-2)!, tests: cells.at(-1)! }]),
)

/** Every rule id that a policy names anywhere. */
function rulesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(rulesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'rule' && typeof inner === 'string' ? [inner] : rulesIn(inner),
  )
}

const POLICIES = ['jinan', 'liaocheng', 'haiyang', 'generic']
const used = POLICIES.flatMap(id => rulesIn(shippedPolicy(id).policy).map(rule => ({ id, rule })))

describe('docs/regulations.md', () => {
  test('has a row for each of the 230 rules of the regulations', () => {
    expect([...rows.keys()].filter(rule => !rule.startsWith('SP-'))).toHaveLength(230)
  })

  test('says of every rule in which policies it stands', () => {
    const wrong = used.filter(({ id, rule }) => !rows.get(rule)?.where.includes(`${id}: `))
    expect(wrong).toEqual([])
    const unused = [...rows.keys()].filter(rule => !used.some(one => one.rule === rule))
    expect(unused).toEqual([])
  })

  test('names for every rule a test that is there and names the rule', () => {
    const bad = [...rows].flatMap(([rule, { tests }]) => {
      const files = [...tests.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(match => join(packageRoot, match[1]!))
      if (files.length === 0) return [`${rule}: no test`]
      return files
        .filter(file => !existsSync(file) || !new RegExp(`\\b${rule}\\b`).test(readFileSync(file, 'utf8')))
        .map(file => `${rule}: ${file}`)
    })
    expect(bad).toEqual([])
  })
})

/** Every entry with a rule, with where it stands. */
function entriesIn(value: unknown, path: string): [string, Entry][] {
  if (Array.isArray(value)) return value.flatMap((one, i) => entriesIn(one, `${path}.${i}`))
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.entries(value).flatMap(([key, one]) => entriesIn(one, `${path}.${key}`))
  return 'rule' in value ? [[`${path} ${value.rule}`, value as Entry], ...inner] : inner
}
interface Entry {
  rule: string
  article: string
  name?: string
  assumed?: boolean
  note?: string
}
const entries = POLICIES.flatMap(id => entriesIn(shippedPolicy(id).policy, id))

describe('what the regulations do not say', () => {
  test('is marked wherever a rule or its article is our own, and every mark says why', () => {
    const ours = entries.filter(
      ([, { rule, article }]) => rule.startsWith('SP-') || /^(own|seed)/.test(article),
    )
    expect(ours.length).toBeGreaterThan(30)
    expect(ours.filter(([, { assumed }]) => !assumed).map(([where]) => where)).toEqual([])
    expect(entries.filter(([, { assumed, note }]) => assumed && !note).map(([where]) => where)).toEqual([])
  })

  // Section C of the regulations: gaps and ambiguities, each with the entry that decides it.
  test.each([
    ['jinan', 'JN-REP-01', 'the event "repair ordered"'],
    ['jinan', 'JN-PR-01', 'when the half hour to a dry tap begins'],
    ['jinan', 'JN-REP-03', 'when the half hour for the fence begins'],
    ['jinan', 'JN-REP-05', 'when the hours to stop the water begin, and DN300 itself'],
    ['jinan', 'JN-MT-01', 'two to twenty meters'],
    ['jinan', 'JN-PAT-02', 'pipes above DN1200'],
    ['jinan', 'JN-PAT-03', 'pipes between DN150 and DN200'],
    ['jinan', 'JN-PMP-04', 'how many stations must show their board'],
    ['haiyang', 'HY-CMP-03', 'complaints after four in the afternoon'],
    ['liaocheng', 'LC-REP-02', 'when the hours of a repair begin'],
    ['generic', 'MX-WQ-03', 'how long a decision about supply may take'],
    ['generic', 'TS-HO-04', 'what an operation is'],
    ['generic', 'TS-HO-05', 'what an accident is'],
  ])('%s %s: %s', (id, rule) => {
    const deciding = entries.filter(
      ([where, one]) => where.startsWith(`${id}.`) && one.rule === rule && one.assumed,
    )
    expect(deciding.map(([where]) => where)).not.toEqual([])
  })
})

describe('a limit, form or target of a policy', () => {
  const folders = ['alerting', 'dashboard/web', 'dashboard/server', 'model']
  const sources = folders
    .flatMap(folder =>
      readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
        .filter(file => /\.tsx?$/.test(file))
        .map(file => readFileSync(join(packageRoot, folder, file), 'utf8')),
    )
    .join('\n')
  const named = (name: string) => new RegExp(`\\b${name}\\b`).test(sources)
  const section = table.slice(table.indexOf('## Kept by people'))
  const kept = new Set(
    [...section.matchAll(/^\| `(\w+)` \| [A-Z].*\| .{15,} \|$/gm)].map(([, name]) => name!),
  )
  const all = POLICIES.flatMap(id => {
    const { limits, forms, targets } = shippedPolicy(id).policy
    return [...limits, ...forms, ...targets].map(({ name }) => name)
  })

  test('is acted upon by the program, or the page says why people keep it', () => {
    expect([...new Set(all)].filter(name => !named(name) && !kept.has(name))).toEqual([])
  })

  test('that the page calls kept by people is in a policy', () => {
    expect([...kept].filter(name => !all.includes(name))).toEqual([])
    expect(kept.size).toBeGreaterThan(30)
  })
})

describe('shipped policies', () => {
  test('flag what is assumed, with a note wherever a number or a start was chosen', () => {
    const silent = POLICIES.flatMap(id =>
      shippedPolicy(id)
        .policy.clocks.filter(({ assumed, note }) => assumed && !note)
        .map(({ rule }) => `${id} ${rule}`),
    )
    expect(silent).toEqual([])
  })
})
