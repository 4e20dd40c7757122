import { useMemo, useState } from 'react'
import { type Alarm, alarmState } from '../../../model/alarm.ts'
import type { Point } from '../../../model/point.ts'
import { QUANTITIES } from '../../../model/quantity.ts'
import { isStanding } from '../alarms/order.ts'
import { FilterField } from '../app/filter-field.tsx'
import { Loading, PanelState } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { Badge } from '../badge/badge.tsx'
import { useDirectory, useNames, useReading } from '../directory/hooks.ts'
import { shownAs } from '../format/value.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { useAlarms, useNowIn } from '../live/hooks.ts'
import { Trend } from '../trend/trend.tsx'
import { WindowChoice } from '../trend/window-choice.tsx'
import { holds, readFilter, textPasses } from '../url/filter.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { Figure } from '../values/figure.tsx'
import { type MatrixRow, matrixOf, type Parameter } from './matrix.ts'
import style from './page.module.css'

/** Where water quality is measured × what is measured, with alarms in their cells and the course of the chosen one. */
export function QualityPage() {
  const say = useSay()
  const language = useLanguage()
  const reading = useReading()
  const directory = useDirectory()
  const names = useNames()
  const { f } = useSearch()
  const [chosen, setChosen] = useState<Point>()
  const matrix = useMemo(() => directory && matrixOf(directory), [directory])
  if (!matrix) return <Loading />
  const filter = readFilter(f)
  const rows = matrix.rows
    .filter(
      ({ entry }) =>
        holds(filter.zone, entry.zone) && textPasses(filter.text, [names.asset(entry.id), entry.id]),
    )
    .sort((a, b) => (names.asset(a.entry.id) < names.asset(b.entry.id) ? -1 : 1))
  return (
    <section className={style.page} aria-label={say('quality.title')}>
      <div className={style.bar}>
        <h1>{say('quality.title')}</h1>
        <span className="muted">{say('quality.count', { n: matrix.rows.length })}</span>
        <div className={style.filter}>
          <FilterField />
        </div>
      </div>
      <ReconnectingBar />
      <div className={style.body}>
        {rows.length === 0 ? (
          <PanelState title={say(matrix.rows.length === 0 ? 'quality.none' : 'quality.noneFiltered')} />
        ) : (
          <table className={style.table}>
            <thead>
              <tr>
                <th scope="col">{say('quality.place')}</th>
                <th scope="col">{say('quality.position')}</th>
                {matrix.parameters.map(parameter => (
                  <th key={parameter} scope="col" className="number">
                    {QUANTITIES[parameter][language]}
                    <small>{shownAs(parameter, reading).unit}</small>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(row => (
                <Row
                  key={row.entry.id}
                  row={row}
                  parameters={matrix.parameters}
                  chosen={chosen}
                  choose={setChosen}
                />
              ))}
            </tbody>
          </table>
        )}
        {chosen && (
          <aside className={style.course}>
            <p>
              <strong>{names.asset(chosen.asset)}</strong>
            </p>
            <WindowChoice />
            <Trend key={chosen.id} point={chosen} height={220} />
          </aside>
        )}
      </div>
    </section>
  )
}

interface RowProps {
  row: MatrixRow
  parameters: readonly Parameter[]
  chosen: Point | undefined
  choose(point: Point): void
}

function Row({ row: { entry, position, cells }, parameters, chosen, choose }: RowProps) {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const alarms = useAlarms()
  const now = useNowIn(5_000)
  const worstAt = (point: Point): Alarm | undefined =>
    alarms
      .filter(alarm => alarm.point === point.id && isStanding(alarmState(alarm, now)))
      .sort((a, b) => a.priority - b.priority)[0]
  return (
    <tr>
      <th scope="row">
        <button type="button" onClick={() => go.to('/map', { sel: entry.id })}>
          {names.asset(entry.id)}
        </button>
        <small>{names.zone(entry.zone)}</small>
      </th>
      <td className="muted">{say(`quality.at.${position}`)}</td>
      {parameters.map(parameter => {
        const point = cells[parameter]
        if (!point) return <td key={parameter} className={style.nothing} />
        const alarm = worstAt(point)
        return (
          <td key={parameter}>
            <button
              type="button"
              className={`${style.cell} ${point === chosen ? style.chosen : ''}`}
              onClick={() => choose(point)}
              aria-pressed={point === chosen}
            >
              {alarm && (
                <Badge
                  priority={alarm.priority}
                  state={alarmState(alarm, now)}
                  unknown={alarm.unknown}
                  size={17}
                />
              )}
              <Figure point={point} unit={false} />
            </button>
          </td>
        )
      })}
    </tr>
  )
}
