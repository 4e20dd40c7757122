import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import type { Point } from '../../../model/point.ts'
import type { SeriesReply } from '../../../model/screen.ts'
import { seriesQuery } from '../api/queries.ts'
import { Failed, Loading, PanelState } from '../app/panel-state.tsx'
import { useNames, useReading, useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { dateTime, nearTime } from '../format/instant.ts'
import { shownAs, shownNumber, symbol } from '../format/value.ts'
import { useSay } from '../i18n/hooks.ts'
import { useAlarms, useNow, useNowForAsking } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { useMay } from '../session/rights.ts'
import { momentWord, windowLength, windowOf } from '../url/grammar.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import type { Band } from './chart.tsx'
import { badCount, columnsOf, exportAddress } from './columns.ts'
import type { Overlay } from './overlay.ts'
import style from './trend.module.css'

const Chart = lazy(() => import('./chart.tsx').then(({ Chart }) => ({ default: Chart })))
/** Asked for in steps, so that everybody's question of the same minute is the same question. */
const STEP = 10_000

interface TrendProps {
  point: Point
  height?: number
  /** What is known of the water beside the course. */
  overlay?: Overlay | undefined
  /** Limits in the viewer's unit, instead of those that alarms told of. */
  lines?: readonly number[] | undefined
}

/** The course of one point over the address's window, up to now or to the moment shown. */
export function Trend({ point, height = 150, overlay, lines }: TrendProps) {
  const say = useSay()
  const names = useNames()
  const zone = useTimeZone()
  const reading = useReading()
  const search = useSearch()
  const scene = useScene()
  const length = windowLength(windowOf(search))
  const tick = useNowForAsking(Math.max(STEP, length / 2_000))
  const to = scene.span ? Math.ceil(scene.span.to) : tick
  const from = scene.span ? Math.floor(scene.span.from) : to - length
  const series = useQuery(seriesQuery([point.id], from, to, 700))
  const alarms = useAlarms()
  const now = useNow()
  const bands = useMemo(
    () =>
      alarms
        .filter(alarm => alarm.point === point.id)
        .map(
          (alarm): Band => ({
            from: alarm.raisedAt,
            to: alarm.active ? to : (alarm.clearedAt ?? to),
            priority: alarm.priority,
          }),
        ),
    [alarms, point.id, to],
  )
  const limits = useMemo(
    () =>
      alarms.flatMap(alarm => {
        const limit = alarm.point === point.id ? alarm.evidence.limit : undefined
        return typeof limit === 'number' ? [shownNumber(limit, point.quantity, reading)] : []
      }),
    [alarms, point, reading],
  )
  const reply = series.data
  const columns = useMemo(() => {
    const first = reply?.series[0]
    if (!first) return undefined
    return columnsOf(first, point.quantity, Math.max(3 * point.period, 2.5 * (reply.interval || 0)), reading)
  }, [reply, point, reading])
  const { decimals } = shownAs(point.quantity, reading)
  const name = names.point(point)
  const exports = useMay('history.export')
  const go = useGo()
  const lock = (at: number) =>
    go.change({ t: momentWord(Math.min(at, scene.now()), zone) }, { replace: !scene.live })
  return (
    <figure className={style.trend}>
      <figcaption>
        <span>{name}</span>
        <span className="muted">{symbol(point.quantity, reading)}</span>
        {reply?.series[0] && <span className={style.how}>{how(reply, say)}</span>}
        {exports && (
          <a
            className={style.file}
            download
            href={exportAddress(point.id, from, to, zone, shownAs(point.quantity, reading).unit)}
            title={say('trend.csvHint')}
          >
            CSV
          </a>
        )}
      </figcaption>
      <div style={{ height }} className={series.isFetching && reply ? style.busy : ''}>
        {series.error && !reply ? (
          <Failed error={series.error} title={say('trend.failed')} retry={() => void series.refetch()} />
        ) : !columns ? (
          <Loading what={say('trend.loading')} />
        ) : columns[0].length === 0 ? (
          <PanelState
            title={say('trend.empty')}
            detail={say('trend.showing', { from: dateTime(from, zone), to: nearTime(to, from, zone) })}
          />
        ) : (
          <Suspense fallback={<Loading />}>
            <Chart
              columns={columns}
              from={from}
              to={to}
              unit={symbol(point.quantity, reading)}
              decimals={decimals}
              mark={scene.live ? undefined : now}
              bands={bands}
              limits={lines ?? limits}
              overlay={overlay}
              timeZone={zone}
              height={height}
              onLock={lock}
              label={`${say('trend.label')}: ${name}`}
            />
          </Suspense>
        )}
      </div>
    </figure>
  )
}

function how({ series: [first], interval }: SeriesReply, say: ReturnType<typeof useSay>): string {
  if (!first) return ''
  const drawn =
    first.mode === 'raw'
      ? say('trend.raw', { n: first.rawCount })
      : say('trend.reduced', { n: first.rawCount, interval: span(interval) })
  const bad = badCount(first)
  return bad === 0 ? drawn : `${drawn} · ${say('trend.bad', { n: bad })}`
}
