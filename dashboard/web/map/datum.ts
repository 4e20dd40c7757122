import type { LngLat } from '../../../model/network.ts'

/**
 * What the map's own coordinates refer to. Everything outside of the map is WGS-84; what is put on it goes through
 * `to`, what is read off it comes back through `from`.
 */
export interface MapDatum {
  name: 'wgs84' | 'gcj02'
  to(at: LngLat): LngLat
  from(at: LngLat): LngLat
}

/** What a map stands on. */
export interface MapFrame {
  datum: MapDatum
  /** Zoom at which the whole network fits. */
  overview: number
}

const same = (at: LngLat) => at

export const WGS84: MapDatum = { name: 'wgs84', to: same, from: same }

/** The shifted coordinates of Chinese maps; the library is fetched only where such a map is looked at. */
export async function gcj02(): Promise<MapDatum> {
  const { default: gcoord } = await import('gcoord')
  const move = (at: LngLat, from: 'WGS84' | 'GCJ02', to: 'WGS84' | 'GCJ02') =>
    gcoord.transform([at[0], at[1]] as [number, number], gcoord[from], gcoord[to]) as LngLat
  return { name: 'gcj02', to: at => move(at, 'WGS84', 'GCJ02'), from: at => move(at, 'GCJ02', 'WGS84') }
}

/** How the map names it. */
export const DATUM_NAMES: Record<MapDatum['name'], string> = { wgs84: 'WGS-84', gcj02: 'GCJ-02' }
