import type { LngLat } from '../../../../model/network.ts'

/** What a position's numbers refer to; what a phone's satellites say is WGS-84, what a mini program says may not be. */
export const DATUMS = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const
export type Datum = (typeof DATUMS)[number]

/** Where something was done: measured by the phone, or set by hand with the reason. */
export type Position =
  | { from: 'phone'; at: LngLat /** m, 95 % */; accuracy: number; datum: Datum; taken: number }
  | { from: 'hand'; at: LngLat; datum: Datum; why: string }

/** Beyond this an arrival is asked about, never refused, m. */
export const FAR = 200

/** Metres between two places. */
export function metresBetween([lng, lat]: LngLat, [lng2, lat2]: LngLat): number {
  const rad = Math.PI / 180
  const a =
    Math.sin(((lat2 - lat) * rad) / 2) ** 2 +
    Math.cos(lat * rad) * Math.cos(lat2 * rad) * Math.sin(((lng2 - lng) * rad) / 2) ** 2
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(a))
}

/** Compass bearing from one place to another, degrees from north. */
export function bearing([lng, lat]: LngLat, [lng2, lat2]: LngLat): number {
  const rad = Math.PI / 180
  const y = Math.sin((lng2 - lng) * rad) * Math.cos(lat2 * rad)
  const x =
    Math.cos(lat * rad) * Math.sin(lat2 * rad) -
    Math.sin(lat * rad) * Math.cos(lat2 * rad) * Math.cos((lng2 - lng) * rad)
  return (Math.atan2(y, x) / rad + 360) % 360
}

/** Whether an arrival is so far from the job that it must be asked about; a vague position is given its vagueness. */
export function isFar(position: Position | undefined, job: LngLat | undefined): boolean {
  if (!position || !job || (position.datum !== 'wgs84' && position.datum !== 'cgcs2000')) return false
  const slack = position.from === 'phone' ? position.accuracy : 0
  return metresBetween(position.at, job) - slack > FAR
}

/** "36.65120, 117.12009" as somebody types it, latitude first as maps show it; undefined for what is no place. */
export function readPlace(text: string): LngLat | undefined {
  const [lat, lng, ...more] = text.split(/[\s,，;]+/).filter(word => word !== '')
  if (lat === undefined || lng === undefined || more.length > 0) return undefined
  const place: LngLat = [Number(lng), Number(lat)]
  const onEarth = Math.abs(place[0]) <= 180 && Math.abs(place[1]) <= 90
  return onEarth && !(place[0] === 0 && place[1] === 0) ? place : undefined
}

/** A link that a phone opens with its own map and way-finding. */
export function navigateTo([lng, lat]: LngLat, name: string, agent: string): string {
  const place = `${lat.toFixed(6)},${lng.toFixed(6)}`
  const label = encodeURIComponent(name)
  return /iPhone|iPad/.test(agent) ? `maps:?daddr=${place}&q=${label}` : `geo:${place}?q=${place}(${label})`
}
