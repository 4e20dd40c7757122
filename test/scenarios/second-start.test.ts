import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Alarm } from '../../model/alarm.ts'
import type { TicketView } from '../../model/ticket.ts'
import { endAll, startUp, type UpProcess } from './up-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'standpipe-again-'))
afterEach(() => {
  endAll()
  rmSync(folder, { recursive: true, force: true })
})

const HOUR = 3_600_000
const start = (...more: string[]) =>
  startUp([
    ...['--data-dir', folder, '--http-port', '0', '--mqtt-port', '0', '--customers', '1000'],
    ...['--scenario', 'everyday', ...more],
  ])

const now = async (up: UpProcess) => (await up.get<{ now: number }>('/time')).now

async function ticketsOf(up: UpProcess): Promise<Record<string, number>> {
  const { tickets } = await up.get<{ tickets: TicketView[] }>('/tickets')
  return Object.fromEntries(tickets.map(({ ticket }) => [ticket.id, ticket.openedAt]))
}

/** Every alarm of a burst and when it was raised: bursts do not pass by themselves within a minute. */
async function burstsOf(up: UpProcess): Promise<Record<string, number | undefined>> {
  const { alarms } = await up.get<{ alarms: Alarm[] }>('/alarms')
  return Object.fromEntries(
    alarms.filter(({ kind }) => kind === 'burst').map(({ id, raisedAt }) => [id, raisedAt]),
  )
}

/** The course of some points of each kind in a span that is over. */
async function courses(up: UpProcess, from: number, to: number) {
  const { points } = await up.get<{ points: { id: string; quantity: string }[] }>('/points')
  const some = ['pressure', 'flow', 'level', 'chlorine'].flatMap(
    wanted => points.find(({ quantity }) => quantity === wanted)?.id ?? [],
  )
  const query = `points=${some.join(',')}&from=${from}&to=${to}&px=2000`
  return (await up.get<{ series: { at: number[]; value: (number | null)[] }[] }>(`/series?${query}`)).series
}

async function stopped(up: UpProcess) {
  const { code, took } = await up.interrupt()
  expect([code, took < 5_000], `Ctrl-C: exit ${code} after ${took.toFixed(0)} ms; ${up.said()}`).toEqual([
    0,
    true,
  ])
}

test('a town that ran ahead of the clock carries on with its alarms, tickets and history, at any speed', async () => {
  const first = await start('--speed', '60')
  const began = await now(first)
  await expect
    .poll(() => burstsOf(first).then(Object.keys), { timeout: 90_000, interval: 500 })
    .not.toEqual([])
  await expect
    .poll(() => ticketsOf(first).then(Object.keys), { timeout: 20_000, interval: 500 })
    .not.toEqual([])
  const until = await now(first)
  const before = {
    tickets: await ticketsOf(first),
    bursts: await burstsOf(first),
    courses: await courses(first, began - HOUR, until - 120_000),
  }
  expect(Math.min(...before.courses.map(({ at }) => at.length))).toBeGreaterThan(30)
  await stopped(first)

  for (const speed of ['60', '1']) {
    const again = await start('--speed', speed)
    expect(again.said(), `at ×${speed}`).toMatch(/ h ahead of the clock/)
    expect(await now(again), 'time goes on, never back').toBeGreaterThan(until)
    expect(await ticketsOf(again)).toMatchObject(before.tickets)
    expect(await burstsOf(again)).toMatchObject(before.bursts)
    expect(await courses(again, began - HOUR, until - 120_000)).toEqual(before.courses)
    await stopped(again)
  }
}, 180_000)
