import { type Instant, MINUTE } from '../../model/time.ts'
import type { Kept } from './kept.ts'
import { spreadOf } from './robust.ts'
import type { SeasonalBaseline } from './seasonal-baseline.ts'

/** When a sudden step away from the recent past counts. All SI and ms. */
export interface StepSettings {
  /** −1 watches for a fall, +1 for a rise. */
  sign: 1 | -1
  /** Smallest step that counts … */
  least: number
  /** … as a share of the reference (0: none) … */
  share: number
  /** … and in robust standard deviations of the recent past. */
  sigmas: number
  /** Noise below which the recent past is not believed to be. */
  noise: number
  /** The step must happen within this time. */
  within: number
  /** Length of the recent past it is compared with. */
  reference: number
  /** It must stay this long. */
  stays: number
  /** After so long the new level is the normal one. */
  forget: number
}

/** Where one signal stands: calm, just stepped (`since`), or stepped and staying (`firm`). */
export interface StepTrack extends Kept {
  /** Instant of the step while there is one. */
  since: Instant | undefined
  firm: boolean
  /** Size of the step now, in the watched direction, SI. */
  size: number
  /** Level before the step. */
  before: number
  sigma: number
  bad: boolean
  /** Takes a good value in. True when calm / stepped / firm changed. */
  add(at: Instant, value: number): boolean
}

const RING = 64
/** Where a reference is gathered; filled and read in one go. */
const past = new Float64Array(RING)

interface Reference {
  median: number
  sigma: number
  usual: number | undefined
}

interface Saved {
  own: Partial<StepTrack>
  ring: Float32Array
  block: number
  sum: number
  count: number
  reference: Reference | undefined
}

/**
 * Watches one signal for a sudden step that stays, against the median of the recent past shifted by what the time
 * of day explains. Source: domain.md §4.2 "threshold + rate" with the robust seasonal baseline.
 */
export function stepTrack(settings: StepSettings, period: number, season?: SeasonalBaseline): StepTrack {
  const width = Math.max(period, MINUTE, (settings.reference + settings.within) / (RING - 2))
  const ring = new Float32Array(RING).fill(Number.NaN)
  const skip = Math.max(1, Math.round(settings.within / width))
  const span = Math.max(3, Math.round(settings.reference / width))
  let block = Number.NaN
  let sum = 0
  let count = 0
  let reference: Reference | undefined

  const roll = (at: Instant) => {
    const next = Math.floor(at / width)
    if (next === block) return
    if (count > 0) ring[((block % RING) + RING) % RING] = sum / count
    // Blocks nobody wrote are holes, not old values.
    for (let gap = block + 1; gap < next && gap <= block + RING; gap++) ring[gap % RING] = Number.NaN
    block = next
    sum = 0
    count = 0
    let n = 0
    for (let back = skip + 1; back <= skip + span && back < RING; back++) {
      const value = ring[(next - back) % RING]!
      if (!Number.isNaN(value)) past[n++] = value
    }
    const spread = n >= 3 ? spreadOf(past, n) : undefined
    const then = (next - skip - span / 2) * width
    reference = spread && { ...spread, usual: season?.expected(then, 3)?.median }
  }

  const track: StepTrack = {
    since: undefined,
    firm: false,
    size: 0,
    before: Number.NaN,
    sigma: 0,
    bad: false,
    add: (at, value) => {
      roll(at)
      sum += value
      count++
      track.bad = false
      if (track.since === undefined) {
        if (!reference) return false
        const usual = reference.usual === undefined ? undefined : season?.expected(at, 3)?.median
        track.before = reference.median + (usual === undefined ? 0 : usual - reference.usual!)
        track.sigma = Math.max(reference.sigma, settings.noise)
      }
      track.size = settings.sign * (value - track.before)
      const least = Math.max(
        settings.least,
        settings.share * Math.abs(track.before),
        settings.sigmas * track.sigma,
      )
      return move(track, at, least, settings)
    },
    save: () => {
      const { since, firm, size, before, sigma, bad } = track
      return { own: { since, firm, size, before, sigma, bad }, ring, block, sum, count, reference }
    },
    load: saved => {
      const { own, ring: blocks, ...open } = saved as Saved
      Object.assign(track, own)
      ring.set(blocks)
      ;({ block, sum, count, reference } = open)
    },
  }
  return track
}

function move(track: StepTrack, at: Instant, least: number, { stays, forget }: StepSettings): boolean {
  if (track.since === undefined) {
    if (track.size < least) return false
    track.since = at
    return true
  }
  // Half the step is the deadband: leaks and repairs wobble.
  if (track.size < least / 2 || at - track.since > forget) {
    track.since = undefined
    track.firm = false
    return true
  }
  if (track.firm || at - track.since < stays || track.size < least) return false
  track.firm = true
  return true
}
