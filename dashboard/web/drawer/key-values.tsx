import { useState } from 'react'
import type { Point } from '../../../model/point.ts'
import { reasonOf } from '../../../model/quality.ts'
import { Button } from '../app/button.tsx'
import type { Entry } from '../directory/directory.ts'
import { useReading, useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { nearTime } from '../format/instant.ts'
import { digits, symbol } from '../format/value.ts'
import { named, sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { condition } from '../live/condition.ts'
import { useAlarms, useNow, useTag } from '../live/hooks.ts'
import style from './key-values.module.css'
import { MiniBar } from './mini-bar.tsx'

/** Shown before the rest is asked for. */
const FIRST = 8

/** What is measured here: bar first, then the number with its age and how far it may be believed. */
export function KeyValues({ entry }: { entry: Entry }) {
  const say = useSay()
  const [all, setAll] = useState(false)
  const shown = all ? entry.points : entry.points.slice(0, FIRST)
  return (
    <section aria-label={say('drawer.values')} className={style.values}>
      {shown.map(point => (
        <Value key={point.id} point={point} />
      ))}
      {entry.points.length > shown.length && (
        <Button small look="bare" onPress={() => setAll(true)}>
          +{entry.points.length - shown.length}
        </Button>
      )}
    </section>
  )
}

function Value({ point }: { point: Point }) {
  const say = useSay()
  const language = useLanguage()
  const reading = useReading()
  const zone = useTimeZone()
  const now = useNow()
  const tag = useTag(point.id)
  const alarms = useAlarms()
  const state = condition(tag, point.period, now)
  const reason = reasonOf(tag.code)
  const limits = alarms.flatMap(({ point: of, evidence: { limit } }) =>
    of === point.id && typeof limit === 'number' ? [limit] : [],
  )
  const isState = point.kind === 'state'
  return (
    <div className={style.value}>
      <span className={style.name} title={point.id}>
        {named(point.name, language)}
      </span>
      <span className={style.bar}>
        {point.kind === 'gauge' && (
          <MiniBar
            range={point.range}
            limits={limits}
            value={state === 'good' || state === 'uncertain' ? tag.value : null}
          />
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
        {state === 'never' ? say('condition.never') : span(now - tag.at)}
      </span>
      {state !== 'good' && state !== 'never' && (
        <span className={style.why}>
          {say(`condition.${state}`)}
          {reason && ` · ${sayCode(say, 'reason', reason)}`}
        </span>
      )}
    </div>
  )
}
