import type { Alarm } from './alarm.ts'
import type { AssetKind, LngLat, Station, Zone } from './network.ts'
import type { Name } from './point.ts'
import type { Actor, Right } from './rights.ts'
import type { Instant } from './time.ts'

/** What screens read over HTTP, all under `/api/v1`. Commands answer with the changed alarm or ticket view. */

/** `GET /session`; `POST /session {name, password} | {code} | {token}` answers the same. 401 with code `no-session` without one. */
export interface SessionInfo {
  actor: Actor
  rights: Right[]
}

/** `GET /time`: the platform's own time, which may run faster than the world's. */
export interface TimeInfo {
  now: Instant
  /** Simulated seconds a real second; 1 is real time. */
  speed: number
}

/** `GET /site` */
export interface SiteInfo {
  site: string
  name: Name
  timeZone: string
  language?: 'zh' | 'en'
  policy: string
  /** Part of tile addresses: `/tiles/net/{networkVersion}/{z}/{x}/{y}.mvt`. */
  networkVersion: string
  /** Part of `/tiles/base/{basemapVersion}/{z}/{x}/{y}.mvt`, where the site has a basemap of its own. */
  basemapVersion?: string
  /** West, south, east, north of the network, degrees; null for a network without a single place. */
  bounds: [number, number, number, number] | null
  /** What the coordinates in the utility's own files refer to; everything sent to screens is WGS-84. */
  datum?: string
  zones: Zone[]
  stations: Station[]
}

/** One of `GET /basemaps`: an archive of tiles that lies in the site's folder, to be put under the network. */
export interface BasemapInfo {
  /** Its address is `/tiles/pmtiles/{file}`, asked for in ranges. */
  file: string
  name: string
  /** Another one when the file changes. */
  version: string
  bytes: number
  /** What its places refer to: on a map in GCJ-02 the network is drawn in it, too. */
  datum: 'wgs84' | 'gcj02'
  /** Absent, as all that follows, where `fault` says why it cannot be used. */
  kind?: 'vector' | 'raster'
  minZoom?: number
  maxZoom?: number
  /** West, south, east, north. */
  bounds?: [number, number, number, number]
  fault?: 'unreadable'
}

/** `GET /assets`: all assets but customers as columns of one length; row i of each belongs to one asset. */
export interface AssetTable {
  version: string
  /** Words that `kind` points into. */
  kinds: AssetKind[]
  id: string[]
  kind: number[]
  lng: number[]
  lat: number[]
  zone: (string | null)[]
  name: (Name | null)[]
}

/** `GET /assets/:id`: one asset with what its files say of it (`facts`: diameter, material, households…). */
export interface AssetDetail {
  id: string
  kind: AssetKind
  at: LngLat
  zone?: string
  name?: Name
  /** The course of a link. */
  line?: LngLat[]
  facts: Record<string, string | number | boolean | Name>
  points: string[]
  /** Assets it is fitted to, made of or connected with. */
  related?: { id: string; why: string }[]
}

/** `GET /network/around?lng&lat&metres`: the network near a place, small enough to be kept on a phone. */
export interface Surroundings {
  at: LngLat
  /** Half the side of the square, m. */
  metres: number
  /** Pipes, pumps and control valves whose box comes into it, nearest first; `dn` in mm. */
  pipes: { id: string; kind: 'pipe' | 'pump' | 'valve'; dn?: number; line: LngLat[] }[]
  valves: { id: string; at: LngLat; dn: number }[]
  hydrants: { id: string; at: LngLat }[]
  /** Pipes that were too many. */
  leftOut: number
}

/** One point's course in an answer of `GET /series?points=a,b&from&to&px`; columns of one length. */
export interface SeriesColumns {
  point: string
  /** raw: every reading. m4: first, lowest, highest and last of each interval, so that no spike is lost. */
  mode: 'raw' | 'm4'
  at: Instant[]
  value: (number | null)[]
  quality: number[]
  rawCount: number
}

export interface SeriesReply {
  from: Instant
  to: Instant
  /** Width of the reduction, ms; 0 when every series is raw. */
  interval: number
  series: SeriesColumns[]
}

/** `GET /alarms` */
export interface AlarmList {
  now: Instant
  alarms: Alarm[]
}

/** `application/problem+json`: `code` for programs, `detail` for people. */
export interface Problem {
  code: string
  detail: string
  status?: number
}
