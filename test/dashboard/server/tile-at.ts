import type { LngLat } from '../../../model/network.ts'

/** The tile that holds a place. */
export function tileAt([lng, lat]: LngLat, z: number): [number, number, number] {
  const n = 2 ** z
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2
  return [z, Math.floor(((lng + 180) / 360) * n), Math.floor(y * n)]
}
