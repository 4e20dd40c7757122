import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../model/time.ts'
import { aFolder, course, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

const site = aSite([aPoint('J-1.pressure', { period: MINUTE }), aPoint('J-2.pressure', { period: MINUTE })])
let folder: Awaited<ReturnType<typeof aFolder>>
let town: Awaited<ReturnType<typeof runIngest>>

/** Two days: 30 m, but 12 m for half an hour at every sixth hour, and 20 m in the hour after. */
const minutes = Array.from({ length: 48 * 60 }, (_, i) => i % 360)
const pressures = minutes.map(i => (i < 30 ? 12 : i < 90 ? 20 : 30) + (i % 5) / 100)

beforeAll(async () => {
  folder = await aFolder()
  town = await runIngest(site, join(folder.path, 'ingest'))
  await town.send(course('J-1.pressure', NOON - 48 * HOUR, MINUTE, pressures))
  await town.ingest.settled()
})
afterAll(async () => {
  await town.stop()
  await folder.remove()
})

async function preview(body: object) {
  const answer = await town.app.inject({ method: 'POST', url: '/api/v1/detections/preview', payload: body })
  return { status: answer.statusCode, body: answer.json() }
}
const low = (value: number) => ({
  limit: [{ low: { value, deadband: 1, onDelay: '5 min', offDelay: '5 min' } }],
})

describe('how often would this rule have fired', () => {
  test('beside how often the present one would', async () => {
    const { status, body } = await preview({ points: 'J-1.pressure,J-2.pressure', rules: low(25) })
    expect(status).toBe(200)
    expect(body.readings).toBe(pressures.length)
    expect(body.to - body.from).toBe(30 * 24 * HOUR)
    expect(body.present.kinds).toEqual([
      { kind: 'pressure-low', spells: 8, subjects: 1, hours: expect.closeTo(8 * 0.58, 0) },
    ])
    expect(body.proposed.kinds).toEqual([
      { kind: 'pressure-low', spells: 8, subjects: 1, hours: expect.closeTo(8 * 1.58, 0) },
    ])
    expect(body.proposed.spells[0]).toMatchObject({
      subject: 'J-1.pressure',
      start: NOON - 48 * HOUR,
      evidence: { limit: 25, unit: 'm' },
    })
  })

  test('nothing of it is heard by anybody, and nothing is kept', async () => {
    const before = (await town.get(`/detections?from=${NOON - 60 * HOUR}&to=${NOON}`)).body.detections
    await preview({ points: 'J-1.pressure', rules: low(29) })
    expect((await town.get(`/detections?from=${NOON - 60 * HOUR}&to=${NOON}`)).body.detections).toEqual(
      before,
    )
  })

  test('other sections stay out of it', async () => {
    const { body } = await preview({
      points: 'J-1.pressure',
      rules: { 'flat-line': [{ for: { quantity: 'pressure' }, span: '5 min', readings: 3 }] },
    })
    expect(body.present.kinds).toEqual([])
    expect(body.proposed.kinds).toEqual([])
  })

  test.each([
    ['an unknown point', { points: 'X.pressure', rules: low(25) }, 404, 'unknown-point'],
    ['no rule', { points: 'J-1.pressure', rules: {} }, 400, 'no-rules'],
    ['a rule with a word nobody knows', { points: 'J-1.pressure', rules: { limits: [] } }, 400, 'invalid'],
    [
      'a time that ends before it begins',
      { points: 'J-1.pressure', rules: low(25), from: '2', to: '1' },
      400,
      'bad-span',
    ],
  ])('%s is told', async (_, body, status, code) => {
    const answer = await preview(body)
    expect(answer.status).toBe(status)
    expect(answer.body.code).toContain(code)
  })
})
