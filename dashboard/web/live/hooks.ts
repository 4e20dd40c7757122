import { useMemo, useSyncExternalStore } from 'react'
import type { Alarm } from '../../../model/alarm.ts'
import type { TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import { type AlarmRow, type Counts, countsOf, rowsOf } from '../alarms/order.ts'
import type { ConnectionState } from './connection.ts'
import { useScene } from './scene.ts'
import { connectionState } from './stream.ts'
import type { Tag } from './tag-store.ts'

/** A point's newest value; redraws only when it changes. */
export function useTag(point: string): Tag {
  const { tags } = useScene()
  return useSyncExternalStore(
    useMemo(() => told => tags.watch(point, told), [tags, point]),
    () => tags.get(point),
  )
}

export function useAlarms(): readonly Alarm[] {
  const { alarms } = useScene()
  return useSyncExternalStore(alarms.listen, () => alarms.all)
}

export function useTickets(): readonly TicketView[] {
  const { tickets } = useScene()
  return useSyncExternalStore(tickets.listen, () => tickets.all)
}

export const useConnection = (): ConnectionState =>
  useSyncExternalStore(connectionState.listen, connectionState.get)

/** The time that is shown, in whole seconds. */
export function useNow(): Instant {
  return useNowIn(1_000)
}

/** The time that is shown, in steps of `step` ms: for what need not be redrawn every second. */
export function useNowIn(step: number): Instant {
  const scene = useScene()
  return useSyncExternalStore(scene.onSecond, () => Math.floor(scene.now() / step) * step)
}

/**
 * The time in steps of `step` real ms: for questions to the server, which cost the same however fast the platform's
 * time runs.
 */
export function useNowForAsking(step: number): Instant {
  const { speed } = useScene()
  return useNowIn(step * Math.max(1, speed))
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
