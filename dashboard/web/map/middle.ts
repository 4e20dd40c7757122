import type { LngLat, Zone } from '../../../model/network.ts'

/** The middle of a zone's ring by its area, for a name or a badge. */
export function middleOf(zone: Zone | undefined): LngLat | undefined {
  const ring = zone?.area
  if (!ring || ring.length < 3) return undefined
  let [area, x, y] = [0, 0, 0]
  const [ox, oy] = ring[0]!
  for (let i = 0; i < ring.length; i++) {
    const [ax, ay] = [ring[i]![0] - ox, ring[i]![1] - oy]
    const next = ring[(i + 1) % ring.length]!
    const [bx, by] = [next[0] - ox, next[1] - oy]
    const cross = ax * by - bx * ay
    area += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  }
  return area === 0 ? [ox, oy] : [ox + x / (3 * area), oy + y / (3 * area)]
}
