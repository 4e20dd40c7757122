import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Station } from '../../model/network.ts'
import type { Reading } from '../../model/reading.ts'
import { HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { aFolder, course, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

const MIDNIGHT = Date.UTC(2026, 10, 20, 16)
const DAY = 24 * HOUR
const site = aSite([
  aPoint('PS-1.pump1.running', { asset: 'PS-1', quantity: 'running', kind: 'state', period: 10 * SECOND }),
  aPoint('PS-1.pump1.runtime', { asset: 'PS-1', quantity: 'runtime', kind: 'counter', period: MINUTE }),
  aPoint('PS-1.pump2.running', { asset: 'PS-1', quantity: 'running', kind: 'state', period: 10 * SECOND }),
  aPoint('PS-1.pump2.runtime', { asset: 'PS-1', quantity: 'runtime', kind: 'counter', period: MINUTE }),
  aPoint('PS-1.energy', { asset: 'PS-1', quantity: 'energy', kind: 'counter', period: MINUTE }),
  aPoint('PS-1.flow', { asset: 'PS-1', quantity: 'flow', period: MINUTE }),
])
const station: Station = {
  id: 'PS-1',
  kind: 'secondary',
  name: { zh: '一号', en: 'One' },
  node: 'N',
  at: [1, 1],
  pumps: ['PS-1-P1', 'PS-1-P2'],
}
site.network.stations.push(station, { ...station, id: 'PS-9', pumps: [] })

let folder: Awaited<ReturnType<typeof aFolder>>
let town: Awaited<ReturnType<typeof runIngest>>

/** A state told every ten seconds: running in these hours of the day. */
const state = (point: string, hours: readonly [from: number, to: number][], silent?: [number, number]) =>
  Array.from({ length: DAY / (10 * SECOND) }, (_, i): Reading | undefined => {
    const hour = (i * 10 * SECOND) / HOUR
    if (silent && hour >= silent[0] && hour < silent[1]) return undefined
    const running = hours.some(([from, to]) => hour >= from && hour < to)
    return { point, at: MIDNIGHT + i * 10 * SECOND, value: running ? 1 : 0, quality: 'good' }
  }).filter(reading => reading !== undefined)

const hoursOf = (hours: readonly [number, number][], at: number) =>
  hours.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(at, to) - from), 0)

const FIRST: [number, number][] = [
  [1, 7.5],
  [9, 9.1],
  [9.2, 9.3],
  [9.4, 20],
]
const SECOND_PUMP: [number, number][] = [[7.5, 9]]

beforeAll(async () => {
  folder = await aFolder()
  town = await runIngest(site, join(folder.path, 'ingest'))
  const minutes = Array.from({ length: 24 * 60 }, (_, i) => i)
  await town.send(state('PS-1.pump1.running', FIRST))
  await town.send(state('PS-1.pump2.running', SECOND_PUMP, [12, 15]))
  await town.send(
    course(
      'PS-1.pump1.runtime',
      MIDNIGHT,
      MINUTE,
      minutes.map(i => Math.floor((1000 + hoursOf(FIRST, i / 60)) * 100) / 100),
    ),
  )
  // This counter stands still for two of the hours that its pump ran: nobody would see it by looking.
  await town.send(
    course(
      'PS-1.pump2.runtime',
      MIDNIGHT,
      MINUTE,
      minutes.map(i => 500 + 0.2 * hoursOf(SECOND_PUMP, i / 60)),
    ),
  )
  await town.send(
    course(
      'PS-1.energy',
      MIDNIGHT - MINUTE,
      MINUTE,
      [...minutes, 24 * 60].map(i => 70 + i / 10),
    ),
  )
  await town.send(
    course(
      'PS-1.flow',
      MIDNIGHT,
      MINUTE,
      minutes.map(i => 20 + (i % 2 ? 0.1 : -0.1)),
    ),
  )
  await town.ingest.settled()
})
afterAll(async () => {
  await town.stop()
  await folder.remove()
})

const figures = async (query = 'from=2026-11-21&to=2026-11-21', id = 'PS-1') =>
  (await town.get(`/stations/${id}/figures?${query}`)).body

describe('a station’s figures', () => {
  test('hours equal the integral of the running state to a thousandth, and the pump’s own counter agrees', async () => {
    const [first] = (await figures()).pumps
    expect(first.running).toBeCloseTo(17.3, 2)
    expect(Math.abs(first.running - first.counter.counted)).toBeLessThan(0.001 * first.running + 0.011)
    expect(first.counter).toMatchObject({ agrees: true, unknown: 0 })
    expect(first).toMatchObject({ starts: 4, mostStartsInHour: 3, unknown: 0 })
  })

  test('a counter that stands still is found out', async () => {
    const [, second] = (await figures()).pumps
    expect(second.running).toBeCloseTo(1.5, 2)
    expect(second.counter.counted).toBeCloseTo(0.3, 2)
    expect(second.counter.agrees).toBe(false)
  })

  test('what was not heard is neither running nor standing', async () => {
    const [, second] = (await figures()).pumps
    expect(second.unknown).toBeCloseTo(3, 1)
    expect(second.running + second.stopped + second.unknown).toBeCloseTo(24, 6)
  })

  test('energy by the counter, water by the integral of its flow, and the energy for a cubic metre', async () => {
    const [day] = (await figures()).days
    expect(day.energy).toEqual({ value: expect.closeTo(144, 1), from: 'counter' })
    expect(day.volume).toEqual({ value: expect.closeTo(480, 1), from: 'integral' })
    expect(day.specific).toBeCloseTo(0.3, 2)
  })

  test('a day of which nothing is known says so', async () => {
    const { days } = await figures('from=2026-11-19&to=2026-11-19')
    expect(days[0]).toMatchObject({ energy: { value: null }, volume: { value: null }, specific: null })
    expect(days[0].pumps[0]).toMatchObject({ running: 0, unknown: 24 })
  })

  test('today counts up to now', async () => {
    const { to, days } = await figures('from=2026-11-21&to=2026-11-22')
    expect(to).toBe(NOON)
    expect(days).toHaveLength(2)
  })

  test('a station without pumps has none; one that is not there is refused', async () => {
    expect(await figures(undefined, 'PS-9')).toMatchObject({ pumps: [] })
    expect(await town.get('/stations/PS-7/figures?from=2026-11-21&to=2026-11-21')).toMatchObject({
      status: 404,
      body: { code: 'unknown-station' },
    })
  })
})
