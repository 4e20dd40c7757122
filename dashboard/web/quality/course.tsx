import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Point } from '../../../model/point.ts'
import { useNames, useReading, useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { day, daysBefore, nearTime } from '../format/instant.ts'
import { digits, shownNumber, withUnit } from '../format/value.ts'
import { useSay } from '../i18n/hooks.ts'
import { useNow, useNowForAsking } from '../live/hooks.ts'
import type { Overlay } from '../trend/overlay.ts'
import { Trend } from '../trend/trend.tsx'
import { WindowChoice } from '../trend/window-choice.tsx'
import style from './course.module.css'
import { complianceQuery, limitsQuery, samplesQuery } from './queries.ts'

/** The course of one parameter with its limits as bands, calibration hatched, laboratory values, and its excursions. */
export function Course({ point }: { point: Point }) {
  const say = useSay()
  const names = useNames()
  const reading = useReading()
  const zone = useTimeZone()
  const now = useNow()
  const asking = useNowForAsking(60_000)
  const today = day(asking, zone)
  const limits = useQuery(limitsQuery([point.id])).data
  const week = useQuery(complianceQuery([point.id], daysBefore(today, 7), today)).data?.points[0]
  const samples = useQuery(samplesQuery(asking - 8 * 86_400_000, asking + 60_000)).data
  const own = limits?.of.get(point.id)
  const shown = (value: number) => shownNumber(value, point.quantity, reading)
  const overlay = useMemo((): Overlay => {
    const of = (level: string) => own?.limits.find(limit => limit.level === level)?.value
    const [low, high] = [of('very-low'), of('very-high')]
    return {
      allowed: {
        ...(low !== undefined && { low: shown(low) }),
        ...(high !== undefined && { high: shown(high) }),
      },
      shades: week?.upkept ?? [],
      samples: (samples ?? [])
        .filter(sample => sample.point === point.id && !sample.withdrawn)
        .map(({ at, value, agrees }) => ({ at, value: shown(value), odd: agrees === false })),
    }
    // `shown` follows the reading alone.
  }, [own, week, samples, point, reading])
  const lines = useMemo(() => own?.limits.map(({ value }) => shown(value)), [own, reading])
  const excursions = week?.excursions.slice(0, 6) ?? []
  return (
    <aside className={style.course} aria-label={say('quality.course')}>
      <header className={style.head}>
        <strong>{names.asset(point.asset)}</strong>
        <span className="muted">
          {[
            say(`quality.at.${point.position}`),
            own && own.limits.length > 0
              ? own.limits
                  .map(
                    ({ level, value }) =>
                      `${say(`quality.level.${level}`)} ${digits(value, point.quantity, reading)}`,
                  )
                  .join(' · ')
              : say('quality.noLimits'),
            limits?.standard,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <WindowChoice />
      </header>
      <Trend key={point.id} point={point} height={200} overlay={overlay} lines={lines} />
      <p className={style.legend}>
        <i className={style.beyond} /> {say('quality.legend.beyond')}
        <i className={style.hatch} /> {say('quality.legend.upkeep')}
        <i className={style.square} /> {say('quality.legend.lab')}
        <i className={style.odd} /> {say('quality.legend.odd')}
      </p>
      <h3>{say('quality.excursions')}</h3>
      {excursions.length === 0 ? (
        <p className="muted">{say(week ? 'quality.noExcursions' : 'state.loading')}</p>
      ) : (
        <ul className={style.list}>
          {excursions.map(one => (
            <li key={`${one.level} ${one.from}`}>
              <span>{nearTime(one.from, now, zone)}</span>
              <span>
                {say(`quality.level.${one.level}`)} {digits(one.limit, point.quantity, reading)}
              </span>
              <span>
                {say('quality.lasted', { time: span(one.duration) })}
                {one.to === null && ` · ${say('quality.lasts')}`}
              </span>
              <span>{say('quality.peak', { value: withUnit(one.peak, point.quantity, reading) })}</span>
            </li>
          ))}
        </ul>
      )}
    </aside>
  )
}
