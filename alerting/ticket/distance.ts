import type { LngLat } from '../../model/network.ts'

const EARTH = 6_371_008.8
const rad = (degrees: number) => (degrees * Math.PI) / 180

/** Metres between two places on the ground (haversine). */
export function distance([lng1, lat1]: LngLat, [lng2, lat2]: LngLat): number {
  const a =
    Math.sin(rad(lat2 - lat1) / 2) ** 2 +
    Math.cos(rad(lat1)) * Math.cos(rad(lat2)) * Math.sin(rad(lng2 - lng1) / 2) ** 2
  return 2 * EARTH * Math.asin(Math.sqrt(a))
}
