import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Parameter } from '../../../model/lab-sample.ts'
import { QUANTITIES } from '../../../model/quantity.ts'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { Failed, Loading } from '../app/panel-state.tsx'
import { useNames, useReading, useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { day } from '../format/instant.ts'
import { digits } from '../format/value.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { useNowForAsking } from '../live/hooks.ts'
import { useGo } from '../url/hooks.ts'
import style from './compliance-table.module.css'
import type { MatrixRow } from './matrix.ts'
import { complianceQuery, type Kept, limitsQuery } from './queries.ts'

const lastDay = (month: string) => {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return `${month}-${String(new Date(Date.UTC(year, number, 0)).getUTCDate()).padStart(2, '0')}`
}
const monthBefore = (month: string, n: number) => {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number - 1 - n, 1)).toISOString().slice(0, 7)
}

interface ComplianceProps {
  rows: readonly MatrixRow[]
  parameters: readonly Parameter[]
}

/** How each point kept its statutory limits in a month: share of what is known, a box a day; too little is grey. */
export function ComplianceTable({ rows, parameters }: ComplianceProps) {
  const say = useSay()
  const language = useLanguage()
  const names = useNames()
  const reading = useReading()
  const go = useGo()
  const zone = useTimeZone()
  const today = day(useNowForAsking(60_000), zone)
  const [back, setBack] = useState(0)
  const month = monthBefore(today.slice(0, 7), back)
  const last = lastDay(month)
  const points = useMemo(
    () => rows.flatMap(({ cells }) => parameters.flatMap(parameter => cells[parameter] ?? [])),
    [rows, parameters],
  )
  const limits = useQuery(limitsQuery(points.map(({ id }) => id))).data
  const judged = useMemo(
    () =>
      points.filter(({ id }) =>
        limits?.of.get(id)?.limits.some(({ level }) => level === 'very-low' || level === 'very-high'),
      ),
    [points, limits],
  )
  const asked = useQuery(
    complianceQuery(
      judged.map(({ id }) => id),
      `${month}-01`,
      [last, today].sort()[0]!,
    ),
  )
  const of = new Map(asked.data?.points.map(one => [one.point, one]))
  const days = Array.from({ length: Number(last.slice(8)) }, (_, i) => String(i + 1).padStart(2, '0'))
  return (
    <div className={style.body}>
      <div className={style.bar}>
        <Button small look="bare" aria-label={say('quality.monthBefore')} onPress={() => setBack(back + 1)}>
          <Icon name="left" size={16} />
        </Button>
        <strong>{month}</strong>
        <Button
          small
          look="bare"
          isDisabled={back === 0}
          aria-label={say('quality.monthAfter')}
          onPress={() => setBack(back - 1)}
        >
          <Icon name="right" size={16} />
        </Button>
        <span className="muted">
          {[
            limits?.standard,
            asked.data && say('quality.leastKnown', { share: `${100 * asked.data.leastKnown} %` }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      {asked.error && !asked.data ? (
        <Failed error={asked.error} title={say('quality.noCompliance')} retry={() => void asked.refetch()} />
      ) : !asked.data ? (
        <Loading />
      ) : (
        <div className={style.scroll}>
          <table className={style.table}>
            <thead>
              <tr>
                <th scope="col">{say('quality.place')}</th>
                <th scope="col">{say('quality.parameter')}</th>
                <th scope="col">{say('quality.allowed')}</th>
                <th scope="col" className="number">
                  {say('quality.complied')}
                </th>
                <th scope="col">{say('quality.days')}</th>
                <th scope="col" className="number">
                  {say('quality.excursions')}
                </th>
              </tr>
            </thead>
            <tbody>
              {judged.map(point => {
                const own = of.get(point.id)
                const byDay = new Map(own?.days.map(one => [one.day.slice(8), one]))
                const level = (name: string) =>
                  limits?.of.get(point.id)?.limits.find(limit => limit.level === name)?.value
                return (
                  <tr key={point.id}>
                    <th scope="row">
                      {names.asset(point.asset)}
                      <small>{say(`quality.at.${point.position}`)}</small>
                    </th>
                    <td>
                      <button
                        type="button"
                        className={style.link}
                        onClick={() => go.change({ tab: undefined, sel: point.id })}
                      >
                        {QUANTITIES[point.quantity][language]}
                      </button>
                    </td>
                    <td className={style.figures}>
                      {range(level('very-low'), level('very-high'), value =>
                        digits(value, point.quantity, reading),
                      )}
                    </td>
                    <td className={`${style.figures} ${style.share}`}>
                      <Share kept={own?.whole} />
                    </td>
                    <td>
                      <span className={style.days}>
                        {days.map(number => (
                          <DayBox key={number} date={number} kept={byDay.get(number)} />
                        ))}
                      </span>
                    </td>
                    <td className={style.figures}>
                      {own && own.excursions.length > 0
                        ? `${own.excursions.length} · ${span(own.excursions.reduce((sum, one) => sum + one.duration, 0))}`
                        : '–'}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

const range = (low: number | undefined, high: number | undefined, text: (value: number) => string) =>
  low === undefined
    ? high === undefined
      ? ''
      : `≤ ${text(high)}`
    : high === undefined
      ? `≥ ${text(low)}`
      : `${text(low)} – ${text(high)}`

const percent = (share: number) => {
  const text = (100 * share).toFixed(2)
  // Never rounded up to "all of it".
  return text === '100.00' && share < 1 ? '99.99' : text.replace(/\.00$/, '')
}

function Share({ kept }: { kept: Kept | undefined }) {
  const say = useSay()
  if (!kept) return <>–</>
  if (kept.share === null)
    return (
      <span className={style.insufficient}>
        {say('quality.insufficient', {
          share: `${kept.asked > 0 ? Math.floor((100 * kept.known) / kept.asked) : 0} %`,
        })}
      </span>
    )
  return <strong>{percent(kept.share)} %</strong>
}

/** A day as a box: solid when kept, cut down by what was not, hatched when too little is known. */
function DayBox({ date: number, kept }: { date: string; kept: Kept | undefined }) {
  const say = useSay()
  if (!kept) return <i className={style.future} />
  const excluded = kept.excluded > 0 ? ` · ${say('quality.excluded', { time: span(kept.excluded) })}` : ''
  if (kept.share === null) {
    const known = `${kept.asked > 0 ? Math.floor((100 * kept.known) / kept.asked) : 0} %`
    return (
      <i
        className={style.unknown}
        title={`${number}: ${say('quality.insufficient', { share: known })}${excluded}`}
      />
    )
  }
  return (
    <i
      className={kept.share === 1 ? style.kept : style.broken}
      title={`${number}: ${percent(kept.share)} %${excluded}`}
    />
  )
}
