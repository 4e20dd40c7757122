import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Point } from '../../../model/point.ts'
import { reasonOf } from '../../../model/quality.ts'
import type { SeriesColumns } from '../../../model/screen.ts'
import { HOUR } from '../../../model/time.ts'
import { seriesQuery } from '../api/queries.ts'
import { Button } from '../app/button.tsx'
import type { Entry } from '../directory/directory.ts'
import { useNames, useReading, useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { nearTime } from '../format/instant.ts'
import { digits, symbol } from '../format/value.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { condition } from '../live/condition.ts'
import { useAlarms, useNow, useNowForAsking, useTag } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { silenceKey } from '../live/silence.ts'
import { Spark } from '../trend/spark.tsx'
import { barRange } from './bar-range.ts'
import style from './key-values.module.css'
import { MiniBar } from './mini-bar.tsx'

/** Shown before the rest is asked for; as many series as one question may have. */
const FIRST = 8
/** Span of the small courses. */
const BACK = 2 * HOUR

/** What is measured here: its course and its bar first, then the number, its age, and how far it may be believed. */
export function KeyValues({ entry }: { entry: Entry }) {
  const say = useSay()
  const [all, setAll] = useState(false)
  const shown = all ? entry.points : entry.points.slice(0, FIRST)
  const gauges = entry.points.slice(0, FIRST).filter(point => point.kind === 'gauge')
  const to = useNowForAsking(30_000)
  const reply = useQuery(
    seriesQuery(
      gauges.map(point => point.id),
      to - BACK,
      to,
      72,
    ),
  ).data
  return (
    <section aria-label={say('drawer.values')} className={style.values}>
      {shown.map(point => (
        <Value
          key={point.id}
          point={point}
          series={reply?.series.find(series => series.point === point.id)}
          from={to - BACK}
          to={to}
          gap={Math.max(3 * point.period, 3 * (reply?.interval ?? 0))}
        />
      ))}
      {entry.points.length > shown.length && (
        <div>
          <Button small look="bare" onPress={() => setAll(true)}>
            {say('drawer.moreValues', { n: entry.points.length - shown.length })}
          </Button>
        </div>
      )}
    </section>
  )
}

interface ValueProps {
  point: Point
  series: SeriesColumns | undefined
  from: number
  to: number
  gap: number
}

function Value({ point, series, from, to, gap }: ValueProps) {
  const say = useSay()
  const names = useNames()
  const reading = useReading()
  const zone = useTimeZone()
  const now = useNow()
  const scene = useScene()
  const { speed } = scene
  const tag = useTag(point.id)
  const alarms = useAlarms()
  const state = condition(tag, point.period, now, speed)
  const reason = reasonOf(tag.code)
  const limits = alarms.flatMap(({ point: of, evidence: { limit } }) =>
    of === point.id && typeof limit === 'number' ? [limit] : [],
  )
  const isState = point.kind === 'state'
  const known = state === 'good' || state === 'uncertain' ? tag.value : null
  return (
    <div className={style.value}>
      <span className={style.name} title={point.id}>
        {names.point(point)}
      </span>
      <span>{point.kind === 'gauge' && <Spark series={series} from={from} to={to} gap={gap} />}</span>
      <span className={style.bar}>
        {point.kind === 'gauge' && (
          <MiniBar range={barRange(point.range, [tag.value, ...limits])} limits={limits} value={known} />
        )}
      </span>
      <span className={`${style.number} live ${state === 'good' ? '' : style.doubt}`}>
        {isState
          ? tag.value === null
            ? '–'
            : say(`fact_value.${tag.value > 0}`)
          : digits(tag.value, point.quantity, reading)}
      </span>
      <span className={style.unit}>{isState ? '' : symbol(point.quantity, reading)}</span>
      <span className={style.age} title={Number.isNaN(tag.at) ? '' : nearTime(tag.at, now, zone)}>
        {state === 'never' ? '' : span(now - tag.at)}
      </span>
      {state !== 'good' && (
        <span className={style.why}>
          {state === 'never' ? say(silenceKey(scene, point.id)) : say(`condition.${state}`)}
          {reason && state !== 'never' && ` · ${sayCode(say, 'reason', reason)}`}
        </span>
      )}
    </div>
  )
}
