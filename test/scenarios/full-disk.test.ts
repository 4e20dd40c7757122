import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { TicketView } from '../../model/ticket.ts'
import { describeUnless } from '../needs.ts'
import { freePort } from '../runtime/brokers.ts'
import { numberedMeter } from './meters.ts'
import { command, endAll, startUp, TOKEN, type UpProcess } from './up-process.ts'
import { exported, METERS, PASSWORD, utility } from './utility.ts'

/** Runs a command where `folder` is a small disk of its own, without being root. */
const onSmallDisk = (folder: string, first = 'true') => [
  ...['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'],
  `mount -t tmpfs -o size=40m tmpfs '${folder}' && ${first}; exec "$@"`,
  'sh',
]
const canMount = spawnSync('unshare', [...onSmallDisk('/mnt').slice(1), 'true']).status === 0

const ends: (() => unknown)[] = []
afterEach(async () => {
  endAll()
  for (const end of ends.splice(0).reverse()) await end()
})

/** The small disk as it is seen from outside. */
const seen = (up: UpProcess, path: string) => `/proc/${up.pid}/root${path}`

function fill(file: string): void {
  for (const block of [1 << 16, 1 << 12, 1])
    try {
      for (;;) appendFileSync(file, Buffer.alloc(block))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
}

const health = (up: UpProcess) => up.get<{ ok: boolean; intake: { fault: string | null } }>('/ingest/health')

describeUnless(!canMount && 'this machine lets nobody mount a small disk', 'a full disk', () => {
  test('is said, nothing is acknowledged that is not kept, and with room everything goes on by itself', async () => {
    const site = await utility()
    const disk = join(site, 'disk')
    mkdirSync(disk)
    const mqttPort = await freePort()
    const up = await startUp(
      [site, '--data-dir', `${disk}/data`, '--http-port', '0', '--mqtt-port', `${mqttPort}`],
      onSmallDisk(disk),
    )
    const meter = numberedMeter(mqttPort, METERS[0]!, PASSWORD)
    ends.push(() => meter.drop())
    await expect.poll(() => meter.acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(100)

    const ballast = seen(up, `${disk}/ballast`)
    fill(ballast)
    await expect.poll(() => up.said(), { timeout: 10_000 }).toContain('the disk of the data folder is full')
    await expect.poll(() => health(up), { timeout: 10_000 }).toMatchObject({ ok: false })
    expect((await health(up)).intake.fault).toContain('no space left')
    const call = { source: 'hotline', category: 'burst', zone: 'all', content: 'x'.repeat(2_000) }
    const more = { reporter: '王女士', address: { zh: '某路', en: 'a road' }, contactWindow: '白天' }
    const open = { ...call, ...more, id: 'open-0001', flags: ['noContact'] }
    const refused = await fetch(`${up.url}/api/v1/tickets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(open),
    })
    expect(await refused.json()).toMatchObject({
      status: 503,
      code: 'journal-down',
      detail: 'the journal cannot be written: database or disk is full',
    })
    const during = meter.acknowledged.length
    await new Promise(after => setTimeout(after, 3_000))
    expect(meter.acknowledged.length, 'not a reading is acknowledged').toBe(during)
    expect(up.said().split('\n').length, 'it does not go on about it').toBeLessThan(20)

    rmSync(ballast)
    await expect.poll(() => up.said(), { timeout: 10_000 }).toContain('there is room on the disk again')
    await expect.poll(() => meter.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(during + 100)
    await command<TicketView>(up.url, '/tickets', open)
    await meter.finish()
    const sent = new Map(meter.acknowledged.map(({ at, n }) => [at, n]))
    // History looks for room again at intervals of its own; until then all of it is in the intake log.
    await expect.poll(() => exported(up, METERS[0]!), { timeout: 40_000, interval: 500 }).toEqual(sent)
    const { tickets } = await up.get<{ tickets: TicketView[] }>('/tickets')
    expect(tickets).toHaveLength(1)
    expect(await up.interrupt()).toMatchObject({ code: 0 })
  }, 120_000)

  test('at the start is one message', async () => {
    const site = await utility()
    const disk = join(site, 'disk')
    mkdirSync(disk)
    const filled = `cat /dev/zero > '${disk}/ballast' 2>/dev/null`
    const start = startUp([site, '--data-dir', `${disk}/data`], onSmallDisk(disk, filled))
    await expect(start).rejects.toThrow(
      /^standpipe up ended with 1: standpipe: the data folder \S+ cannot be written: ENOSPC: no space left on device[^\n]*\n$/,
    )
    expect(existsSync(`${disk}/data`)).toBe(false)
  })
})
