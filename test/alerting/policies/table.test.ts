import { existsSync, readFileSync } from 'node:fs'
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
