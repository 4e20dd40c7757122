import { type FocusEvent, useEffect, useMemo, useRef, useState } from 'react'
import { type Frozen, freeze } from './frozen.ts'

export interface FrozenList<T> extends Frozen<T> {
  /** To be put on the list's frame. */
  handlers: {
    onPointerEnter(): void
    onPointerLeave(): void
    onPointerMove(): void
    onKeyDown(): void
    onFocus(): void
    onBlur(event: FocusEvent): void
  }
  /** Lets what waits in. */
  release(): void
}

/** A hand that has not moved for so long is not about to click: the list goes on; real ms. */
const IDLE = 30_000

/** Holds a list still while the pointer or the focus is in it. */
export function useFrozen<T>(rows: readonly T[], idOf: (row: T) => string): FrozenList<T> {
  const [held, setHeld] = useState<readonly string[] | undefined>()
  const inside = useRef({ pointer: false, focus: false })
  const newest = useRef(rows)
  const moved = useRef(0)
  newest.current = rows
  const last = useRef(new Map<string, T>())
  for (const row of rows) last.current.set(idOf(row), row)
  if (!held && last.current.size > 2 * rows.length + 100)
    last.current = new Map(rows.map(row => [idOf(row), row]))

  const hold = () => setHeld(before => before ?? orderOf(newest.current))
  const orderOf = (list: readonly T[]) => (list.length === 0 ? undefined : list.map(idOf))
  const change = (what: 'pointer' | 'focus', value: boolean) => {
    moved.current = performance.now()
    inside.current[what] = value
    if (inside.current.pointer || inside.current.focus) hold()
    else setHeld(undefined)
  }
  const stir = () => {
    moved.current = performance.now()
    if (inside.current.pointer || inside.current.focus) hold()
  }
  const isHeld = held !== undefined
  useEffect(() => {
    if (!isHeld) return
    const timer = window.setInterval(() => {
      if (performance.now() - moved.current > IDLE) setHeld(undefined)
    }, 2_000)
    return () => window.clearInterval(timer)
  }, [isHeld])
  const frozen = useMemo(() => freeze(rows, idOf, held, last.current), [rows, idOf, held])
  return {
    ...frozen,
    release: () => setHeld(orderOf(newest.current)),
    handlers: {
      onPointerEnter: () => change('pointer', true),
      onPointerLeave: () => change('pointer', false),
      onPointerMove: stir,
      onKeyDown: stir,
      onFocus: () => change('focus', true),
      onBlur: event => {
        if (!event.currentTarget.contains(event.relatedTarget)) change('focus', false)
      },
    },
  }
}
