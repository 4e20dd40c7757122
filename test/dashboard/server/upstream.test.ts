import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Alarm } from '../../../model/alarm.ts'
import type { LiveValue } from '../../../model/live.ts'
import type { App } from '../../../runtime/http/app.ts'
import { buildHttp } from '../../../runtime/http/build.ts'
import { listenHttp } from '../../../runtime/http/listen.ts'
import { createIdentity } from '../../../runtime/identity/identity.ts'
import { demoPeople } from '../../../runtime/identity/people.ts'
import { silentLog } from '../../../runtime/log.ts'
import { createMetrics } from '../../../runtime/metrics.ts'
import { steppedTime } from '../../../runtime/stepped-time.ts'
import { type Screen, screenOf } from './screen.ts'
import { alarmOf, NOON, startTown, type TestTown, ticketOf } from './town.ts'

const TOKEN = 'between-services'
const present = { values: [] as LiveValue[], alarms: [] as Alarm[] }

/** A service of ours in a process of its own, as far as the dashboard can tell. */
async function startService(): Promise<{ app: App; url: string }> {
  const time = steppedTime(NOON)
  const identity = createIdentity({
    people: demoPeople(),
    dataDir: mkdtempSync(join(tmpdir(), 'service-')),
    time,
    serviceToken: TOKEN,
  })
  const app = await buildHttp({ identity, time, log: silentLog(), metrics: createMetrics() })
  const view = { config: { right: 'view' as const } }
  app.get('/api/v1/latest', view, async () => ({ values: present.values }))
  app.get('/api/v1/alarms', view, async () => ({ now: NOON, alarms: present.alarms }))
  app.get('/api/v1/tickets', view, async () => ({ now: NOON, tickets: [ticketOf('GD-1', 'reported')] }))
  app.get('/api/v1/public/notices', { config: { right: 'public' } }, async request => ({
    by: request.actor?.id ?? 'anybody',
  }))
  app.get('/api/v1/series', view, async request => ({ asked: request.url, by: request.actor?.id }))
  app.post('/api/v1/alarms/acknowledge', { config: { right: 'alarm.acknowledge' } }, async request => ({
    by: request.actor,
    body: request.body,
    cookie: request.headers.cookie ?? null,
  }))
  const port = await listenHttp(app, { host: '127.0.0.1', port: 0 })
  return { app, url: `http://127.0.0.1:${port}` }
}

describe('each service in a process of its own', () => {
  let service: Awaited<ReturnType<typeof startService>>
  let town: TestTown
  const screens: Screen[] = []
  beforeEach(async () => {
    present.values = [['a', NOON, 1, 0]]
    present.alarms = [alarmOf('burst/P-1')]
    service = await startService()
    const upstream = { url: service.url, token: TOKEN }
    town = await startTown({ upstreams: { ingest: upstream, alerting: upstream } })
  })
  afterEach(async () => {
    for (const { socket } of screens.splice(0)) socket.terminate()
    await town.stop()
    await service.app.close()
  })
  const call = async (person: string, path: string, init: RequestInit = {}) => {
    const headers = {
      cookie: await town.cookieOf(person),
      origin: town.base,
      'content-type': 'application/json',
    }
    return fetch(`${town.base}/api/v1/${path}`, { ...init, headers })
  }
  const acknowledge = (person: string) =>
    call(person, 'alarms/acknowledge', { method: 'POST', body: '{"alarms":["x"]}' })

  test('a question is passed on as it was asked, in the name of who asked', async () => {
    const response = await call('guest', 'series?points=a,b&from=1')
    expect(await response.json()).toEqual({ asked: '/api/v1/series?points=a,b&from=1', by: 'guest' })
  })

  test('a command arrives with its actor and body, without the cookie', async () => {
    expect(await (await acknowledge('li')).json()).toEqual({
      by: { id: 'li', name: '李', roles: ['operator'] },
      body: { alarms: ['x'] },
      cookie: null,
    })
  })

  test('the service itself decides what a person may', async () => {
    const response = await acknowledge('guest')
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'not-allowed' })
  })

  test('nobody gets through without signing in, nor by naming themselves', async () => {
    const forged = {
      'x-standpipe-actor': Buffer.from('{"id":"x","name":"x","roles":["admin"]}').toString('base64url'),
    }
    expect((await fetch(`${town.base}/api/v1/series`, { headers: forged })).status).toBe(401)
    expect((await fetch(`${service.url}/api/v1/series`, { headers: forged })).status).toBe(401)
  })

  test('what is public needs no signing in, and nobody speaks there for somebody', async () => {
    const forged = {
      authorization: `Bearer ${TOKEN}`,
      'x-standpipe-actor': Buffer.from('{"id":"x","name":"x","roles":["admin"]}').toString('base64url'),
    }
    const response = await fetch(`${town.base}/api/v1/public/notices`, { headers: forged })
    expect(await response.json()).toEqual({ by: 'anybody' })
  })

  test('a service that is gone is said to be gone', async () => {
    await service.app.close()
    const response = await call('guest', 'series')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'ingest-down' })
  })

  test('screens see the present that the services and the bus told', async () => {
    const say = (topic: string, body: object) => town.bus.publish(topic, JSON.stringify(body), { qos: 1 })
    await say(town.topics.live('Z-1'), { sent: NOON, values: [['b', NOON, 2, 0]] })
    await say(town.topics.alarm('low/J-1'), alarmOf('low/J-1'))
    await say(town.topics.ticket('GD-1'), ticketOf('GD-1', 'reported', 'closed'))
    const screen = await screenOf(town)
    screens.push(screen)
    screen.ask({ points: '*' })
    const snapshot = await screen.next('snapshot')
    expect(snapshot.values.map(([point]) => point).sort()).toEqual(['a', 'b'])
    expect(snapshot.alarms.map(({ id }) => id).sort()).toEqual(['burst/P-1', 'low/J-1'])
    expect(snapshot.tickets).toEqual([])
  })

  test('a change that the bus lost is found by looking again', async () => {
    present.alarms = [alarmOf('low/J-1')]
    const screen = await screenOf(town)
    screens.push(screen)
    const standing = async () => {
      screen.ask({ points: '*' })
      return (await screen.next('snapshot')).alarms.map(({ id }) => id)
    }
    expect(await standing()).toEqual(['burst/P-1'])
    await town.clock.advance(61_000)
    expect(await standing()).toEqual(['low/J-1'])
  })
})
