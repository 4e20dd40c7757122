import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Reading } from '../../model/reading.ts'
import { HOUR, MINUTE } from '../../model/time.ts'
import { aFolder, course, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

const MIDNIGHT = Date.UTC(2026, 10, 20, 16)
const names = ['plant', 'end', 'half', 'cared', 'low'] as const
const site = aSite(
  names.map(name =>
    aPoint(`${name}.chlorine`, {
      period: MINUTE,
      position: name === 'plant' ? 'plant' : 'end',
      range: [0, 5],
    }),
  ),
)
const minutes = (from: number, to: number, value: (i: number) => number) =>
  Array.from({ length: to - from }, (_, i) => value(from + i))
const wobble = (value: number) => (i: number) => value + (i % 2) * 0.004

let folder: Awaited<ReturnType<typeof aFolder>>
let town: Awaited<ReturnType<typeof runIngest>>

beforeAll(async () => {
  folder = await aFolder()
  town = await runIngest(site, join(folder.path, 'ingest'))
  const all = 24 * 60
  // 0.2 mg/L: enough at the end of the network, far too little where water leaves the plant.
  await town.send(course('plant.chlorine', MIDNIGHT, MINUTE, minutes(0, all, wobble(0.2))))
  await town.send(course('end.chlorine', MIDNIGHT, MINUTE, minutes(0, all, wobble(0.2))))
  await town.send(course('half.chlorine', MIDNIGHT, MINUTE, minutes(0, 0.4 * all, wobble(0.2))))
  await town.send(
    course('cared.chlorine', MIDNIGHT, MINUTE, minutes(0, all, wobble(0.2))).map((reading, i): Reading => {
      const cared = i >= 600 && i < 720
      // A calibration fluid is no drinking water.
      return cared ? { ...reading, value: 3, quality: 'uncertain', reason: 'maintenance' } : reading
    }),
  )
  await town.send(
    course(
      'low.chlorine',
      MIDNIGHT,
      MINUTE,
      minutes(0, all, i => (i >= 300 && i < 360 ? 0.03 : i === 500 ? 0.01 : wobble(0.2)(i))),
    ),
  )
  await town.ingest.settled()
})
afterAll(async () => {
  await town.stop()
  await folder.remove()
})

const of = async (name: (typeof names)[number]) => {
  const { body } = await town.get(`/compliance?points=${name}.chlorine&from=2026-11-21&to=2026-11-21`)
  return body.points[0]
}

describe('limits', () => {
  test('of one parameter differ by position; they are the detectors’ own, with their standard', async () => {
    const { body } = await town.get('/limits?points=plant.chlorine,end.chlorine')
    expect(body.standard).toBe('GB5749-2022')
    const levels = body.points.map((point: { limits: { level: string; value: number }[] }) =>
      point.limits.map(({ level, value }) => `${level} ${value}`),
    )
    expect(levels).toEqual([
      ['very-low 0.3', 'very-high 2'],
      ['very-low 0.05', 'low 0.1', 'very-high 2'],
    ])
    expect(body.points[0]).toMatchObject({ flatAfter: 4 * HOUR, position: 'plant' })
  })
})

describe('compliance', () => {
  test('the same water complies at the end of the network and not where it leaves the plant', async () => {
    expect((await of('end')).whole.share).toBe(1)
    expect((await of('plant')).whole.share).toBe(0)
  })

  test('40 % of a day is not 100 % of it: too little is known', async () => {
    const { whole, days } = await of('half')
    expect(whole.share).toBeNull()
    expect(days[0].share).toBeNull()
    expect(whole.known / whole.asked).toBeCloseTo(0.4, 2)
  })

  test('calibration is neither inside nor outside, and is told with its times', async () => {
    const { whole, upkept, excursions } = await of('cared')
    expect(whole).toMatchObject({ share: 1, excluded: 120 * MINUTE, asked: 22 * HOUR })
    expect(excursions).toEqual([])
    expect(upkept).toEqual([{ from: MIDNIGHT + 10 * HOUR, to: MIDNIGHT + 12 * HOUR, reason: 'maintenance' }])
  })

  test('what lasted is an excursion with duration, peak and area; one sample is none', async () => {
    const { whole, excursions } = await of('low')
    expect(excursions.map(({ level }: { level: string }) => level).sort()).toEqual(['low', 'very-low'])
    expect(excursions.find(({ level }: { level: string }) => level === 'very-low')).toEqual({
      level: 'very-low',
      limit: 0.05,
      from: MIDNIGHT + 5 * HOUR,
      to: MIDNIGHT + 6 * HOUR,
      duration: HOUR,
      peak: 0.03,
      area: expect.closeTo(0.02, 6),
    })
    expect(whole.share).toBeCloseTo((24 * 60 - 61) / (24 * 60), 6)
  })

  test('too many points are refused with a code', async () => {
    const many = Array.from({ length: 101 }, (_, i) => `P-${i}.x`).join()
    expect(await town.get(`/compliance?points=${many}&from=2026-11-21&to=2026-11-21`)).toMatchObject({
      status: 400,
      body: { code: 'too-many-series' },
    })
  })
})
