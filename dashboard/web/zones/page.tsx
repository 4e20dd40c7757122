import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { alarmState } from '../../../model/alarm.ts'
import type { Point } from '../../../model/point.ts'
import { compareRows, isStanding } from '../alarms/order.ts'
import { seriesQuery } from '../api/queries.ts'
import { FilterField } from '../app/filter-field.tsx'
import { Loading, PanelState } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { Badge } from '../badge/badge.tsx'
import { useDirectory, useNames, useReading, useTimeZone } from '../directory/hooks.ts'
import { offsetMinutes } from '../format/instant.ts'
import { digits } from '../format/value.ts'
import { useNarrow } from '../grid/narrow.ts'
import { Rows } from '../grid/rows.tsx'
import { useSay } from '../i18n/hooks.ts'
import { condition, isDoubtful } from '../live/condition.ts'
import { useAlarms, useNow, useNowForAsking, useNowIn } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { holds, readFilter, textPasses } from '../url/filter.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { lastNight, lowest, netFlow, type ZoneMeters, zoneMeters } from './balance.ts'
import { ZoneDetail } from './detail.tsx'
import style from './page.module.css'

const idOf = ({ zone }: ZoneMeters) => zone.id

/** Metered districts: what flows in now, the least of last night, and what is suspected there. */
export function ZonesPage() {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const narrow = useNarrow()
  const directory = useDirectory()
  const { f, sel } = useSearch()
  const worst = useWorstOfAll()
  const all = useMemo(() => directory && zoneMeters(directory), [directory])
  if (!all) return <Loading />
  const filter = readFilter(f)
  const rows = all
    .filter(
      ({ zone }) =>
        holds(filter.zone, zone.id) && textPasses(filter.text, [zone.name.zh, zone.name.en, zone.id]),
    )
    .sort((a, b) => (worst.get(a.zone.id) ?? 9) - (worst.get(b.zone.id) ?? 9))
  // On a phone the list comes first; elsewhere there is room for the worst one's details.
  const chosen = rows.find(({ zone }) => zone.id === sel) ?? (narrow ? undefined : rows[0])
  const active = chosen?.zone.id
  const choose = (id: string) => go.change({ sel: id }, { replace: true })
  return (
    <section className={style.page} aria-label={say('zones.title')}>
      <div className={style.bar}>
        <h1>{say('zones.title')}</h1>
        <span className="muted">{say('zones.count', { n: all.length })}</span>
        <div className={style.filter}>
          <FilterField />
        </div>
      </div>
      <ReconnectingBar />
      <div
        className={style.list}
        style={chosen ? { flex: `0 0 min(${rows.length * (narrow ? 64 : 40) + 30}px, 40%)` } : undefined}
      >
        <Rows
          label={say('zones.title')}
          rows={rows}
          idOf={idOf}
          rowHeight={narrow ? 64 : 40}
          active={active}
          onActive={choose}
          onOpen={row => go.to('/map', { sel: row.zone.id, f: `zone:${row.zone.id}` })}
          header={
            <div className={style.head} aria-hidden="true">
              <span />
              <span>{say('zones.column.zone')}</span>
              {(['now', 'night', 'share', 'minPressure'] as const).map(column => (
                <span key={column} className="number">
                  {say(`zones.column.${column}`)}
                </span>
              ))}
              <span>{say('zones.column.note')}</span>
            </div>
          }
          empty={<PanelState title={say(all.length === 0 ? 'zones.none' : 'zones.noneFiltered')} />}
          render={row => <Line row={row} name={names.zone(row.zone.id)} />}
        />
      </div>
      {chosen && <ZoneDetail key={chosen.zone.id} meters={chosen} />}
    </section>
  )
}

function Line({ row, name }: { row: ZoneMeters; name: string }) {
  const say = useSay()
  const reading = useReading()
  const flow = useNet(row)
  const night = useNight(row)
  const alarm = useWorst(row.zone.id)
  const share =
    flow !== null && night !== undefined && flow > 0 ? Math.round((night / flow) * 100) : undefined
  const { minPressure } = row.zone
  return (
    <div className={style.line}>
      <span role="gridcell">
        {alarm && <Badge priority={alarm.alarm.priority} state={alarm.state} size={20} />}
      </span>
      <span role="gridcell" className={style.name}>
        {name} <small>{row.zone.id}</small>
      </span>
      <span role="gridcell" className={`${style.number} live`}>
        {digits(flow, 'flow', reading)} <small>m³/h</small>
      </span>
      <span role="gridcell" className={style.number}>
        {digits(night, 'flow', reading)} <small>m³/h</small>
      </span>
      <span role="gridcell" className={style.number}>
        {share === undefined ? '–' : `${share}%`}
      </span>
      <span role="gridcell" className={style.number}>
        {digits(minPressure, 'pressure', reading)} <small>{reading.pressure}</small>
      </span>
      <span role="gridcell" className="muted">
        {row.unmeasured > 0 ? say('zones.unmeasured', { n: row.unmeasured }) : ''}
      </span>
    </div>
  )
}

/** Flow into the zone now; null when any of its meters cannot be believed. */
function useNet(row: ZoneMeters): number | null {
  const { tags, speed } = useScene()
  const now = useNow()
  if (row.unmeasured > 0 || row.in.length === 0) return null
  const known = (point: Point) => {
    const tag = tags.get(point.id)
    return isDoubtful(condition(tag, point.period, now, speed)) ? null : tag.value
  }
  return netFlow(row.in.map(known), row.out.map(known))
}

/** The least flow into the zone in the last night. The meters' own minima are summed: never more than was. */
function useNight(row: ZoneMeters): number | undefined {
  const zone = useTimeZone()
  const now = useNowForAsking(600_000)
  const night = lastNight(now, offsetMinutes(now, zone) * 60_000)
  const ids = row.unmeasured > 0 ? [] : [...row.in, ...row.out].map(point => point.id)
  const reply = useQuery(seriesQuery(ids.slice(0, 8), night.from, night.to, 60)).data
  if (!reply || ids.length === 0) return undefined
  const least = (point: Point) => {
    const series = reply.series.find(one => one.point === point.id)
    return series ? (lowest(series, night.from, night.to) ?? null) : null
  }
  return netFlow(row.in.map(least), row.out.map(least)) ?? undefined
}

function useWorst(zone: string) {
  const alarms = useAlarms()
  const now = useNowIn(5_000)
  return alarms
    .filter(alarm => alarm.zone === zone)
    .map(alarm => ({ alarm, state: alarmState(alarm, now) }))
    .filter(({ state }) => isStanding(state))
    .sort((a, b) => a.alarm.priority - b.alarm.priority || compareRows(a, b))[0]
}

/** The highest priority that stands in each zone. */
function useWorstOfAll(): ReadonlyMap<string, number> {
  const alarms = useAlarms()
  const now = useNowIn(5_000)
  return useMemo(() => {
    const worst = new Map<string, number>()
    for (const alarm of alarms) {
      if (alarm.zone === undefined || !isStanding(alarmState(alarm, now))) continue
      worst.set(alarm.zone, Math.min(worst.get(alarm.zone) ?? 9, alarm.priority))
    }
    return worst
  }, [alarms, now])
}
