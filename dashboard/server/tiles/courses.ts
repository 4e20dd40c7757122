import type { LngLat } from '../../../model/network.ts'

/** All positions of nested GeoJSON coordinates, however deep, behind those already in `all`. */
export function packInto(all: LngLat[], coordinates: unknown): LngLat[] {
  if (!Array.isArray(coordinates)) return all
  if (typeof coordinates[0] === 'number') all.push([coordinates[0], Number(coordinates[1])])
  else for (const part of coordinates) packInto(all, part)
  return all
}
