import { useEffect, useRef } from 'react'
import { total } from '../alarms/order.ts'
import { useTimeZone } from '../directory/hooks.ts'
import { clockTime } from '../format/instant.ts'
import { useConnection, useCounts } from '../live/hooks.ts'
import { clock } from '../live/stream.ts'
import { reasonToReload } from './watchdog.ts'

const LOOK = 10_000

/** Looks after a page that runs for weeks: loads it anew when it is frozen, deaf, or it is the quiet of the night. */
export function useWatchdog(): void {
  const zone = useTimeZone()
  const { silence = 0 } = useConnection()
  const unacked = total(useCounts().unacked)
  const vital = useRef({ silence, unacked, zone })
  vital.current = { silence, unacked, zone }
  useEffect(() => {
    const started = performance.now()
    let painted = started
    let frame = requestAnimationFrame(function paint() {
      painted = performance.now()
      frame = requestAnimationFrame(paint)
    })
    const timer = window.setInterval(async () => {
      const now = performance.now()
      const reachable = await fetch('/api/v1/time').then(
        ({ ok }) => ok,
        () => false,
      )
      const reason = reasonToReload({
        now,
        painted,
        visible: !document.hidden,
        silence: vital.current.silence,
        reachable,
        hour: Number(clockTime(clock.now(), vital.current.zone).slice(0, 2)),
        up: now - started,
        unacked: vital.current.unacked,
      })
      if (reason) location.reload()
    }, LOOK)
    return () => {
      cancelAnimationFrame(frame)
      window.clearInterval(timer)
    }
  }, [])
}

/** Nothing stands still on the glass for weeks: the picture moves by two pixels each minute. */
export function usePixelShift(element: { current: HTMLElement | null }): void {
  useEffect(() => {
    let turn = 0
    const timer = window.setInterval(() => {
      turn = (turn + 1) % SHIFTS.length
      const [x, y] = SHIFTS[turn]!
      if (element.current) element.current.style.transform = `translate(${x}px, ${y}px)`
    }, 60_000)
    return () => window.clearInterval(timer)
  }, [element])
}

const SHIFTS = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
  [-2, 0],
  [-2, -2],
  [0, -2],
] as const
