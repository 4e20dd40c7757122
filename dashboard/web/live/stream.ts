import { type Alarm, alarmState } from '../../../model/alarm.ts'
import type { LiveMessage } from '../../../model/live.ts'
import type { TicketView } from '../../../model/ticket.ts'
import { Collection } from './collection.ts'
import { Connection, type ConnectionState, type Socket } from './connection.ts'
import { ServerClock } from './server-clock.ts'
import { TagStore } from './tag-store.ts'

/** Fewest real ms between two flushes of numbers: people read twice a second, not sixty times. */
const FLUSH = 250
/** How often silence is looked for, real ms. */
const WATCH = 250

export const clock = new ServerClock(() => performance.now(), Date.now())
export const tags = new TagStore()
// Whether a shelf has ended depends on the time: an alarm on a shelf is always kept.
export const alarms = new Collection<Alarm>(
  alarm => alarm.id,
  alarm => alarmState(alarm, Number.NEGATIVE_INFINITY) !== 'NORM',
)
export const tickets = new Collection<TicketView>(view => view.ticket.id)

/** Server's own account of how far what it sends lags behind, ms; null when it does not know. */
export let ingestLag: number | null = null

/** Alarms as they are heard, for sound and speech: not the ones of a snapshot. */
export const heardAlarms = new Set<(alarm: Alarm, before: Alarm | undefined) => void>()

function take(message: LiveMessage): void {
  switch (message.type) {
    case 'snapshot':
      clock.set(message.now, clock.speed)
      tags.write(message.values)
      alarms.replace(message.alarms)
      tickets.replace(message.tickets)
      return
    case 'values':
      tags.write(message.values)
      return
    case 'alarm': {
      const before = alarms.get(message.alarm.id)
      alarms.put(message.alarm)
      for (const told of heardAlarms) told(message.alarm, before)
      return
    }
    case 'ticket':
      tickets.put(message.ticket)
      return
    case 'heartbeat':
      ingestLag = message.ingestLag
      clock.set(message.now, message.speed)
  }
}

export const connection = new Connection(
  {
    open: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/live`) as unknown as Socket,
    now: () => performance.now(),
    random: Math.random,
    setTimeout: (task, ms) => window.setTimeout(task, ms),
    clearTimeout: id => window.clearTimeout(id),
  },
  take,
)

let state: ConnectionState = { freshness: 'waiting', silence: undefined, connected: false, attempts: 0 }
const stateListeners = new Set<() => void>()

/** The connection's state; the same object until something that people see changes. */
export const connectionState = {
  get: () => state,
  listen: (told: () => void) => {
    stateListeners.add(told)
    return () => void stateListeners.delete(told)
  },
}

/** Called when the server may have ended the session: the socket cannot tell why it was refused. */
export const suspectSession = new Set<() => void>()

/** Starts the stream and the one rhythm in which screens hear of it. Returns how to stop both. */
export function startStream(): () => void {
  let flushed = 0
  let frame = requestAnimationFrame(function flush(now) {
    frame = requestAnimationFrame(flush)
    if (now - flushed < FLUSH) return
    if (tags.flush() > 0) flushed = now
  })
  const watch = window.setInterval(() => {
    const next = connection.watch()
    const tenths = (ms: number | undefined) => (ms === undefined ? undefined : Math.floor(ms / 500))
    const same =
      next.freshness === state.freshness &&
      next.connected === state.connected &&
      next.attempts === state.attempts &&
      tenths(next.silence) === tenths(state.silence)
    if (same) return
    if (next.attempts > state.attempts) for (const told of suspectSession) told()
    state = next
    document.documentElement.dataset.live = state.freshness
    for (const told of stateListeners) told()
  }, WATCH)
  const nudge = () => document.visibilityState === 'visible' && connection.nudge()
  document.addEventListener('visibilitychange', nudge)
  window.addEventListener('online', nudge)
  connection.start()
  return () => {
    cancelAnimationFrame(frame)
    window.clearInterval(watch)
    document.removeEventListener('visibilitychange', nudge)
    window.removeEventListener('online', nudge)
    connection.stop()
  }
}
