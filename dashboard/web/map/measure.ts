import type { LngLat } from '../../../model/network.ts'

/** The earth's mean radius, m (IUGG); the scale bar reckons with the same. */
const RADIUS = 6_371_008.8
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** The way along these places, m (haversine). */
export function lengthOf(line: readonly LngLat[]): number {
  let sum = 0
  for (let i = 1; i < line.length; i++) sum += distance(line[i - 1]!, line[i]!)
  return sum
}

function distance([ax, ay]: LngLat, [bx, by]: LngLat): number {
  const half =
    Math.sin(radians(by - ay) / 2) ** 2 +
    Math.cos(radians(ay)) * Math.cos(radians(by)) * Math.sin(radians(bx - ax) / 2) ** 2
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(half)))
}

/** As people say it: metres to the tenth below a hundred, kilometres above one. */
export function metresText(metres: number): string {
  if (metres >= 1_000) return `${(metres / 1_000).toFixed(metres >= 100_000 ? 0 : 2)} km`
  return `${metres.toFixed(metres < 100 ? 1 : 0)} m`
}
