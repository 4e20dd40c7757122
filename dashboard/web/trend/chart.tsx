import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Instant } from '../../../model/time.ts'
import { clockTime, dateTime, day, shortTime } from '../format/instant.ts'
import { useKeys } from '../keyboard/keys.ts'
import { drawn } from '../live/timing.ts'
import style from './chart.module.css'
import { type Columns, lonely, scaleOf } from './columns.ts'
import { drawOver, drawUnder } from './draw-overlay.ts'
import { type Overlay, withOverlay } from './overlay.ts'

export interface Band {
  from: Instant
  to: Instant
  priority: 1 | 2 | 3 | 4
}

interface ChartProps {
  columns: Columns
  from: Instant
  to: Instant
  unit: string
  decimals: number
  /** The moment that is shown, in a replay. */
  mark: Instant | undefined
  /** Intervals in which an alarm stood. */
  bands: readonly Band[]
  /** Limits, in the viewer's unit. */
  limits: readonly number[]
  /** Limits as bands, times that do not count, laboratory values. */
  overlay?: Overlay | undefined
  timeZone: string
  height: number
  label: string
  /** A place was pressed, or `l` with the crosshair there: everything else shows that moment too. */
  onLock(at: Instant): void
}

const css = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** One course drawn by uPlot; the theme's greys, no hue of its own. */
export function Chart(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const latest = useRef(props)
  latest.current = props

  // A pressed place is the moment of the whole screen; `l` does the same where the crosshair is.
  const under = () => {
    const { left = -1 } = plot.current?.cursor ?? {}
    return left < 0 ? undefined : plot.current!.posToVal(left, 'x') * 1_000
  }
  const lock = () => {
    const at = under()
    if (at === undefined) return false
    latest.current.onLock(at)
  }

  useEffect(() => {
    const element = box.current
    if (!element) return
    const make = () => {
      plot.current?.destroy()
      plot.current = new uPlot(
        optionsOf(() => latest.current, element.clientWidth || 300),
        data(latest.current),
        element,
      )
      plot.current.over.addEventListener('click', lock)
    }
    make()
    const resize = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height: latest.current.height }),
    )
    resize.observe(element)
    const theme = new MutationObserver(make)
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => {
      resize.disconnect()
      theme.disconnect()
      plot.current?.destroy()
      plot.current = undefined
    }
  }, [])

  useEffect(() => {
    plot.current?.setData(data(props))
  }, [props])

  useKeys({ l: lock })
  return <div ref={box} className={style.chart} role="img" aria-label={props.label} />
}

const data = ({ columns }: ChartProps): uPlot.AlignedData => columns as uPlot.AlignedData

function optionsOf(now: () => ChartProps, width: number): uPlot.Options {
  const line = css('--hairline')
  const text = css('--muted')
  const axis = {
    stroke: text,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
    font: `11px ${css('--font')}`,
  }
  return {
    width,
    height: now().height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { points: { size: 6 }, drag: { x: false, y: false } },
    scales: {
      x: { time: true, range: () => [now().from / 1_000, now().to / 1_000] },
      y: {
        range: (_, low, high) => scaleOf(...withOverlay(low, high, now().overlay), 10 ** -now().decimals),
      },
    },
    axes: [
      {
        ...axis,
        size: 24,
        values: (_, ticks, __, ___, step) =>
          ticks.map(tick =>
            step >= 86_400
              ? day(tick * 1_000, now().timeZone).slice(5)
              : shortTime(tick * 1_000, now().timeZone),
          ),
      },
      {
        ...axis,
        size: 52,
        values: (_, ticks) => ticks.map(tick => tick.toFixed(Math.min(now().decimals, 3))),
      },
    ],
    series: [
      {},
      {
        stroke: css('--text'),
        width: 1.4,
        spanGaps: false,
        pxAlign: 0,
        // A reading far from its neighbours is joined with nothing, but it was there.
        points: {
          show: true,
          size: 3,
          width: 0,
          fill: css('--text'),
          filter: plot => lonely(plot.data[1] ?? []),
        },
      },
    ],
    hooks: {
      drawClear: [plot => drawUnder(plot, now().overlay), plot => drawBands(plot, now())],
      draw: [plot => drawLimits(plot, now()), plot => drawOver(plot, now().overlay), () => drawn('trend')],
      setCursor: [tell(now)],
    },
  }
}

/** Alarm intervals lie behind the course as grey bands with an edge in the priority's hue. */
function drawBands(plot: uPlot, { bands }: ChartProps): void {
  const { ctx, bbox } = plot
  ctx.save()
  for (const { from, to, priority } of bands) {
    const left = Math.max(bbox.left, plot.valToPos(from / 1_000, 'x', true))
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(to / 1_000, 'x', true))
    if (right <= left) continue
    ctx.fillStyle = css('--band')
    ctx.fillRect(left, bbox.top, right - left, bbox.height)
    ctx.fillStyle = css(`--p${priority}`)
    ctx.fillRect(left, bbox.top, Math.max(2, right - left), 3 * devicePixelRatio)
  }
  ctx.restore()
}

function drawLimits(plot: uPlot, { limits, mark }: ChartProps): void {
  const { ctx, bbox } = plot
  ctx.save()
  if (mark !== undefined) {
    ctx.fillStyle = css('--text')
    ctx.fillRect(plot.valToPos(mark / 1_000, 'x', true) - 1, bbox.top, 2, bbox.height)
  }
  ctx.strokeStyle = css('--muted')
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio])
  for (const limit of limits) {
    const y = plot.valToPos(limit, 'y', true)
    if (y < bbox.top || y > bbox.top + bbox.height) continue
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
  }
  ctx.restore()
}

/** The reading under the crosshair, in words beside it. */
function tell(now: () => ChartProps): (plot: uPlot) => void {
  return plot => {
    let label = plot.over.querySelector<HTMLElement>('[data-reading]')
    if (!label) {
      label = document.createElement('div')
      label.dataset.reading = ''
      label.className = style.reading ?? ''
      plot.over.append(label)
    }
    const { idx, left = -1 } = plot.cursor
    const x = idx === null || idx === undefined ? undefined : plot.data[0][idx]
    label.hidden = x === undefined || left < 0
    if (x === undefined) return
    const { decimals, unit, timeZone, from, to } = now()
    const value = plot.data[1]?.[idx!]
    const time =
      to - from > 86_400_000 ? dateTime(x * 1_000, timeZone).slice(5) : clockTime(x * 1_000, timeZone)
    label.textContent = `${time}  ${typeof value === 'number' ? value.toFixed(decimals) : '–'} ${unit}`
    label.style.left = left > plot.over.clientWidth / 2 ? '4px' : 'auto'
    label.style.right = left > plot.over.clientWidth / 2 ? 'auto' : '4px'
  }
}
