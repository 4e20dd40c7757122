import gcoordModule from 'gcoord'
import proj4 from 'proj4'
import type { LngLat } from '../../model/network.ts'
import type { XY } from './inp-model.ts'

// Its declarations describe an ES module, what Node loads is CommonJS: the default import is already the library.
const gcoord = gcoordModule as unknown as typeof gcoordModule.default

/** Reference frames of coordinates in degrees. CGCS2000 and WGS-84 agree to centimetres. */
export type Datum = 'wgs84' | 'cgcs2000' | 'gcj02' | 'bd09'

/**
 * The proj4 definition of CGCS2000 / Gauss-Krüger codes, which Chinese surveys are in and proj4 does not ship:
 * EPSG 4491–4501 (6° zones), 4502–4512 (6°, by meridian), 4513–4533 (3° zones), 4534–4554 (3°, by meridian).
 */
function gaussKrueger(code: number): string | undefined {
  const tm = (meridian: number, easting: number) =>
    `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${easting} +y_0=0 +ellps=GRS80 +units=m +no_defs`
  if (code >= 4491 && code <= 4501)
    return tm(75 + 6 * (code - 4491), (13 + code - 4491) * 1_000_000 + 500_000)
  if (code >= 4502 && code <= 4512) return tm(75 + 6 * (code - 4502), 500_000)
  if (code >= 4513 && code <= 4533)
    return tm(75 + 3 * (code - 4513), (25 + code - 4513) * 1_000_000 + 500_000)
  if (code >= 4534 && code <= 4554) return tm(75 + 3 * (code - 4534), 500_000)
  return undefined
}

/** From a projection (EPSG code or proj4 definition) to degrees; undefined when it is not known. */
export function unprojection(definition: string): ((xy: XY) => LngLat) | undefined {
  const epsg = /^EPSG:(\d+)$/i.exec(definition.trim())?.[1]
  const known = (epsg && gaussKrueger(Number(epsg))) || definition.trim()
  try {
    const converter = proj4(epsg ? known.replace(/^epsg/i, 'EPSG') : known, 'WGS84')
    return ([x, y]) => {
      const [lng, lat] = converter.forward([x, y])
      return [lng!, lat!]
    }
  } catch {
    return undefined
  }
}

/** Shifts Chinese map coordinates (GCJ-02, BD-09) back to WGS-84; gcoord's inverse is good to a metre. */
export function toWgs84(at: LngLat, datum: Datum | undefined): LngLat {
  if (datum !== 'gcj02' && datum !== 'bd09') return at
  const from = datum === 'gcj02' ? gcoord.GCJ02 : gcoord.BD09
  const [lng, lat] = gcoord.transform<[number, number]>([at[0], at[1]], from, gcoord.WGS84)
  return [lng, lat]
}
