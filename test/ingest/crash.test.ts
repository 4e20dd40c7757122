import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDuckdb } from '../../ingest/history/duckdb/store.ts'
import type { History } from '../../ingest/history/history.ts'
import { openInflux } from '../../ingest/history/influx/store.ts'
import { describeWith } from '../needs.ts'
import { startMosquitto } from './crash/mosquitto.ts'
import type { CrashPlan } from './crash/plan.ts'
import { freePort, startInfluxd } from './influxd.ts'
import { aFolder } from './running.ts'

const KILLS = 6
let folder: Awaited<ReturnType<typeof aFolder>>
const children = new Set<ChildProcess>()
beforeEach(async () => {
  folder = await aFolder()
})
afterEach(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await folder.remove()
})

function run(script: string, plan: CrashPlan): ChildProcess {
  const child = fork(join(import.meta.dirname, 'crash', script), [JSON.stringify(plan)], {
    execArgv: ['--import', 'tsx/esm'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  children.add(child)
  return child
}

async function startIngestProcess(plan: CrashPlan): Promise<ChildProcess> {
  const child = run('ingest-process.ts', plan)
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (message !== 'ready') throw new Error(`ingest ended with ${message}`)
  return child
}

/** Kills ingest again and again while the gateways send, then lets everything finish. Batches sent, by gateway. */
async function tortured(plan: CrashPlan, between: () => Promise<void> = async () => {}): Promise<number[]> {
  let ingest = await startIngestProcess(plan)
  const publisher = run('publisher.ts', plan)
  const sent = once(publisher, 'message')
  for (let kills = 0; kills < KILLS; kills++) {
    await new Promise(resolve => setTimeout(resolve, 100 + Math.random() * 600))
    ingest.kill('SIGKILL')
    await once(ingest, 'exit')
    await between()
    ingest = await startIngestProcess(plan)
  }
  publisher.send('enough')
  const [batches] = (await sent) as [number[]]
  ingest.kill('SIGTERM')
  await once(ingest, 'exit')
  return batches
}

/** Every numbered reading of every gateway, each with its own number. */
async function expectEverything(history: History, plan: CrashPlan, batches: readonly number[]) {
  const totals = batches.map(count => count * plan.size)
  const points = plan.gateways.map(gateway => `${gateway}.flow`)
  const { series } = await history.series({ points, from: plan.start, to: plan.start + Math.max(...totals) })
  await history.close()
  for (const [i, { value }] of series.entries()) {
    expect(totals[i]).toBeGreaterThan(0)
    expect(value.length).toBe(totals[i])
    expect(value.every((n, i) => n === i)).toBe(true)
  }
}

async function expectEverythingOnce(plan: CrashPlan, batches: readonly number[]) {
  const totals = batches.map(count => count * plan.size)
  const file = join(plan.dataDir, 'history', 'history.duckdb')
  await expectEverything(await openDuckdb({ file }), plan, batches)
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  const rows = await connection.runAndReadAll(
    'SELECT (SELECT count(*) FROM reading)::INT, (SELECT count(*) FROM late)::INT',
  )
  connection.closeSync()
  instance.closeSync()
  const [inOrder, late] = rows.getRowsJS()[0] as [number, number]
  // Not hidden by the newest version counting: nothing is stored a second time.
  expect(inOrder + late).toBe(totals.reduce((sum, total) => sum + total))
}

const planFor = async (changes: Partial<CrashPlan>): Promise<CrashPlan> => ({
  embedded: true,
  trusts: 'stored',
  port: await freePort(),
  dataDir: join(folder.path, 'ingest'),
  gateways: ['gw-1', 'gw-2', 'gw-3'],
  size: 20,
  start: Date.now() - 30_000,
  ...changes,
})

describe('kill -9 at random under load', () => {
  test.each(['puback', 'stored'] as const)(
    'with the embedded broker, going by %s: everything is there once',
    { timeout: 180_000 },
    async trusts => {
      const plan = await planFor({ trusts })
      await expectEverythingOnce(plan, await tortured(plan))
    },
  )
})

describeWith(['mosquitto'], 'with mosquitto', () => {
  test('of ingest and of the broker: everything stored is there once', { timeout: 180_000 }, async () => {
    const plan = await planFor({ embedded: false })
    let broker = await startMosquitto(plan.port, folder.path)
    let turn = 0
    const batches = await tortured(plan, async () => {
      if (turn++ % 2 === 0) return
      await broker.kill()
      broker = await startMosquitto(plan.port, folder.path)
    })
    await expectEverythingOnce(plan, batches)
    await broker.kill()
  })
})

describeWith(['influxd'], 'with InfluxDB as the history', () => {
  test('of ingest and of the database: everything stored is there', { timeout: 180_000 }, async () => {
    const influxd = await startInfluxd()
    try {
      const plan = await planFor({ influx: influxd.url })
      let turn = 0
      const batches = await tortured(plan, async () => {
        // Away while ingest starts again and takes what the gateways have; back when it is killed the next time.
        if (turn++ % 2 === 0) await influxd.kill('SIGKILL')
        else await influxd.start()
      })
      const history = openInflux({ url: influxd.url, api: 'v1', bucket: 'town' })
      await expectEverything(history, plan, batches)
    } finally {
      await influxd.stop()
    }
  })
})
