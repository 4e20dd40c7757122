import type { AssetKind, LngLat, Zone } from '../../../model/network.ts'
import type { Name, Point } from '../../../model/point.ts'
import type { AssetTable } from '../../../model/screen.ts'
import { byImportance } from '../format/value.ts'

/** An asset as screens know it. `index` is its row and its feature id on the map. */
export interface Entry {
  index: number
  id: string
  kind: AssetKind
  at: LngLat
  zone: string | undefined
  name: Name | undefined
  /** What is measured there, the most telling first. */
  points: readonly Point[]
  /** No coordinates, or impossible ones: listed, never drawn at 0, 0. */
  unplaced: boolean
}

/** Everything about assets and points that does not change while the page is open. */
export interface Directory {
  entries: readonly Entry[]
  byId: ReadonlyMap<string, Entry>
  points: ReadonlyMap<string, Point>
  zones: ReadonlyMap<string, Zone>
  /** Assets with something to measure: the live ones. */
  live: readonly Entry[]
}

/** Before it is known what there is. */
export const NO_ASSETS: AssetTable = {
  version: '',
  kinds: [],
  id: [],
  kind: [],
  lng: [],
  lat: [],
  zone: [],
  name: [],
}

/** Joins the columns of assets with the points measured at them. */
export function directoryOf(table: AssetTable, points: readonly Point[], zones: readonly Zone[]): Directory {
  const measured = new Map<string, Point[]>()
  for (const point of points) {
    const list = measured.get(point.asset)
    if (list) list.push(point)
    else measured.set(point.asset, [point])
  }
  const entries = table.id.map((id, index): Entry => {
    const at: LngLat = [table.lng[index] ?? Number.NaN, table.lat[index] ?? Number.NaN]
    const kind = table.kinds[table.kind[index] ?? -1] ?? 'junction'
    return {
      index,
      id,
      kind,
      at,
      zone: table.zone[index] ?? undefined,
      name: table.name[index] ?? undefined,
      points: measured.get(id)?.sort(byImportance(kind)) ?? [],
      unplaced: !(Math.abs(at[0]) <= 180 && Math.abs(at[1]) <= 90),
    }
  })
  return {
    entries,
    byId: new Map(entries.map(entry => [entry.id, entry])),
    points: new Map(points.map(point => [point.id, point])),
    zones: new Map(zones.map(zone => [zone.id, zone])),
    live: entries.filter(entry => entry.points.length > 0),
  }
}

/** Points that screens of the network show: those of assets in the table, so not the customers' meters. */
export function shownPoints(directory: Directory): string[] {
  return directory.live.flatMap(entry => entry.points.map(point => point.id))
}
