import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openInflux } from '../../ingest/history/influx/store.ts'
import { rowsOf } from '../../ingest/rows.ts'
import type { Reading } from '../../model/reading.ts'
import { DAY, HOUR, SECOND } from '../../model/time.ts'
import { describeWith } from '../needs.ts'
import { freePort, startInfluxd } from './influxd.ts'
import { aFolder, course, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

const flow = (at: number, value = 1): Reading => ({ point: 'A.flow', at, value, quality: 'good' })

describeWith(['influxd'], 'a real InfluxDB 1.6 that', () => {
  let influxd: Awaited<ReturnType<typeof startInfluxd>>
  beforeAll(async () => {
    influxd = await startInfluxd()
  })
  afterAll(() => influxd.stop())
  beforeEach(() => influxd.query('DROP DATABASE town'))
  const open = (retentionDays?: number) =>
    openInflux({ url: influxd.url, api: 'v1', bucket: 'town', ...(retentionDays ? { retentionDays } : {}) })
  const stored = async () => {
    const { series } = await open().series({ points: ['A.flow'], from: 0, to: 4e12 })
    return [...series[0]!.at]
  }

  test('does not have the database yet gets one, with its retention', async () => {
    expect(await open(30).append(rowsOf([flow(Date.now())]), 1)).toEqual([])
    expect(await stored()).toHaveLength(1)
    const { results } = (await influxd.query('SHOW RETENTION POLICIES ON town')) as {
      results: { series: { values: unknown[][] }[] }[]
    }
    expect(results[0]!.series[0]!.values[0]![1]).toBe('720h0m0s')
  })

  test('does not have it yet has nothing to tell: a first start is no fault', async () => {
    const history = open()
    expect(await history.latest()).toEqual([])
    expect(await history.conditions()).toEqual([])
    const { series } = await history.series({ points: ['A.flow'], from: 0, to: 4e12, px: 100 })
    expect([...series[0]!.at]).toEqual([])
    expect(await history.detections(0, 4e12)).toEqual([])
  })

  test('drops readings beyond its retention: the good ones are stored, the others named', async () => {
    await influxd.query('CREATE DATABASE town WITH DURATION 7d')
    const now = Date.now()
    const readings = Array.from({ length: 40 }, (_, i) =>
      flow(i % 10 === 3 ? now - 90 * DAY + i : now - i * SECOND),
    )
    const refused = await open().append(rowsOf(readings), 1)
    expect(refused.map(({ line }) => line.split(' ').at(-1))).toEqual(
      [3, 13, 23, 33].map(i => `${now - 90 * DAY + i}000000`),
    )
    expect(refused[0]!.reason).toContain('beyond retention policy')
    expect(await stored()).toHaveLength(36)
  })

  test('has another type for a field in an old shard: only the readings of that shard are refused', async () => {
    await influxd.query('CREATE DATABASE town')
    await fetch(`${influxd.url}/write?db=town&precision=ms`, {
      method: 'POST',
      body: `reading,point=Z.flow v="text" ${NOON - 30 * DAY}`,
    })
    const readings = [
      flow(NOON - 30 * DAY, 1),
      flow(NOON, 2),
      flow(NOON - 30 * DAY + 1, 3),
      flow(NOON + 1, 4),
    ]
    const refused = await open().append(rowsOf(readings), 1)
    expect(refused).toHaveLength(2)
    expect(refused[0]!.reason).toContain('type conflict')
    expect(await stored()).toEqual([NOON, NOON + 1])
  })

  test('is killed and away for an hour loses nothing, doubles nothing and blocks nothing', async () => {
    const folder = await aFolder()
    const town = await runIngest(aSite([aPoint('A.flow')]), folder.path, {
      history: openInflux({ url: influxd.url, api: 'v1', bucket: 'town' }),
      changes: { waitingReadings: 1_000 },
    })
    const sent: Reading[] = []
    const publish = async (n: number) => {
      const readings = course(
        'A.flow',
        NOON + sent.length * SECOND,
        SECOND,
        Array.from({ length: n }, (_, i) => sent.length + i),
      )
      sent.push(...readings)
      await town.time.advanceTo(readings.at(-1)!.at)
      await town.send(readings)
    }
    await publish(100)
    await town.ingest.settled()
    await influxd.kill('SIGKILL')
    for (let minute = 0; minute < 60; minute++) await publish(60)
    expect(town.ingest.latest()).toEqual([['A.flow', sent.at(-1)!.at, sent.at(-1)!.value, 0]])
    const health = (await town.get('/ingest/health')).body
    expect(health).toMatchObject({ ok: false, history: { ok: false }, counts: { readings: sent.length } })
    expect(health.history.fault).toContain(influxd.url)
    expect(health.history.waiting).toBeLessThanOrEqual(1_000)
    await influxd.start()
    await town.ingest.settled()
    const { body } = await town.get(`/series?points=A.flow&from=${NOON}&to=${NOON + 2 * HOUR}&px=4000`)
    expect(body.series[0].value).toEqual(sent.map(({ value }) => value))
    expect((await town.get('/ingest/health')).body.ok).toBe(true)
    await town.stop()
    await folder.remove()
  })
})

describe('a server that', () => {
  const answering = async (answer: (attempt: number) => [status: number, body: string] | undefined) => {
    let attempts = 0
    const server = createServer((request, response) => {
      request.resume()
      const said = answer(++attempts)
      if (!said) return
      response.writeHead(said[0], { 'content-type': 'application/json', 'retry-after': '2' })
      response.end(said[1])
    })
    const port = await freePort()
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
    return {
      history: openInflux({
        url: `http://127.0.0.1:${port}`,
        api: 'v2',
        org: 'o',
        bucket: 'b',
        token: 't',
        timeout: 300,
      }),
      attempts: () => attempts,
      stop: () => server.close(),
    }
  }

  test.each<[string, [number, string] | undefined, string]>([
    ['does not answer', undefined, 'timed out'],
    ['is overloaded', [503, '{"message":"busy"}'], '503 busy'],
    ['limits the rate', [429, '{"message":"too many"}'], '429 too many'],
    [
      'does not know the token',
      [401, '{"code":"unauthorized","message":"unauthorized access"}'],
      'history.tokenEnv',
    ],
    ['does not allow it', [403, '{"message":"forbidden"}'], 'history.tokenEnv'],
  ])('%s is asked once, and the readings stay ours', async (_, answer, said) => {
    const server = await answering(() => answer)
    await expect(server.history.append(rowsOf([flow(NOON)]), 1)).rejects.toMatchObject({
      code: 'history-down',
      message: expect.stringContaining(said),
    })
    expect(server.attempts()).toBe(1)
    server.stop()
  })
})
