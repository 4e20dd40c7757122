import type { LngLat } from '../../../model/network.ts'

/** Metres of a degree of latitude. */
const DEGREE = 111_320

export interface Spot {
  x: number
  y: number
}

/** Turns places near `middle` into points of a square picture, `radius` metres to its edge; north is up. */
export function onPaper(middle: LngLat, radius: number, side: number): (at: LngLat) => Spot {
  const scale = side / 2 / radius
  const wide = DEGREE * Math.cos((middle[1] * Math.PI) / 180)
  return ([lng, lat]) => ({
    x: round(side / 2 + (lng - middle[0]) * wide * scale),
    y: round(side / 2 - (lat - middle[1]) * DEGREE * scale),
  })
}

const round = (n: number) => Math.round(n * 10) / 10

/** The path of a line in an SVG. */
export const pathOf = (line: readonly LngLat[], put: (at: LngLat) => Spot): string =>
  line.map((at, i) => `${i === 0 ? 'M' : 'L'}${put(at).x} ${put(at).y}`).join(' ')

/** How wide a pipe of this nominal diameter (mm) is drawn, as wide pipes are on the map. */
export function widthOf(dn: number | undefined): number {
  if (dn === undefined || dn <= 100) return 1.2
  if (dn <= 200) return 2
  return dn <= 300 ? 3 : dn <= 600 ? 4.5 : 6
}

/** The round length nearest to a fifth of the picture's width, m: for the scale bar. */
export function barLength(radius: number): number {
  const wanted = (radius * 2) / 5
  const power = 10 ** Math.floor(Math.log10(wanted))
  return ([5, 2, 1].find(step => step * power <= wanted) ?? 1) * power
}

/** The least radius that shows all of these places around `middle`, with a margin, between 80 and `most` metres. */
export function radiusFor(middle: LngLat, places: readonly LngLat[], most: number): number {
  const wide = DEGREE * Math.cos((middle[1] * Math.PI) / 180)
  const far = places.map(([lng, lat]) =>
    Math.max(Math.abs(lng - middle[0]) * wide, Math.abs(lat - middle[1]) * DEGREE),
  )
  return Math.min(most, Math.max(80, ...far) * 1.2)
}

/** Ways to step aside, the nearest first. */
const ASIDE = [0, 45, 90, 135, 180, 225, 270, 315].map(degrees => (degrees * Math.PI) / 180)

/** Marks moved so far apart that each letter can be read; two valves of one crossing stand in one place. */
export function spread(spots: readonly Spot[], gap: number): Spot[] {
  const placed: Spot[] = []
  const free = (spot: Spot) =>
    placed.every(other => Math.hypot(other.x - spot.x, other.y - spot.y) >= gap - 0.5)
  for (const spot of spots) {
    const around = [1, 2, 3].flatMap(ring =>
      ASIDE.map(angle => ({
        x: round(spot.x + Math.cos(angle) * gap * ring),
        y: round(spot.y + Math.sin(angle) * gap * ring),
      })),
    )
    placed.push([spot, ...around].find(free) ?? spot)
  }
  return placed
}
