import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { FilterField } from '../app/filter-field.tsx'
import { Loading, PanelState } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { Badge } from '../badge/badge.tsx'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { day } from '../format/instant.ts'
import { useNarrow } from '../grid/narrow.ts'
import { Rows } from '../grid/rows.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useKeys } from '../keyboard/keys.ts'
import { useNowIn, useTag } from '../live/hooks.ts'
import { useGo } from '../url/hooks.ts'
import { Figure } from '../values/figure.tsx'
import { cleaningOf } from './board.tsx'
import style from './page.module.css'
import { PumpBox } from './pump-box.tsx'
import { dutiesQuery } from './queries.ts'
import { type StationPoints, specificEnergy } from './station-points.ts'
import { type StationRow, useStations } from './use-stations.ts'

const idOf = (row: StationRow) => row.station.id
const COLUMNS = [
  'station',
  'inlet',
  'outlet',
  'pumps',
  'level',
  'flow',
  'energy',
  'chlorine',
  'turbidity',
  'cleaning',
  'signs',
] as const

/** All stations on one page, the worst first. Monitoring only: nothing here starts or stops a pump. */
export function StationsPage() {
  const say = useSay()
  const go = useGo()
  const narrow = useNarrow()
  const stations = useStations()
  const [active, setActive] = useState<string>()
  const rows = stations?.rows ?? []
  const at = rows.findIndex(row => idOf(row) === active)
  const move = (step: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))]
    if (next) setActive(idOf(next))
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => (active ? go.to(`/stations/${active}`) : false),
    z: () => (active ? go.to('/map', { sel: active }) : false),
  })
  return (
    <section className={style.page} aria-label={say('station.title')}>
      <div className={style.bar}>
        <h1>{say('station.title')}</h1>
        <span className="muted">{say('station.count', { n: stations?.all ?? 0 })}</span>
        <div className={style.filter}>
          <FilterField />
        </div>
      </div>
      <ReconnectingBar />
      <div className={style.list}>
        {stations ? (
          <Rows
            label={say('station.title')}
            rows={rows}
            idOf={idOf}
            rowHeight={narrow ? 92 : 40}
            active={active}
            onActive={setActive}
            onOpen={row => go.to(`/stations/${idOf(row)}`)}
            header={
              <div className={style.head} aria-hidden="true">
                <span />
                {COLUMNS.map(column => (
                  <span key={column} className={column === 'station' || column === 'pumps' ? '' : 'number'}>
                    {say(`station.column.${column}`)}
                  </span>
                ))}
              </div>
            }
            empty={
              <PanelState
                title={say(stations.all === 0 ? 'station.none' : 'station.noneFiltered', { n: stations.all })}
              />
            }
            render={row => <Line row={row} />}
          />
        ) : (
          <Loading />
        )}
      </div>
    </section>
  )
}

function Line({ row: { station, points, alarm, alarms } }: { row: StationRow }) {
  const names = useNames()
  return (
    <div className={style.line}>
      <span role="gridcell" className={style.badge}>
        {alarm && (
          <Badge
            priority={alarm.alarm.priority}
            state={alarm.state}
            unknown={alarm.alarm.unknown}
            size={20}
          />
        )}
      </span>
      <span role="gridcell" className={style.name}>
        <span title={names.asset(station.id)}>{names.asset(station.id)}</span>
        <small>
          {names.zone(station.zone)}
          {alarms > 1 && ` · ×${alarms}`}
        </small>
      </span>
      <span role="gridcell" className={style.number}>
        <Figure point={points.inlet} />
      </span>
      <span role="gridcell" className={style.number}>
        <Figure point={points.outlet} />
      </span>
      <span role="gridcell" className={style.pumps}>
        {points.pumps.map(pump => (
          <PumpBox key={pump.name} pump={pump} />
        ))}
      </span>
      <span role="gridcell" className={style.number}>
        <Figure point={points.level} />
      </span>
      <span role="gridcell" className={style.number}>
        <Figure point={points.flow} />
      </span>
      <span role="gridcell" className={style.number}>
        <Energy points={points} />
      </span>
      <span role="gridcell" className={style.number}>
        <Figure point={points.chlorine} />
      </span>
      <span role="gridcell" className={style.number}>
        <Figure point={points.turbidity} />
      </span>
      <span role="gridcell" className={style.number}>
        <CleanBy station={station.id} />
      </span>
      <span role="gridcell" className={style.number}>
        <Signs points={points} />
      </span>
    </div>
  )
}

const NONE = '\u0000none'

function Energy({ points: { power, flow } }: { points: StationPoints }) {
  const kilowatts = useTag(power?.id ?? NONE)
  const cubic = useTag(flow?.id ?? NONE)
  const specific = specificEnergy(kilowatts.value, cubic.value)
  return <span className="live">{specific === undefined ? '–' : specific.toFixed(2)}</span>
}

/** When the tank is to be cleaned, by the policy's duties. */
function CleanBy({ station }: { station: string }) {
  const say = useSay()
  const zone = useTimeZone()
  const now = useNowIn(60_000)
  const cleaning = cleaningOf(useQuery(dutiesQuery).data, station)
  if (!cleaning) return <span className="muted">–</span>
  const { due } = cleaning
  if (due === undefined) return <small className="muted">{say('station.cleanShort.never')}</small>
  return due < now ? (
    <strong>{say('station.cleanShort.over', { time: span(now - due) })}</strong>
  ) : (
    say('station.cleanShort.due', { date: day(due, zone) })
  )
}

/** Door, flood and mains: only what is not as it should be. */
function Signs({ points: { door, flooding, mains } }: { points: StationPoints }) {
  const say = useSay()
  const open = (useTag(door?.id ?? NONE).value ?? 0) > 0
  const wet = (useTag(flooding?.id ?? NONE).value ?? 0) > 0
  const dark = useTag(mains?.id ?? NONE).value === 0
  const words = [open && 'door', wet && 'flooding', dark && 'mains'].filter(word => typeof word === 'string')
  return <>{words.map(word => say(`station.sign.${word}`)).join(' · ')}</>
}
