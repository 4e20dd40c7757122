import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import style from './rows.module.css'

export interface RowState {
  active: boolean
}

interface RowsProps<T> {
  label: string
  rows: readonly T[]
  idOf(row: T): string
  rowHeight: number
  render(row: T, state: RowState): ReactNode
  active: string | undefined
  onActive(id: string): void
  onOpen?(row: T): void
  header?: ReactNode
  empty?: ReactNode
  /** Rows of more than one line, by id. */
  className?: string | undefined
}

/** Rows drawn beyond the edges, so that a quick scroll meets no blank. */
const SPARE = 6

/**
 * A list of any length of which only what is seen is drawn. One row is active; arrows, Home, End and page keys move
 * it; screen readers hear its number and the whole count.
 */
export function Rows<T>(props: RowsProps<T>) {
  const { label, rows, idOf, rowHeight, render, active, onActive, onOpen, header, empty, className } = props
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(600)
  const name = useId()
  const at = rows.findIndex(row => idOf(row) === active)

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => setHeight(element.clientHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    const element = box.current
    if (!element || at < 0) return
    const from = at * rowHeight
    if (from < element.scrollTop) element.scrollTop = from
    else if (from + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = from + rowHeight - element.clientHeight
  }, [at, rowHeight])

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(height / rowHeight) - 1)
    const target = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: at + page,
      PageUp: at - page,
    }[event.key]
    if (target !== undefined && rows.length > 0) {
      event.preventDefault()
      onActive(idOf(rows[Math.max(0, Math.min(rows.length - 1, target))]!))
    } else if (event.key === 'Enter' && at >= 0 && event.target === box.current) {
      event.preventDefault()
      onOpen?.(rows[at]!)
    }
  }

  const from = Math.max(0, Math.floor(top / rowHeight) - SPARE)
  const shown = rows.slice(from, from + Math.ceil(height / rowHeight) + 2 * SPARE)
  return (
    <div className={`${style.frame} ${className ?? ''}`}>
      {header}
      {/* What says that there is nothing is no row of the grid. */}
      {rows.length === 0 && empty}
      <div
        ref={box}
        className={style.box}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={rows.length}
        aria-activedescendant={at >= from && at < from + shown.length ? `${name}-${at}` : undefined}
        onKeyDown={onKeyDown}
        onScroll={event => setTop(event.currentTarget.scrollTop)}
      >
        <div role="presentation" style={{ height: rows.length * rowHeight, position: 'relative' }}>
          {shown.map((row, i) => {
            const id = idOf(row)
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the grid, which has the focus
              <div
                key={id}
                id={`${name}-${from + i}`}
                role="row"
                tabIndex={-1}
                aria-rowindex={from + i + 1}
                aria-selected={id === active}
                className={`${style.row} ${id === active ? style.active : ''}`}
                style={{ height: rowHeight, transform: `translateY(${(from + i) * rowHeight}px)` }}
                onClick={() => onActive(id)}
                onDoubleClick={() => onOpen?.(row)}
              >
                {render(row, { active: id === active })}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
