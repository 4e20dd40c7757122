import type { LngLat } from '../../model/network.ts'
import type { Random } from '../random.ts'

/** Metres east and north of the town's centre. */
export type Spot = readonly [x: number, y: number]

export const distance = (a: Spot, b: Spot) => Math.hypot(a[0] - b[0], a[1] - b[1])
export const between = (a: Spot, b: Spot, share: number): Spot => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
]

/** Length of a course, m. */
export function courseLength(course: readonly Spot[]): number {
  let length = 0
  for (let i = 1; i < course.length; i++) length += distance(course[i - 1]!, course[i]!)
  return length
}

/** The spot `share` of the way along a course, `aside` m to its left. */
export function alongCourse(course: readonly Spot[], share: number, aside = 0): Spot {
  let left = share * courseLength(course)
  for (let i = 1; i < course.length; i++) {
    const a = course[i - 1]!
    const b = course[i]!
    const piece = distance(a, b)
    if (left <= piece || i === course.length - 1) {
      const [x, y] = between(a, b, piece === 0 ? 0 : Math.min(1, left / piece))
      if (piece === 0) return [x, y]
      return [x - (aside * (b[1] - a[1])) / piece, y + (aside * (b[0] - a[0])) / piece]
    }
    left -= piece
  }
  return course[0] ?? [0, 0]
}

const METRES_PER_DEGREE = 111_320

/** Puts metres around `centre` on the globe; plenty exact over a town (flat earth, WGS-84). */
export function globe(centre: LngLat): (spot: Spot) => LngLat {
  const perLng = METRES_PER_DEGREE * Math.cos((centre[1] * Math.PI) / 180)
  const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7
  return ([x, y]) => [round(centre[0] + x / perLng), round(centre[1] + y / METRES_PER_DEGREE)]
}

/** Bends a ruled grid into one that grew: turned a little, wavy over kilometres. Smooth, so streets stay in order. */
export function bend(rng: Random, size: number): (spot: Spot) => Spot {
  const angle = rng.between(-0.3, 0.3)
  const waves = [0, 1, 2].map(() => ({
    across: rng.between(0.8, 2.2) / size,
    along: rng.between(0.8, 2.2) / size,
    shift: rng.between(0, 2 * Math.PI),
    height: rng.between(0.012, 0.028) * size,
    turn: rng.between(0, 2 * Math.PI),
  }))
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  return ([x, y]) => {
    let u = x
    let v = y
    for (const { across, along, shift, height, turn } of waves) {
      const wave = height * Math.sin(2 * Math.PI * (across * x + along * y) + shift)
      u += wave * Math.cos(turn)
      v += wave * Math.sin(turn)
    }
    return [cos * u - sin * v, sin * u + cos * v]
  }
}

/** Height of the ground, m: rising away from the river, with a few low hills; about 17 m from lowest to highest. */
export function terrain(rng: Random, size: number, riverAt: (spot: Spot) => number): (spot: Spot) => number {
  const hills = [0, 1, 2].map(() => ({
    x: rng.between(-0.5, 0.5) * size,
    y: rng.between(-0.5, 0.5) * size,
    reach: rng.between(0.15, 0.3) * size,
    height: rng.between(-2, 5),
  }))
  const base = rng.between(32, 44)
  return spot => {
    let height = base + 12 * Math.min(1, riverAt(spot) / (0.5 * size))
    for (const hill of hills) {
      height +=
        hill.height * Math.exp(-(((spot[0] - hill.x) ** 2 + (spot[1] - hill.y) ** 2) / hill.reach ** 2))
    }
    return Math.round(height * 100) / 100
  }
}
