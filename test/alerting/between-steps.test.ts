import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { fromEntry } from '../../alerting/fact.ts'
import { apply } from '../../alerting/fold.ts'
import type { Journal } from '../../alerting/journal/journal.ts'
import { openPostgresJournal } from '../../alerting/journal/postgres/postgres.ts'
import { openSqliteJournal } from '../../alerting/journal/sqlite/sqlite.ts'
import { emptyState } from '../../alerting/state.ts'
import { HOUR } from '../../model/time.ts'
import { topicsOf } from '../../model/topics.ts'
import { startMosquitto } from '../ingest/crash/mosquitto.ts'
import { describeWith } from '../needs.ts'
import { freePort } from '../runtime/brokers.ts'
import { fragileAlerting, fragileProgram } from './crash/fragile.ts'
import { startPostgres } from './postgres-server.ts'
import { httpReceiver } from './receivers.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const START = Date.parse('2026-03-02T08:00:00+08:00')
/** More places than one round comes by. */
const MOST = 60

describeWith(['mosquitto', 'postgres'], 'alerting killed between any two steps', () => {
  let program: Awaited<ReturnType<typeof fragileProgram>>
  beforeAll(async () => {
    program = await fragileProgram()
  }, 60_000)
  afterAll(() => program.remove())

  test.each(['sqlite', 'postgres'] as const)(
    '%s: loses nothing and doubles nothing',
    async store => {
      const folder = mkdtempSync(join(tmpdir(), 'standpipe-between-'))
      ends.push(() => rmSync(folder, { recursive: true, force: true }))
      const port = await freePort()
      const mosquitto = await startMosquitto(port, folder)
      ends.push(() => mosquitto.kill())
      const receiver = await httpReceiver()
      ends.push(() => receiver.stop())
      const server = store === 'postgres' ? await startPostgres() : undefined
      if (server) ends.push(() => server.stop())
      const url = await server?.database()
      const alerting = await fragileAlerting(program.file, {
        broker: `mqtt://127.0.0.1:${port}`,
        dataDir: folder,
        journal: url === undefined ? { store: 'sqlite' } : { store: 'postgres', url },
        receiver: receiver.url,
        zones: MOST,
        start: START,
      })
      ends.push(() => alerting.stop())
      const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`)
      ends.push(() => client.endAsync())
      const topics = topicsOf('town')

      /** A burst in the round's own zone, acknowledged and dispatched, and a call besides. */
      const round = async (n: number) => {
        const at = START + n * HOUR
        const hear = (kind: string, subject: string, more: object = {}) => {
          const about = { kind, subject, zone: `Z${n}`, start: at, at, active: true, evidence: {}, ...more }
          return client.publishAsync(topics.detection(kind, subject), JSON.stringify(about), { qos: 1 })
        }
        const point = `Z${n}-N1-L.pressure`
        await hear('pressure-low', point, { point })
        await hear('burst', `Z${n}`)
        const ticket = await (async () => {
          for (;;) {
            const { tickets } = await alerting.send('/tickets')
            const found = (tickets as { ticket: { id: string; zone?: string; alarms: string[] } }[]).find(
              one => one.ticket.zone === `Z${n}` && one.ticket.alarms.length === 2,
            )
            if (found) return found.ticket.id
            await new Promise(resolve => setTimeout(resolve, 10))
          }
        })()
        const note = '已派人'
        await alerting.send('/alarms/acknowledge', { id: `ack-round-${n}`, alarms: [`burst/Z${n}`], note })
        await alerting.send(`/tickets/${ticket}/steps`, { id: `step-round-${n}`, step: 'dispatched' })
        await alerting.send('/tickets', { id: `call-round-${n}`, source: 'hotline', category: 'meterFault' })
        await hear('burst', `Z${n}`, { at: at + 1, active: false })
      }

      let rounds = 0
      for (let n = 1; n < MOST; n++) {
        const before = alerting.deaths
        await alerting.order({ now: START + n * HOUR, dieAt: n })
        await round(n)
        rounds = n
        if (alerting.deaths === before) break
      }
      // The last round came by fewer places than it had been told to die at.
      expect(alerting.deaths).toBe(rounds - 1)
      expect(rounds).toBeGreaterThan(15)
      for (;;) {
        const { alarms } = await alerting.send('/alarms')
        const bursts = (alarms as { kind: string; active: boolean }[]).filter(({ kind }) => kind === 'burst')
        if (bursts.every(({ active }) => !active)) break
        await new Promise(resolve => setTimeout(resolve, 20))
      }
      for (;;) {
        const { deliveries } = await alerting.send('/notify/deliveries')
        if (new Set((deliveries as { key: string }[]).map(({ key }) => key)).size === rounds * 2) break
        await new Promise(resolve => setTimeout(resolve, 20))
      }
      await alerting.stop()
      ends.splice(ends.length - 2, 1)

      const journal: Journal =
        url === undefined ? openSqliteJournal(join(folder, 'journal.sqlite')) : await openPostgresJournal(url)
      expect(await journal.verify()).toMatchObject({ ok: true })
      const state = emptyState()
      const happened = new Map<string, number>()
      for await (const entry of journal.read()) {
        apply(state, fromEntry(entry))
        happened.set(entry.type, (happened.get(entry.type) ?? 0) + 1)
      }
      await journal.close()
      const times = (type: string) => happened.get(type)
      expect([times('alarm.raised'), times('alarm.cleared')]).toEqual([rounds * 2, rounds])
      expect([times('alarm.acknowledged'), times('ticket.step')]).toEqual([rounds, rounds])
      expect([times('incident.opened'), times('ticket.opened')]).toEqual([rounds, rounds * 2])
      expect([times('notify.queued'), times('notify.sent')]).toEqual([rounds * 2, rounds * 2])
      expect(new Set([...state.tickets.values()].map(({ ticket }) => ticket.incident)).size).toBe(rounds + 1)
      // Told at least once; whoever is told twice can see it by the id.
      expect(new Set(receiver.got.map(({ headers }) => headers['x-standpipe-id'])).size).toBe(rounds * 2)
    },
    400_000,
  )
})
