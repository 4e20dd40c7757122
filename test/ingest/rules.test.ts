import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MINUTE } from '../../model/time.ts'
import type { Problem } from '../../runtime/config/problems.ts'
import { readYaml } from '../../runtime/config/yaml.ts'
import type { Change } from '../../runtime/settings/settings-journal.ts'
import { aFolder, course, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

const FILE = `# 济南城北：每年五月复核
standard: GB5749-2022
limit:
  # 老城区管网，2024 年压力调整
  - for: { point: J-1.pressure }
    low: { value: 18, deadband: 1, onDelay: 1 min, offDelay: 1 min } # 值班长批准
`
let folder: Awaited<ReturnType<typeof aFolder>>
let town: Awaited<ReturnType<typeof runIngest>>
let file: string

beforeEach(async () => {
  folder = await aFolder()
  mkdirSync(join(folder.path, 'site'))
  file = join(folder.path, 'site/detectors.yaml')
  writeFileSync(file, FILE)
  const site = aSite([aPoint('J-1.pressure', { period: MINUTE }), aPoint('J-2.pressure', { period: MINUTE })])
  const detectors = readYaml(file, [] as Problem[])!
  town = await runIngest(
    { ...site, folder: join(folder.path, 'site'), files: { ...site.files, detectors } },
    join(folder.path, 'ingest'),
    { as: { id: 'chen', name: '陈', roles: ['engineer'] } },
  )
})
afterEach(async () => {
  await town.stop()
  await folder.remove()
})

const point = { point: 'J-1.pressure' }
const low = (value: number) => ({ low: { value, deadband: 1, onDelay: '1 min', offDelay: '1 min' } })
const version = async () => (await town.get('/detectors')).body.version as string
async function set(body: object) {
  const payload = { version: await version(), section: 'limit', for: point, reason: '夏季调整', ...body }
  const answer = await town.app.inject({ method: 'POST', url: '/api/v1/detectors/rules', payload })
  return { status: answer.statusCode, body: answer.json() }
}
const standing = async () =>
  (await town.get(`/detections?from=${NOON - 60 * MINUTE}&to=${NOON + 600 * MINUTE}`)).body.detections
    .map(
      ({ kind, active, evidence }: { kind: string; active: boolean; evidence: { limit?: number } }) =>
        `${kind} ${active} ${evidence.limit}`,
    )
    .filter((said: string) => said.startsWith('pressure'))

describe('a limit is changed', () => {
  test('in its place in the file, every comment kept', async () => {
    expect((await set({ rule: low(15) })).status).toBe(200)
    expect(readFileSync(file, 'utf8')).toBe(FILE.replace('value: 18', 'value: 15'))
  })

  /** A reading a minute, as they come. */
  const live = async (values: readonly number[]) => {
    for (const value of values) {
      await town.time.advance(MINUTE)
      await town.send(course('J-1.pressure', town.time.now(), MINUTE, [value]))
      await town.ingest.settled()
    }
  }

  test('at once: the next reading is judged by it', async () => {
    await live([20, 20, 20])
    expect(await standing()).toEqual([])
    expect((await set({ rule: low(25) })).body.effect).toBe('now')
    await live([20, 20])
    expect(await standing()).toEqual(['pressure-low true 25'])
  })

  test('and what stood by the old one ends when nothing confirms it', async () => {
    await live([17, 17, 17])
    expect(await standing()).toEqual(['pressure-low true 18'])
    await set({ rule: low(15) })
    await live(Array.from({ length: 17 }, () => 17))
    expect(await standing()).toEqual(['pressure-low true 18', 'pressure-low false 18'])
  })

  test('of a point that had none of its own: a rule is added behind the others', async () => {
    await set({ for: { point: 'J-2.pressure' }, rule: low(16) })
    const text = readFileSync(file, 'utf8')
    expect(text.startsWith(FILE.trimEnd())).toBe(true)
    const { rules, points } = (await town.get('/detectors/points?section=limit')).body
    expect(rules[points['J-2.pressure']].low).toEqual({
      value: 16,
      deadband: 1,
      onDelay: MINUTE,
      offDelay: MINUTE,
      own: true,
    })
    expect(rules[points['J-2.pressure']]['very-low'].own).toBe(false)
  })

  test('and taken away again: the defaults count', async () => {
    await set({ rule: null })
    expect(readFileSync(file, 'utf8')).not.toContain('J-1.pressure')
    const { rules, points } = (await town.get('/detectors/points?section=limit')).body
    expect(rules[points['J-1.pressure']].low).toMatchObject({ value: 14.28, own: false })
  })

  test('with who, when, why, before and after kept', async () => {
    await set({ rule: low(15) })
    await set({ rule: low(14), reason: '又降一米' })
    const { changes } = (await town.get('/detectors/changes')).body as { changes: Change[] }
    expect(changes.map(({ seq, by, reason, subject }) => ({ seq, by, reason, subject }))).toEqual([
      { seq: 2, by: 'chen', reason: '又降一米', subject: 'limit point:J-1.pressure' },
      { seq: 1, by: 'chen', reason: '夏季调整', subject: 'limit point:J-1.pressure' },
    ])
    expect(changes[0]).toMatchObject({ at: NOON, before: low(15), after: low(14), version: await version() })
  })
})

describe('nothing is changed', () => {
  test.each([
    ['a word nobody knows', { rule: { lowest: { value: 3 } } }, 422, 'settings-invalid', 'lowest'],
    [
      'a delay that is none',
      { rule: { low: { value: 3, onDelay: 'soon' } } },
      422,
      'settings-invalid',
      'onDelay',
    ],
    ['a point that is none', { for: { point: 'X.y' }, rule: low(3) }, 422, 'settings-invalid', '"X.y"'],
    [
      'a low limit above the high one',
      { rule: low(70) },
      422,
      'settings-invalid',
      'low 70 is not below high',
    ],
    ['no reason', { rule: low(15), reason: '' }, 400, 'invalid', 'schema'],
    [
      'what somebody else has changed meanwhile',
      { version: 'old', rule: low(15) },
      409,
      'changed-meanwhile',
      '',
    ],
  ])('by %s', async (_, body, status, code, words) => {
    const answer = await set(body)
    expect(answer.status).toBe(status)
    expect(answer.body.code).toBe(code)
    expect(JSON.stringify(answer.body).replaceAll('\\"', '"')).toContain(words)
    expect(readFileSync(file, 'utf8')).toBe(FILE)
    expect((await town.get('/detectors/changes')).body.changes).toEqual([])
  })

  test('by two who change at once: one wins, the other is told', async () => {
    const now = await version()
    const both = await Promise.all([
      set({ version: now, rule: low(15) }),
      set({ version: now, rule: low(16) }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test('everything that is wrong is said at once', async () => {
    const answer = await set({ rule: { lowest: {}, low: { value: 'x', onDelay: 'soon' } } })
    expect(answer.body.problems.length).toBeGreaterThan(1)
  })
})

test('a detector that learns takes its parameters at the next start, and that is said', async () => {
  const answer = await set({ section: 'flow-rise', for: { quantity: 'flow' }, rule: { sigmas: 6 } })
  expect(answer.body.effect).toBe('restart')
  expect((await town.get('/detectors')).body).toMatchObject({
    waiting: ['flow-rise'],
    rules: { 'flow-rise': [{ for: { quantity: 'flow' }, sigmas: 6 }] },
  })
})
