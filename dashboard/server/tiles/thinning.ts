import type { SiteInfo } from '../../../model/screen.ts'

/** Deepest zoom with tiles of its own; a map stretches these further. */
export const MAX_ZOOM = 16

/** Features a screen can show at its overview without becoming a blot, and how many more fit a zoom level deeper. */
const OVERVIEW = 4_000
const GROWTH = 3
/** Pixels of a screen's shorter side, for which the overview is chosen. */
const SCREEN = 800

/** The zoom at which the whole network fits a screen (512-pixel tiles); 10 without a place. */
export function overviewZoom(bounds: SiteInfo['bounds']): number {
  if (!bounds) return 10
  const [west, south, east, north] = bounds
  const mercator = (lat: number) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)
  const span = Math.max((east - west) / 360, mercator(north) - mercator(south), 1e-6)
  return Math.max(0, Math.min(18, Math.floor(Math.log2(SCREEN / 512 / span))))
}

/**
 * From which zoom each feature is drawn: the big ones first, and all of one size at once, so that a street's pipes
 * do not come and go one by one. A network that is small enough is drawn whole at every zoom.
 * @param sizes e.g. diameters in mm; 0 where unknown
 * @param backbone the biggest are drawn at every zoom, however many they are
 */
export function firstZooms(sizes: readonly number[], overview: number, backbone = true): number[] {
  const count = new Map<number, number>()
  for (const size of sizes) count.set(size, (count.get(size) ?? 0) + 1)
  const first = new Map<number, number>()
  let total = 0
  for (const size of [...count.keys()].sort((a, b) => b - a)) {
    total += count.get(size)!
    const deeper = total <= OVERVIEW ? -Infinity : Math.ceil(Math.log(total / OVERVIEW) / Math.log(GROWTH))
    const biggest = total === count.get(size)
    first.set(size, backbone && biggest ? 0 : Math.max(0, Math.min(MAX_ZOOM, overview + deeper)))
  }
  return sizes.map(size => first.get(size)!)
}
