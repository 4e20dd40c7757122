import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { LIMIT_LEVELS, type LimitLevel } from '../../../model/kinds.ts'
import type { Point } from '../../../model/point.ts'
import { pointsQuery } from '../api/queries.ts'
import { FilterField } from '../app/filter-field.tsx'
import { PanelState } from '../app/panel-state.tsx'
import { useNames, useReading } from '../directory/hooks.ts'
import { digits, symbol } from '../format/value.ts'
import { useNarrow } from '../grid/narrow.ts'
import { Rows } from '../grid/rows.tsx'
import { useSay } from '../i18n/hooks.ts'
import { NotYet } from '../system/not-yet.tsx'
import { holds, readFilter, textPasses } from '../url/filter.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { LimitForm } from './limit-form.tsx'
import style from './points.module.css'
import { detectorsQuery, type Limits, limitsQuery } from './queries.ts'
import { SavedWords } from './save.tsx'

const idOf = ({ id }: Point) => id

/** Every point with its limits; found by name, edited with a reason. The one that is edited stands in the address. */
export function PointsPanel() {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const narrow = useNarrow()
  const { f, sel } = useSearch()
  const points = useQuery(pointsQuery)
  const limits = useQuery(limitsQuery)
  const detectors = useQuery(detectorsQuery)
  const rows = useMemo(() => {
    const filter = readFilter(f)
    return (points.data ?? []).filter(
      point =>
        holds(filter.zone, point.zone) &&
        textPasses(filter.text, [
          point.id,
          names.asset(point.asset),
          names.point(point),
          names.zone(point.zone),
        ]),
    )
  }, [points.data, f, names])
  const missing = [points, limits, detectors].find(({ data }) => data === undefined)
  if (missing) return <NotYet asked={missing} />
  const chosen = points.data?.find(({ id }) => id === sel)
  const open = (id: string | undefined) => go.change({ sel: id })
  return (
    <>
      <div className={style.tools}>
        <span className="muted">
          {say('settings.points.count', { shown: rows.length, n: points.data!.length })}
        </span>
        <span className="muted">{say('settings.points.ownHint')}</span>
        <SavedWords />
        <div className={style.filter}>
          <FilterField />
        </div>
      </div>
      <div className={style.list}>
        <Rows
          label={say('settings.tab.points')}
          rows={rows}
          idOf={idOf}
          rowHeight={narrow ? 64 : 36}
          active={sel}
          onActive={open}
          onOpen={point => open(point.id)}
          header={
            <div className={style.head} aria-hidden="true">
              <span>{say('settings.points.point')}</span>
              <span>{say('settings.points.zone')}</span>
              <span className="number">{say('settings.points.range')}</span>
              {LIMIT_LEVELS.map(level => (
                <span key={level} className="number">
                  {say(`settings.points.level.${level}`)}
                </span>
              ))}
            </div>
          }
          empty={
            <PanelState
              title={say(points.data!.length === 0 ? 'settings.points.empty' : 'settings.points.none')}
            />
          }
          render={point => <Line point={point} limits={limits.data!.get(point.id)} />}
        />
      </div>
      {chosen && (
        <LimitForm
          key={`${chosen.id} ${detectors.data!.version}`}
          point={chosen}
          limits={limits.data!.get(chosen.id)}
          detectors={detectors.data!}
          close={() => open(undefined)}
        />
      )}
    </>
  )
}

function Line({ point, limits }: { point: Point; limits: Limits | undefined }) {
  const names = useNames()
  const reading = useReading()
  const show = (value: number) => digits(value, point.quantity, reading)
  const limit = (level: LimitLevel) => {
    const found = limits?.[level]
    return found ? `${show(found.value)}${found.own ? '*' : ''}` : '–'
  }
  return (
    <div className={style.line}>
      <span role="gridcell" className={style.name} title={point.id}>
        {names.asset(point.asset)} <span className="muted">{names.point(point)}</span>
      </span>
      <span role="gridcell" className="muted">
        {names.zone(point.zone)}
      </span>
      <span role="gridcell" className="number">
        {show(point.range[0])} … {show(point.range[1])}{' '}
        <small className="muted">{symbol(point.quantity, reading)}</small>
      </span>
      {LIMIT_LEVELS.map(level => (
        <span role="gridcell" key={level} className="number">
          {limit(level)}
        </span>
      ))}
    </div>
  )
}
