import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { AlertingConfig } from '../../alerting/alerting.ts'
import { HOUR, MINUTE } from '../../model/time.ts'
import { describeWith } from '../needs.ts'
import { controlRoom } from './control-room.ts'
import { tellingTown } from './notify-file.ts'
import { startPostgres } from './postgres-server.ts'
import { httpReceiver } from './receivers.ts'

const START = '2026-03-02T10:00:00+08:00'
const burst = { kind: 'burst', subject: 'east', zone: 'east', evidence: { nearest: 'PL-E2.pressure' } }
const low = { kind: 'pressure-low', subject: 'PL-W2.pressure', point: 'PL-W2.pressure', zone: 'west' }

/** Everything alerting does, in a journal of either kind: the same said, kept, asked for and told. */
function keepsTheContract(newJournal: () => Promise<AlertingConfig['journal']>) {
  const ends: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })
  /** A control room that can be ended and started again on the same journal and folder. */
  const rooms = async (site?: ReturnType<typeof tellingTown>) => {
    const journal = await newJournal()
    const dataDir = mkdtempSync(join(tmpdir(), 'standpipe-store-'))
    ends.push(() => rmSync(dataDir, { recursive: true, force: true }))
    let current: Awaited<ReturnType<typeof controlRoom>> | undefined
    ends.push(() => current?.stop(true))
    return async (at = START) => {
      await current?.stop(true)
      current = await controlRoom(at, { config: { journal }, dataDir, ...(site ? { site } : {}) })
      return current
    }
  }

  test('alarms: acknowledged, shelved, commented, out of service, and the same after a restart', async () => {
    const start = await rooms()
    const room = await start()
    await room.hear(burst)
    await room.hear(low)
    const say = (path: string, alarm: string, more: object) =>
      room.post('王操作', `/alarms/${path}`, { alarms: [alarm], ...more })
    await say('acknowledge', 'burst/east', { note: '已派' })
    await say('shelve', `${low.kind}/${low.subject}`, { reason: '校表', until: room.time.now() + HOUR })
    await say('comment', 'burst/east', { note: '"引号" \\ 😀' })
    await room.post('陈工', '/alarms/out-of-service', { alarms: ['burst/east'], reason: '检修' })
    const told = JSON.stringify(room.service.alarms())
    const span = `from=${room.time.now() - HOUR}&to=${room.time.now() + HOUR}`
    const history = await room.get(`/alarms/history?${span}`)
    expect(history.events.map(({ type }: { type: string }) => type)).toEqual([
      'raised',
      'raised',
      'acknowledged',
      'shelved',
      'commented',
      'removed',
    ])
    const again = await start()
    expect(JSON.stringify(again.service.alarms())).toBe(told)
    expect(await again.get(`/alarms/history?${span}`)).toEqual(history)
    expect((await again.get(`/alarms/history?${span}&zone=west&limit=1`)).more).toBe(true)
    expect((await again.download(`/alarms/export?${span}`, '陈工')).body.split('\r\n')).toHaveLength(8)
    expect((await again.get(`/alarms/figures?${span}`)).raised).toBe(2)
  })

  test('tickets: steps, tasks, pauses, corrections, one put into another; clocks and story the same after', async () => {
    const start = await rooms()
    const room = await start()
    await room.hear(burst)
    const { id } = room.ticket().ticket
    await room.step('李调度', id, 'dispatched')
    await room.post('张抢修', `/tickets/${id}/pause`, { why: '等挖机' })
    await room.time.advance(7 * MINUTE)
    await room.post('张抢修', `/tickets/${id}/resume`, {})
    await room.post('李调度', `/tickets/${id}/change`, { content: '沿街商铺', dn: 300 })
    const call = { source: 'hotline', category: 'noWater', reporter: '王女士', contact: '138', zone: 'east' }
    const { body } = await room.post('王操作', '/tickets', { ...call, content: '没水' })
    await room.post('李调度', `/tickets/${body.ticket.id}/merge`, { into: id, why: '同一处' })
    const story = await room.get(`/tickets/${id}`)
    expect(story).toMatchObject({
      ticket: { dn: 300 },
      reports: [{ reporter: '王女士' }],
      pauses: [{ why: '等挖机' }],
    })
    const page = await room.get('/tickets?limit=1&category=noWater')
    expect(page).toMatchObject({ total: 1, more: false })
    const at = new Date(room.time.now()).toISOString()
    const again = await start(at)
    expect(await again.get(`/tickets/${id}`)).toEqual(story)
    expect(await again.get('/tickets?limit=1&category=noWater')).toEqual(page)
  })

  test('a command sent again, before and after a restart, changes nothing', async () => {
    const start = await rooms()
    const room = await start()
    const call = { id: 'the-one-call', source: 'hotline', category: 'meterFault', flags: ['noContact'] }
    const first = await room.post('王操作', '/tickets', call)
    const second = await room.post('王操作', '/tickets', call)
    expect(second.body.ticket.id).toBe(first.body.ticket.id)
    const again = await start()
    expect((await again.post('王操作', '/tickets', call)).body.ticket.id).toBe(first.body.ticket.id)
    expect(again.service.tickets()).toHaveLength(1)
  })

  test('photos: kept once by their hash, found again after a restart', async () => {
    const start = await rooms()
    const room = await start()
    await room.hear(burst)
    const { id } = room.ticket().ticket
    const photo = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
    const sent = await room.upload('张抢修', `/tickets/${id}/attachments?name=a.jpg`, photo, 'image/jpeg')
    expect(sent.status).toBe(200)
    const again = await start()
    expect((await again.get(`/tickets/${id}`)).attachments).toMatchObject([{ name: 'a.jpg', by: '张抢修' }])
    expect((await again.download(`/attachments/${sent.body.sha256}`)).rawPayload).toEqual(photo)
  })

  test('messages: told once, logged, not told again after a restart', async () => {
    const receiver = await httpReceiver()
    ends.push(() => receiver.stop())
    const start = await rooms(
      tellingTown(`channels: { hook: { type: webhook, url: '${receiver.url}' } }
rules: [{ on: [ticketOpened], to: [hook] }]`),
    )
    const room = await start()
    await room.hear(burst)
    await room.service.settled()
    const { deliveries } = await room.get('/notify/deliveries')
    expect(deliveries.map(({ key }: { key: string }) => key.split(':').slice(0, 2))).toEqual([
      ['hook', 'ticketOpened'],
    ])
    const again = await start()
    await again.service.settled()
    expect((await again.get('/notify/deliveries')).deliveries).toHaveLength(1)
    expect(receiver.got).toHaveLength(1)
  })

  test('duties, handovers and notices come back as they were, and so does the public page', async () => {
    const start = await rooms()
    const room = await start()
    await room.post('张抢修', '/duties/done', { duty: 'supervision', note: '完成' })
    await room.post('王操作', '/duties/handover', { items: {} })
    const now = room.time.now()
    const draft = (more: object) =>
      room.post('李调度', '/notices', {
        kind: 'planned',
        asset: 'P1',
        cause: { zh: '管道改造', en: 'pipe renewal "east"' },
        start: now + 48 * HOUR,
        expectedRecovery: now + 52 * HOUR,
        ...more,
      })
    const act = (id: string, action: string, more: object = {}) =>
      room.post('李调度', `/notices/${id}/${action}`, more)
    const planned = (await draft({})).body.id
    await act(planned, 'approve')
    expect((await act(planned, 'publish')).status).toBe(200)
    await act(planned, 'told', { channel: 'phone', recipient: '市医院' })
    const urgent = (await draft({ kind: 'emergency', start: now, expectedRecovery: now + 4 * HOUR })).body.id
    await act(urgent, 'publish')
    await act(urgent, 'extend', { expectedRecovery: now + 6 * HOUR, reason: '管件未到' })
    const over = (await draft({ kind: 'emergency', start: now, expectedRecovery: now + HOUR })).body.id
    await act(over, 'publish')
    await act(over, 'restore')
    await act((await draft({})).body.id, 'withdraw', { why: '改期' })
    const kept = async (from: typeof room) => [
      await from.get('/duties'),
      await from.get('/duties/handover'),
      await from.get('/notices'),
      await from.html('/public/notices'),
    ]
    const before = await kept(room)
    expect(before[1].handovers).toHaveLength(1)
    expect(before[2].notices).toMatchObject([
      { id: planned, state: 'published', told: [{ recipient: '市医院', by: '李调度' }] },
      {
        id: urgent,
        state: 'published',
        expectedRecovery: now + 6 * HOUR,
        revisions: [{ reason: '管件未到' }],
      },
      { id: over, state: 'restored' },
      { state: 'withdrawn', withdrawn: { why: '改期' } },
    ])
    expect(before[3]).toContain('pipe renewal')
    expect(await kept(await start())).toEqual(before)
  })
}

describe('alerting on embedded SQLite', () => {
  keepsTheContract(async () => ({ store: 'sqlite' }))
})

describeWith(['initdb', 'postgres'], 'alerting on a PostgreSQL server', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())
  keepsTheContract(async () => ({ store: 'postgres', url: await server.database() }))
})
