import type { Logger } from 'pino'
import { request } from 'undici'
import { type Alarm, alarmState } from '../../../model/alarm.ts'
import type { LiveValue, LiveValues } from '../../../model/live.ts'
import type { Actor } from '../../../model/rights.ts'
import { isOpen, type TicketView } from '../../../model/ticket.ts'
import { MINUTE, SECOND } from '../../../model/time.ts'
import type { Bus } from '../../../runtime/bus.ts'
import { ACTOR_HEADER, actorHeader } from '../../../runtime/http/on-behalf.ts'
import type { TimeSource } from '../../../runtime/time.ts'
import type { LiveSources } from '../live/hub.ts'
import type { Upstream, Upstreams } from './upstreams.ts'

/** The present of ingest and alerting, kept up to date here when they run in processes of their own. */
export interface Mirror extends LiveSources {
  takeValues(values: LiveValues): void
  takeAlarm(alarm: Alarm): void
  takeTicket(view: TicketView): void
  stop(): void
}

const SELF: Actor = { id: 'dashboard', name: 'dashboard', roles: ['viewer'] }
/** How soon a failed look is repeated, and how often a good one, real ms: the bus may have lost a change. */
const AGAIN = 5 * SECOND
const EVERY = MINUTE

/** Starts mirroring: what the bus says at once, and a look at the services' own answers from time to time. */
export async function mirrorOf(
  upstreams: Upstreams,
  { bus, clock, log }: { bus: Bus; clock: TimeSource; log: Logger },
): Promise<Mirror> {
  const values = new Map<string, LiveValue>()
  const alarms = new Map<string, Alarm>()
  const tickets = new Map<string, TicketView>()
  /** What the bus has said since the look began: it is newer than the answer. */
  const heard = new Set<string>()
  let next = 0
  let looking = false

  const put = (value: LiveValue) => {
    const before = values.get(value[0])
    if (!before || before[1] <= value[1]) values.set(value[0], value)
  }
  const replace = <T>(kept: Map<string, T>, answer: readonly T[], idOf: (item: T) => string) => {
    const told = new Map(answer.map(item => [idOf(item), item]))
    for (const id of kept.keys()) if (!told.has(id) && !heard.has(id)) kept.delete(id)
    for (const [id, item] of told) if (!heard.has(id)) kept.set(id, item)
  }

  const look = async () => {
    if (looking || clock.now() < next) return
    looking = true
    heard.clear()
    try {
      const [latest, standing, open] = await Promise.all([
        ask<{ values: LiveValue[] }>(upstreams.ingest, 'latest'),
        ask<{ alarms: Alarm[] }>(upstreams.alerting, 'alarms?limit=50000'),
        openTickets(upstreams.alerting),
      ])
      latest.values.forEach(put)
      replace(alarms, standing.alarms, ({ id }) => id)
      replace(tickets, open, ({ ticket }) => ticket.id)
      next = clock.now() + EVERY
    } catch (error) {
      log.warn({ err: error }, 'ingest or alerting does not answer; looking again soon')
      next = clock.now() + AGAIN
    } finally {
      looking = false
    }
  }
  await look()
  const endLooking = clock.every(SECOND, look)
  const endListening = bus.onConnection(connected => {
    if (connected) next = 0
  })

  return {
    latest: () => [...values.values()],
    alarms: () => [...alarms.values()],
    tickets: () => [...tickets.values()],
    takeValues: message => message.values.forEach(put),
    takeAlarm: alarm => {
      heard.add(alarm.id)
      // A shelf can end by itself: such an alarm is kept until it is asked for again.
      if (alarmState(alarm, Number.NEGATIVE_INFINITY) === 'NORM') alarms.delete(alarm.id)
      else alarms.set(alarm.id, alarm)
    },
    takeTicket: view => {
      heard.add(view.ticket.id)
      if (isOpen(view.ticket)) tickets.set(view.ticket.id, view)
      else tickets.delete(view.ticket.id)
    },
    stop: () => {
      endLooking()
      endListening()
    },
  }
}

/** All of them, a page at a time. */
async function openTickets(alerting: Upstream): Promise<TicketView[]> {
  const all: TicketView[] = []
  for (let before: string | undefined; ; ) {
    const page = before === undefined ? '' : `&before=${encodeURIComponent(before)}`
    const answer = await ask<{ tickets: TicketView[]; next?: string }>(
      alerting,
      `tickets?open=true&limit=5000${page}`,
    )
    all.push(...answer.tickets)
    if (answer.next === undefined) return all
    before = answer.next
  }
}

async function ask<T>({ url, token }: Upstream, path: string): Promise<T> {
  const { statusCode, body } = await request(`${url}/api/v1/${path}`, {
    headers: { authorization: `Bearer ${token}`, [ACTOR_HEADER]: actorHeader(SELF) },
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
  })
  const answer = await body.json()
  if (statusCode !== 200) throw new Error(`${url}/api/v1/${path} answers ${statusCode}`)
  return answer as T
}
