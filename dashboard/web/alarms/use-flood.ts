import { useMemo, useRef, useState } from 'react'
import { useAlarmRows, useNowIn } from '../live/hooks.ts'
import { type FloodLine, floodLines, isFlood, raisedLately } from './flood.ts'
import type { AlarmRow } from './order.ts'

/** Whether alarms come faster than anybody can read them, and how fast. */
export function useFlood(): { flood: boolean; raised: number } {
  const rows = useAlarmRows()
  const now = useNowIn(10_000)
  const before = useRef(false)
  const raised = useMemo(() => raisedLately(rows, now), [rows, now])
  before.current = isFlood(raised, before.current)
  return { flood: before.current, raised }
}

/** The lines of a list: in a flood grouped by zone, groups opened one by one; otherwise each alarm its own. */
export function useLines(rows: readonly AlarmRow[], flood: boolean) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const lines = useMemo(
    (): FloodLine[] => (flood ? floodLines(rows, open) : rows.map(row => ({ row }))),
    [rows, flood, open],
  )
  const toggle = (zone: string) =>
    setOpen(before => {
      const next = new Set(before)
      if (!next.delete(zone)) next.add(zone)
      return next
    })
  return { lines, toggle, open }
}
