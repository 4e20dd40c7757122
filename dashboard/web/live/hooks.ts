import { useMemo, useSyncExternalStore } from 'react'
import type { Alarm } from '../../../model/alarm.ts'
import type { TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import { type AlarmRow, type Counts, countsOf, rowsOf } from '../alarms/order.ts'
import type { ConnectionState } from './connection.ts'
import { alarms, clock, connectionState, tags, tickets } from './stream.ts'
import type { Tag } from './tag-store.ts'

/** A point's newest value; redraws only when it changes. */
export function useTag(point: string): Tag {
  return useSyncExternalStore(
    useMemo(() => told => tags.watch(point, told), [point]),
    () => tags.get(point),
  )
}

export const useAlarms = (): readonly Alarm[] => useSyncExternalStore(alarms.listen, () => alarms.all)
export const useTickets = (): readonly TicketView[] => useSyncExternalStore(tickets.listen, () => tickets.all)
export const useConnection = (): ConnectionState =>
  useSyncExternalStore(connectionState.listen, connectionState.get)

const seconds = new Set<() => void>()
let second = 0
let ticking = 0

function tick(): void {
  const now = Math.floor(clock.now() / 1_000) * 1_000
  if (now === second) return
  second = now
  for (const told of seconds) told()
}

function everySecond(told: () => void): () => void {
  seconds.add(told)
  if (seconds.size === 1) ticking = window.setInterval(tick, 200)
  return () => {
    seconds.delete(told)
    if (seconds.size === 0) window.clearInterval(ticking)
  }
}

/** The platform's time in whole seconds; every screen element ticks together. */
export function useNow(): Instant {
  return useSyncExternalStore(everySecond, () => {
    if (second === 0) second = Math.floor(clock.now() / 1_000) * 1_000
    return second
  })
}

/** The time in steps of `step` ms: for what need not be redrawn every second. */
export function useNowIn(step: number): Instant {
  return useSyncExternalStore(everySecond, () => Math.floor((second || clock.now()) / step) * step)
}

/**
 * The time in steps of `step` real ms: for questions to the server, which cost the same however fast the platform's
 * time runs.
 */
export function useNowForAsking(step: number): Instant {
  return useNowIn(step * Math.max(1, clock.speed))
}

/** All alarms that are not over, as rows in the operator's order. */
export function useAlarmRows(): AlarmRow[] {
  const all = useAlarms()
  const now = useNowIn(5_000)
  return useMemo(() => rowsOf(all, now).filter(row => row.state !== 'NORM'), [all, now])
}

export function useCounts(): Counts {
  const rows = useAlarmRows()
  return useMemo(() => countsOf(rows), [rows])
}
