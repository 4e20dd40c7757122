import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openInflux } from '../../ingest/history/influx/store.ts'
import { rowsOf } from '../../ingest/rows.ts'
import type { Reading } from '../../model/reading.ts'
import { SECOND } from '../../model/time.ts'
import { describeWith, programPath } from '../needs.ts'
import { freePort } from './influxd.ts'
import { aFolder } from './running.ts'

/** Debian's VictoriaMetrics on a port and in a folder of its own. */
async function startVictoria() {
  const folder = await aFolder()
  const address = `127.0.0.1:${await freePort()}`
  const child = spawn(
    programPath('victoria-metrics')!,
    [`-storageDataPath=${folder.path}`, `-httpListenAddr=${address}`, '-retentionPeriod=100y'],
    { stdio: 'ignore' },
  )
  const url = `http://${address}`
  while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`victoria-metrics ended with ${child.exitCode}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      await folder.remove()
    },
  }
}

describeWith(['victoria-metrics'], 'a real VictoriaMetrics, by /api/v2/write', () => {
  let victoria: Awaited<ReturnType<typeof startVictoria>>
  beforeAll(async () => {
    victoria = await startVictoria()
  }, 30_000)
  afterAll(() => victoria.stop())
  const account = { org: 'works', bucket: 'town', token: 'secret' }
  const open = () => openInflux({ url: victoria.url, api: 'v2', ...account })
  /** What it has of our values, as [time, value] by point. */
  const stored = async (metric: string) => {
    await fetch(`${victoria.url}/internal/force_flush`)
    const text = await (
      await fetch(`${victoria.url}/api/v1/export?match[]=${encodeURIComponent(metric)}`)
    ).text()
    const rows = text
      .split('\n')
      .filter(Boolean)
      .map(row => JSON.parse(row) as Exported)
    return new Map(rows.map(row => [row.metric.point, row.timestamps.map((at, i) => [at, row.values[i]])]))
  }
  interface Exported {
    metric: { point: string }
    timestamps: number[]
    values: number[]
  }
  const now = Date.now()

  test('takes our readings: every time and value of ten thousand, of names with all that may be in one', async () => {
    const points = ['A.flow', 'PS-1.pump_2:in', '泵站.压力'].map(name =>
      name.replaceAll('泵站.压力', 'Z-9.x:y'),
    )
    const readings = Array.from(
      { length: 10_000 },
      (_, i): Reading => ({
        point: points[i % 3]!,
        at: now - (10_000 - i) * SECOND,
        value: i / 8,
        quality: 'good',
      }),
    )
    expect(await open().append(rowsOf(readings), 1)).toEqual([])
    const found = await stored('{__name__=~"reading_v"}')
    for (const point of points) {
      const own = readings.filter(reading => reading.point === point)
      expect(found.get(point)).toEqual(own.map(({ at, value }) => [at, value]))
    }
  })

  test('says nothing of a bad line: it must not come to that', async () => {
    const body = `reading,point=V.flow v=1,q=0i ${now}000000\nreading,point=V.flow v= ${now + 1}000000\n`
    const answer = await fetch(`${victoria.url}/api/v2/write?bucket=town&precision=ns`, {
      method: 'POST',
      body,
    })
    expect(answer.status, 'a bad line is swallowed').toBe(204)
    expect((await stored('{__name__="reading_v",point="V.flow"}')).get('V.flow')).toEqual([[now, 1]])
  })

  test('answers no InfluxQL: a history there cannot be read, and says so', async () => {
    await expect(open().latest()).rejects.toThrow('does not answer InfluxQL')
  })
})
