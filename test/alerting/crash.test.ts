import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterEach, expect, test } from 'vitest'
import type { AlarmEvent } from '../../alerting/alarm/event.ts'
import { fromEntry } from '../../alerting/fact.ts'
import { apply } from '../../alerting/fold.ts'
import { openSqliteJournal } from '../../alerting/journal/sqlite/sqlite.ts'
import { emptyState } from '../../alerting/state.ts'
import { topicsOf } from '../../model/topics.ts'
import { startMosquitto } from '../ingest/crash/mosquitto.ts'
import { describeWith } from '../needs.ts'
import { freePort } from '../runtime/brokers.ts'

const KILLS = 4
const [ZONES, EACH, SPELLS] = [8, 12, 3]
const START = Date.parse('2026-03-02T03:00:00+08:00')

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Every spell of every condition, in device time; each topic's messages in their order. */
function timeline() {
  const messages: { topic: string; payload: string }[] = []
  const topics = topicsOf('town')
  for (let spell = 0; spell < SPELLS; spell++) {
    for (const active of [true, false]) {
      for (let zone = 0; zone < ZONES; zone++) {
        for (let i = 0; i < EACH; i++) {
          const point = `Z${zone}-N${i}-L.pressure`
          const start = START + spell * 600_000
          const at = start + (active ? 0 : 300_000)
          if (!active && spell === SPELLS - 1) continue
          const detection = { kind: 'pressure-low', subject: point, point, start, at, active, evidence: {} }
          messages.push({
            topic: topics.detection('pressure-low', point),
            payload: JSON.stringify(detection),
          })
        }
      }
    }
  }
  return messages
}

describeWith(['mosquitto'], 'alerting killed again and again', () => {
  test('loses no acknowledged detection and no command, and doubles none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'standpipe-kill-'))
    ends.push(() => rmSync(folder, { recursive: true, force: true }))
    const port = await freePort()
    const mosquitto = await startMosquitto(port, folder)
    ends.push(() => mosquitto.kill())
    const broker = `mqtt://127.0.0.1:${port}`
    const plan = { broker, dataDir: folder, zones: ZONES, each: EACH }

    let child: ChildProcess
    let address = ''
    const start = async () => {
      child = fork(join(import.meta.dirname, 'crash/alerting-process.ts'), [JSON.stringify(plan)], {
        execArgv: ['--import', 'tsx/esm'],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')])
      if (typeof said !== 'string') throw new Error(`alerting ended with ${said}`)
      address = said
    }
    await start()
    ends.push(() => child.kill('SIGKILL'))
    const client = await mqtt.connectAsync(broker)
    ends.push(() => client.endAsync())

    // Commands are sent until they are answered, each under one id: an open ticket, and its first two steps.
    const command = async (path: string, body: object) => {
      for (;;) {
        try {
          const response = await fetch(`${address}/api/v1${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          })
          if (response.status < 500) return (await response.json()) as { ticket?: { id: string } }
        } catch {
          // It was just killed.
        }
        await new Promise(resolve => setTimeout(resolve, 50))
      }
    }
    const people = (async () => {
      const opened: string[] = []
      for (let n = 0; n < 12; n++) {
        const call = { source: 'hotline', category: 'meterFault', content: `${n}`, flags: ['noContact'] }
        const more = { reporter: '王女士', address: { zh: '某路', en: 'a road' }, contactWindow: '白天' }
        const { ticket } = await command('/tickets', { id: `open-call-${n}`, ...call, ...more })
        opened.push(ticket!.id)
        await command(`/tickets/${ticket!.id}/steps`, { id: `dispatch-${n}`, step: 'dispatched' })
        await new Promise(resolve => setTimeout(resolve, 100))
      }
      return opened
    })()

    const messages = timeline()
    const part = Math.ceil(messages.length / KILLS)
    for (let kill = 0; kill < KILLS; kill++) {
      const some = messages.slice(kill * part, (kill + 1) * part)
      const sent = Promise.all(
        some.map(({ topic, payload }) => client.publishAsync(topic, payload, { qos: 1 })),
      )
      await new Promise(resolve => setTimeout(resolve, 20 + ((kill * 37) % 180)))
      child!.kill('SIGKILL')
      await once(child!, 'exit')
      await start()
      await sent
    }
    const opened = await people
    const open = await (async () => {
      for (;;) {
        const { alarms } = (await (await fetch(`${address}/api/v1/alarms`)).json()) as {
          alarms: { active: boolean }[]
        }
        if (alarms.filter(({ active }) => active).length === ZONES * EACH) return alarms
        await new Promise(resolve => setTimeout(resolve, 100))
      }
    })()
    expect(open).toHaveLength(ZONES * EACH)
    child!.kill('SIGTERM')
    await once(child!, 'exit')

    const journal = openSqliteJournal(join(folder, 'journal.sqlite'))
    ends.push(() => journal.close())
    expect(await journal.verify()).toMatchObject({ ok: true })
    const state = emptyState()
    const raised = new Map<string, number>()
    const steps: string[] = []
    for await (const entry of journal.read()) {
      apply(state, fromEntry(entry))
      const event = entry.body.event as AlarmEvent | undefined
      if (entry.type === 'alarm.raised' && event?.type === 'raised') {
        const spell = `${entry.body.id} ${event.start}`
        raised.set(spell, (raised.get(spell) ?? 0) + 1)
      }
      if (entry.type === 'ticket.step') steps.push(String(entry.body.id))
    }
    expect(raised.size).toBe(ZONES * EACH * SPELLS)
    expect([...raised.values()].every(times => times === 1)).toBe(true)
    expect([...state.alarms.values()].every(({ active, count }) => active && count === SPELLS)).toBe(true)
    const byCall = [...state.tickets.values()].filter(({ ticket }) => ticket.source === 'hotline')
    expect(byCall.map(({ ticket }) => ticket.id).sort()).toEqual([...opened].sort())
    expect(new Set(opened).size).toBe(12)
    expect(steps.filter(id => opened.includes(id)).sort()).toEqual([...opened].sort())
    const byTelemetry = [...state.tickets.values()].filter(({ ticket }) => ticket.source === 'telemetry')
    expect(byTelemetry.map(({ ticket }) => ticket.zone).sort()).toEqual(
      Array.from({ length: ZONES }, (_, zone) => `Z${zone}`),
    )
  }, 240_000)
})
