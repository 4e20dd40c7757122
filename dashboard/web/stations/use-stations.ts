import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Alarm, type AlarmState, alarmState } from '../../../model/alarm.ts'
import type { Station } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import { compareRows, isStanding } from '../alarms/order.ts'
import { siteQuery } from '../api/queries.ts'
import { useDirectory, useNames } from '../directory/hooks.ts'
import { useAlarms, useNowIn } from '../live/hooks.ts'
import { holds, readFilter, textPasses } from '../url/filter.ts'
import { useSearch } from '../url/hooks.ts'
import { type StationPoints, stationPoints } from './station-points.ts'

export interface StationRow {
  station: Station
  points: StationPoints
  alarm: { alarm: Alarm; state: AlarmState } | undefined
  /** Standing alarms in all. */
  alarms: number
}

/** All stations, the worst first; undefined until they are known. */
export function useStations(): { rows: StationRow[]; all: number } | undefined {
  const site = useQuery(siteQuery).data
  const directory = useDirectory()
  const names = useNames()
  const alarms = useAlarms()
  const now = useNowIn(5_000)
  const { f } = useSearch()
  const sorted = useMemo(() => {
    if (!site || !directory) return undefined
    const pointsOf = (asset: string): readonly Point[] => directory.byId.get(asset)?.points ?? []
    return site.stations.map(station => ({
      station,
      points: stationPoints([station.id, ...station.pumps].flatMap(pointsOf), station.pumps),
    }))
  }, [site, directory])
  return useMemo(() => {
    if (!sorted) return undefined
    const standing = alarms
      .map(alarm => ({ alarm, state: alarmState(alarm, now) }))
      .filter(row => isStanding(row.state) && row.alarm.asset !== undefined)
      .sort(compareRows)
    const filter = readFilter(f)
    const byAsset = new Map<string, typeof standing>()
    for (const row of standing) {
      const own = byAsset.get(row.alarm.asset!)
      if (own) own.push(row)
      else byAsset.set(row.alarm.asset!, [row])
    }
    const rows = sorted.map(({ station, points }): StationRow => {
      const own = [station.id, ...station.pumps].flatMap(asset => byAsset.get(asset) ?? [])
      const [worst] = own.sort((a, b) => a.alarm.priority - b.alarm.priority)
      return { station, points, alarm: worst, alarms: own.length }
    })
    return {
      all: rows.length,
      rows: rows
        .filter(
          ({ station }) =>
            holds(filter.zone, station.zone) &&
            textPasses(filter.text, [station.name.zh, station.name.en, station.id]),
        )
        .sort(
          (a, b) =>
            (a.alarm?.alarm.priority ?? 9) - (b.alarm?.alarm.priority ?? 9) ||
            b.alarms - a.alarms ||
            (names.asset(a.station.id) < names.asset(b.station.id) ? -1 : 1),
        ),
    }
  }, [sorted, alarms, now, f, names])
}
