import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Alarm, alarmState } from '../../../model/alarm.ts'
import type { Parameter } from '../../../model/lab-sample.ts'
import type { Point } from '../../../model/point.ts'
import { type Reason, reasonOf } from '../../../model/quality.ts'
import { QUANTITIES } from '../../../model/quantity.ts'
import { isStanding } from '../alarms/order.ts'
import { Badge } from '../badge/badge.tsx'
import { useDirectory, useNames, useReading } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { digits, shownAs, symbol } from '../format/value.ts'
import { sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { condition, isDoubtful } from '../live/condition.ts'
import { useAlarms, useNow, useNowForAsking, useNowIn, useTag } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { Figure } from '../values/figure.tsx'
import { Course } from './course.tsx'
import { LimitBar } from './limit-bar.tsx'
import type { MatrixRow } from './matrix.ts'
import style from './page.module.css'
import { limitsQuery, type PointLimits, samplesQuery } from './queries.ts'
import { driftingPoints } from './samples.ts'

interface MatrixProps {
  rows: readonly MatrixRow[]
  parameters: readonly Parameter[]
}

type Standing = ReadonlyMap<string, Alarm[]>

/** Places × parameters, the worst first: value among its limits, and what is wrong with the instrument. */
export function MatrixTable({ rows, parameters }: MatrixProps) {
  const say = useSay()
  const language = useLanguage()
  const reading = useReading()
  const names = useNames()
  const go = useGo()
  const directory = useDirectory()
  const { sel } = useSearch()
  const alarms = useAlarms()
  const now = useNowIn(5_000)
  const asking = useNowForAsking(60_000)
  const points = useMemo(() => rows.flatMap(({ cells }) => Object.values(cells).map(({ id }) => id)), [rows])
  const limits = useQuery(limitsQuery(points)).data
  const samples = useQuery(samplesQuery(asking - 31 * 86_400_000, asking + 60_000)).data
  const drifting = useMemo(() => driftingPoints(samples ?? []), [samples])
  const standing = useMemo(() => {
    const found = new Map<string, Alarm[]>()
    for (const alarm of alarms) {
      const { point } = alarm
      if (point === undefined || !isStanding(alarmState(alarm, now))) continue
      found.set(
        point,
        [...(found.get(point) ?? []), alarm].sort((a, b) => a.priority - b.priority),
      )
    }
    return found
  }, [alarms, now])
  const sorted = useMemo(() => {
    const worst = (row: MatrixRow) =>
      Math.min(9, ...Object.values(row.cells).map(({ id }) => standing.get(id)?.[0]?.priority ?? 9))
    return [...rows].sort(
      (a, b) => worst(a) - worst(b) || (names.asset(a.entry.id) < names.asset(b.entry.id) ? -1 : 1),
    )
  }, [rows, standing, names])
  const chosen = sel === undefined ? undefined : directory?.points.get(sel)
  return (
    <div className={style.body}>
      <div className={style.scroll}>
        <table className={style.table}>
          <thead>
            <tr>
              <th scope="col">{say('quality.place')}</th>
              <th scope="col">{say('quality.position')}</th>
              {parameters.map(parameter => (
                <th key={parameter} scope="col" className="number">
                  {QUANTITIES[parameter][language]}
                  <small>{symbol(parameter, reading) || shownAs(parameter, reading).unit}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ entry, position, cells }) => (
              <tr key={entry.id}>
                <th scope="row">
                  <button type="button" onClick={() => go.to('/map', { sel: entry.id })}>
                    {names.asset(entry.id)}
                  </button>
                  <small>{names.zone(entry.zone)}</small>
                </th>
                <td className="muted">{say(`quality.at.${position}`)}</td>
                {parameters.map(parameter => {
                  const point = cells[parameter]
                  return point ? (
                    <td key={parameter}>
                      <Cell
                        point={point}
                        limits={limits?.of.get(point.id)}
                        standing={standing}
                        drifts={drifting.has(point.id)}
                        chosen={chosen === point}
                        choose={() => go.change({ sel: chosen === point ? undefined : point.id })}
                      />
                    </td>
                  ) : (
                    <td key={parameter} className={style.nothing} />
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen && <Course point={chosen} />}
    </div>
  )
}

/** Reasons that speak of the instrument and stand in the cell as words. */
const INSTRUMENT: readonly Reason[] = [
  'flat-line',
  'stuck-at-limit',
  'maintenance',
  'calibration-due',
  'out-of-range',
  'no-sample',
  'sensor-failure',
  'device-failure',
]

interface CellProps {
  point: Point
  limits: PointLimits | undefined
  standing: Standing
  drifts: boolean
  chosen: boolean
  choose(): void
}

function Cell({ point, limits, standing, drifts, chosen, choose }: CellProps) {
  const say = useSay()
  const reading = useReading()
  const now = useNow()
  const { speed } = useScene()
  const tag = useTag(point.id)
  const own = standing.get(point.id) ?? []
  const [worst] = own
  const flat = own.find(({ kind, active }) => kind === 'flat-line' && active)
  const reason = reasonOf(tag.code)
  const doubtful = isDoubtful(condition(tag, point.period, now, speed))
  const words = flat
    ? say('quality.flat', { time: span(now - flat.raisedAt) })
    : reason !== undefined && INSTRUMENT.includes(reason)
      ? sayCode(say, 'reason', reason)
      : drifts
        ? say('quality.drifts')
        : ''
  const title = limits?.limits
    .map(({ level, value }) => `${say(`quality.level.${level}`)} ${digits(value, point.quantity, reading)}`)
    .join(' · ')
  return (
    <button
      type="button"
      className={`${style.cell} ${chosen ? style.chosen : ''}`}
      onClick={choose}
      aria-pressed={chosen}
      title={title}
    >
      {worst && (
        <Badge priority={worst.priority} state={alarmState(worst, now)} unknown={worst.unknown} size={17} />
      )}
      {words && <span className={style.instrument}>{words}</span>}
      <LimitBar value={doubtful || flat ? null : tag.value} limits={limits?.limits ?? []} />
      <span className={flat ? style.frozen : ''}>
        <Figure point={point} unit={false} />
      </span>
    </button>
  )
}
