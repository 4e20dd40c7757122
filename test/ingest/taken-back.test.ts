import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../model/time.ts'
import { hangingHistory } from './hanging-history.ts'
import { aFolder, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

const { history, hang } = hangingHistory()
let folder: Awaited<ReturnType<typeof aFolder>>
let town: Awaited<ReturnType<typeof runIngest>>
let base: string

beforeAll(async () => {
  folder = await aFolder()
  const running = { asset: 'PS-1', quantity: 'running', kind: 'state' } as const
  const site = aSite([
    aPoint('P-1.flow'),
    aPoint('AQ-1.chlorine', { position: 'end', range: [0, 5] }),
    aPoint('PS-1.pump1.running', running),
  ])
  const name = { zh: '一', en: 'One' }
  site.network.zones.push({ id: 'Z1', kind: 'district', name, inlets: ['P-1'], outlets: [] })
  site.network.stations.push({ id: 'PS-1', kind: 'secondary', name, node: 'N', at: [1, 1], pumps: ['P1'] })
  town = await runIngest(site, folder.path, { history })
  base = `${await town.app.listen({ host: '127.0.0.1', port: 0 })}/api/v1`
})
afterAll(async () => {
  await town.stop()
  await folder.remove()
})

const span = `from=${NOON - DAY}&to=${NOON}`
const days = 'from=2026-11-21&to=2026-11-21'
const preview = { points: 'P-1.flow', rules: { limit: [{ high: { value: 9, onDelay: '1 min' } }] } }

describe('a question nobody waits for any more is given up in the store', () => {
  test.each<[path: string, what: 'questions' | 'readings', body?: object]>([
    [`/series?points=P-1.flow&${span}`, 'questions'],
    [`/statistics?points=P-1.flow&${span}&interval=${HOUR}`, 'questions'],
    [`/states?at=${NOON}`, 'questions'],
    ['/availability?day=2026-11-21', 'questions'],
    [`/night-flow?zone=Z1&${days}`, 'questions'],
    [`/detections?${span}`, 'questions'],
    [`/replay?from=${NOON - DAY}`, 'questions'],
    [`/export?points=P-1.flow&${span}&format=csv`, 'questions'],
    [`/export?points=P-1.flow&${span}&format=csv`, 'readings'],
    [`/export?points=P-1.flow&${span}&format=xlsx`, 'readings'],
    [`/export?points=P-1.flow&${span}&format=parquet`, 'readings'],
    [`/zone-balance?zone=Z1&${days}`, 'readings'],
    [`/stations/PS-1/figures?${days}`, 'readings'],
    [`/compliance?points=AQ-1.chlorine&${days}`, 'readings'],
    ['/detections/preview', 'questions', preview],
    ['/detections/preview', 'readings', preview],
  ])('%s (%s)', async (path, what, body) => {
    const { begun, ended } = hang(what)
    const browser = new AbortController()
    const answer = fetch(`${base}${path}`, {
      signal: browser.signal,
      ...(body && {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    }).then(
      response => response.text().catch(() => 'gone'),
      () => 'gone',
    )
    const first = await Promise.race([begun, answer])
    expect(first).toBeUndefined()
    browser.abort()
    await ended
    expect(await answer).toBe('gone')
  })
})
