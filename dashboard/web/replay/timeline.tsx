import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import { PRIORITIES } from '../../../model/alarm.ts'
import type { Instant } from '../../../model/time.ts'
import { alarmHistoryQuery } from '../api/queries.ts'
import { useTimeZone } from '../directory/hooks.ts'
import { clockTime, dateTime, day, offsetMinutes, shortTime } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { density, marks } from './density.ts'
import { Gaps } from './gaps.tsx'
import { JobRow } from './job-row.tsx'
import type { Replay } from './provider.tsx'
import type { Span } from './span.ts'
import style from './timeline.module.css'

interface TimelineProps {
  span: Span
  /** The moment shown; undefined is the present. */
  at: Instant | undefined
  /** The moment it is compared with. */
  other?: Instant | undefined
  /** What is loaded of the past. */
  replay?: Replay | undefined
  /** Moving, the button still held. */
  onScrub?: ((at: Instant) => void) | undefined
  onSeek(at: Instant): void
}

const BAR = 6
const HEIGHT = 30

/** A stretch of time painted with what happened in it; moving on it moves the whole screen. */
export function Timeline({ span, at, other, replay, onScrub, onSeek }: TimelineProps) {
  const say = useSay()
  const zone = useTimeZone()
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(800)
  const [held, setHeld] = useState<Instant>()
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const { from, to } = span
  const shown = held ?? at
  const x = (when: Instant) => ((when - from) / (to - from)) * width
  const whenAt = (event: PointerEvent) => {
    const { left } = event.currentTarget.getBoundingClientRect()
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width))
    return Math.round(from + share * (to - from))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    onSeek((at ?? to) + (step * (to - from)) / 240)
  }
  return (
    <div
      ref={box}
      className={style.track}
      role="slider"
      tabIndex={0}
      aria-label={say('replay.timeline')}
      aria-valuemin={from}
      aria-valuemax={to}
      aria-valuenow={shown ?? to}
      aria-valuetext={shown === undefined ? say('bar.live') : dateTime(shown, zone)}
      onKeyDown={onKeyDown}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setHeld(whenAt(event))
      }}
      onPointerMove={event => {
        if (held === undefined) return
        const when = whenAt(event)
        setHeld(when)
        onScrub?.(when)
      }}
      onPointerUp={event => {
        if (held === undefined) return
        setHeld(undefined)
        onSeek(whenAt(event))
      }}
      onPointerCancel={() => setHeld(undefined)}
    >
      <Paint span={span} width={width} x={x} />
      {replay && <Gaps replay={replay} x={x} />}
      <JobRow span={span} x={x} />
      {other !== undefined && other >= from && other <= to && (
        <div className={style.other} style={{ left: x(other) }}>
          <span>B</span>
        </div>
      )}
      {shown !== undefined && (
        <div className={style.cursor} style={{ left: x(shown) }}>
          <span className={x(shown) > width - 90 ? style.leftward : ''}>{clockTime(shown, zone)}</span>
        </div>
      )}
    </div>
  )
}

function Paint({ span: { from, to }, width, x }: { span: Span; width: number; x(at: Instant): number }) {
  const zone = useTimeZone()
  // Asked for in steps, so that a timeline that ends now does not ask every second.
  const step = (to - from) / 200
  const history = useQuery(
    alarmHistoryQuery(Math.floor(from / step) * step, Math.ceil(to / step) * step),
  ).data
  const buckets = Math.max(1, Math.floor(width / BAR))
  const bars = useMemo(() => density(history?.events ?? [], from, to, buckets), [history, from, to, buckets])
  const most = Math.max(4, ...bars.map(bar => PRIORITIES.reduce<number>((sum, p) => sum + bar[p], 0)))
  const ticks = marks(from, to, Math.max(2, width / 90), offsetMinutes(to, zone) * 60_000)
  return (
    <svg className={style.paint} width={width} height={46} aria-hidden="true">
      {ticks
        .filter(tick => x(tick) > 20 && x(tick) < width - 20)
        .map(tick => (
          <g key={tick} transform={`translate(${x(tick)} 0)`}>
            <line y2={HEIGHT + 3} className={style.tick} />
            <text y={43}>
              {shortTime(tick, zone) === '00:00' ? day(tick, zone).slice(5) : shortTime(tick, zone)}
            </text>
          </g>
        ))}
      {bars.map((bar, i) => {
        let top = HEIGHT
        return PRIORITIES.toReversed().map(p => {
          const height = (bar[p] / most) * (HEIGHT - 4)
          top -= height
          return bar[p] === 0 ? null : (
            <rect
              key={`${i}-${p}`}
              x={(i * width) / buckets}
              width={Math.max(2, width / buckets - 1)}
              y={top}
              height={Math.max(2, height)}
              className={style[`p${p}`]}
            />
          )
        })
      })}
      <line y1={HEIGHT} y2={HEIGHT} x2={width} className={style.tick} />
    </svg>
  )
}
