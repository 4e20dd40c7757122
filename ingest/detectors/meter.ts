import type { Detection, Detector } from '../../model/detection.ts'
import type { Network } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import { HOUR, type Instant } from '../../model/time.ts'
import { milliseconds } from './duration.ts'
import { aboutAsset, type Context, NONE, type PointDetector, watch } from './watch.ts'

export interface MeterSettings {
  /** m³/h that never stops for `leakHours`: a leak behind the meter. */
  leakFlow: number
  leakHours: number
  /** Least flow, m³/h, that is a burst; a large customer's own peak times `burstRatio` raises it. */
  burstFlow: number
  burstHours: number
  burstRatio: number
  /** m³ a register may go back before it counts as reverse flow. */
  reverse: number
}

interface MeterState {
  readonly at: Instant
  readonly volume: number
  /** Since when the flow has not fallen under leakFlow, and its least since then. */
  readonly flowing?: { readonly since: Instant; readonly least: number }
  /** The highest hourly flow of the days before, m³/h, fading; and since when this meter is known. */
  readonly peak: number
  readonly knownSince: Instant
  readonly bursting?: Instant
  readonly leak?: Instant
  readonly burst?: Instant
  readonly reverse?: Instant
}

/** A gap in the register longer than this proves nothing about the hours in it. */
const LONGEST_STEP = 3 * HOUR
/** A hospital uses in an hour what a household uses in a week: a day must pass before too much has a meaning. */
const LEARNING = 24 * HOUR
/** What is left of a peak after a day without its like. */
const FADE_A_DAY = 0.98

/**
 * A household meter's register by the hour: water that never stops (`meter-leak`), far too much at once
 * (`meter-burst`), a register that runs back (`meter-reverse`). Source: domain.md §4.3 (continuous flow 24 h, high
 * flow 1 h, reverse flow; "no zero-consumption hour in 24 h").
 */
export function meterDetector(point: Point, settings: MeterSettings): Detector<MeterState> {
  const about = { ...aboutAsset(point), point: point.id }
  const say = (
    kind: string,
    start: Instant,
    at: Instant,
    active: boolean,
    evidence: Detection['evidence'],
  ) => ({
    kind,
    ...about,
    start,
    at,
    active,
    evidence,
  })
  return {
    kind: 'meter',
    initial: { at: Number.NaN, volume: Number.NaN, peak: 0, knownSince: Number.NaN },
    step: (before, { at, value, quality, reason }) => {
      const isJump = reason === 'meter-exchange' || reason === 'totaliser-rollover'
      const usable = value !== null && (quality === 'good' || reason === 'totaliser-reverse' || isJump)
      if (!usable) return [before, NONE]
      const elapsed = at - before.at
      const knownSince = Number.isNaN(before.knownSince) ? at : before.knownSince
      if (!(elapsed > 0) || isJump) return [{ ...before, at, volume: value, knownSince }, NONE]
      const used = value - before.volume
      const flow = (used / elapsed) * HOUR
      const found: Detection[] = []
      let next: MeterState = { ...before, at, volume: value }

      const back = -used >= settings.reverse && value > 0.5 * before.volume
      if (back && before.reverse === undefined) {
        next = { ...next, reverse: at }
        found.push(say('meter-reverse', at, at, true, { volume: -used, unit: 'm3' }))
      } else if (!back && used > 0 && before.reverse !== undefined) {
        const { reverse, ...rest } = next
        next = rest
        found.push(say('meter-reverse', before.reverse, at, false, { volume: used, unit: 'm3' }))
      }

      const from = before.at
      const flows = flow >= settings.leakFlow && elapsed <= LONGEST_STEP
      const flowing = flows
        ? { since: before.flowing?.since ?? from, least: Math.min(before.flowing?.least ?? flow, flow) }
        : undefined
      next = { ...next, flowing } as MeterState
      const hours = flowing ? (at - flowing.since) / HOUR : 0
      if (flowing && before.leak === undefined && hours >= settings.leakHours) {
        next = { ...next, leak: flowing.since }
        found.push(say('meter-leak', flowing.since, at, true, { flow: flowing.least, hours }))
      } else if (!flowing && before.leak !== undefined) {
        found.push(say('meter-leak', before.leak, at, false, { flow, hours: (at - before.leak) / HOUR }))
        const { leak, ...rest } = next
        next = rest
      }

      const limit = Math.max(settings.burstFlow, settings.burstRatio * before.peak)
      const known = at - before.knownSince >= LEARNING
      const high = known && flow >= limit && elapsed <= LONGEST_STEP
      next = { ...next, peak: peakAfter(before, elapsed, flow, high) }
      next = { ...next, bursting: high ? (before.bursting ?? from) : undefined } as MeterState
      const long = high && at - next.bursting! >= settings.burstHours * HOUR
      if (long && before.burst === undefined) {
        next = { ...next, burst: next.bursting! }
        found.push(say('meter-burst', next.bursting!, at, true, { flow, limit }))
      } else if (!high && before.burst !== undefined) {
        found.push(say('meter-burst', before.burst, at, false, { flow, limit }))
        const { burst, ...rest } = next
        next = rest
      }
      return [next, found]
    },
  }
}

/** The customer's own peak after this step; what stands as a burst is not usual. */
function peakAfter(before: MeterState, elapsed: number, flow: number, high: boolean): number {
  const faded = before.peak * FADE_A_DAY ** (elapsed / (24 * HOUR))
  return high || elapsed > LONGEST_STEP ? faded : Math.max(faded, flow)
}

/** True for the register of a customer's meter (not the totaliser of a flow meter in the network). */
export function isCustomerMeter(point: Point, { assets }: Pick<Context, 'assets'>): boolean {
  const kind = assets.get(point.asset)?.kind
  return (
    point.quantity === 'volume' &&
    (kind === 'customer' || kind === 'meter' || (!kind && point.position === 'end'))
  )
}

const criticalOf = new WeakMap<Network, ReadonlySet<string>>()

function critical(network: Network): ReadonlySet<string> {
  let ids = criticalOf.get(network)
  if (!ids) {
    ids = new Set(network.customers.filter(customer => customer.critical).map(customer => customer.id))
    criticalOf.set(network, ids)
  }
  return ids
}

/** The meter detectors of a customer's register. */
export const meterWatch: PointDetector = (point, context) => {
  const rule = isCustomerMeter(point, context) ? context.settings.of('meter', point) : undefined
  if (!rule) return undefined
  const {
    leakFlow = 0.003,
    leakHours = 24,
    burstFlow = 2.5,
    burstHours = 1,
    burstRatio = 2,
    reverse = 0.05,
    maxAge,
  } = rule
  // A hospital or a power plant has no hour without water: there, water that never stops is no sign of anything.
  const neverSleeps = critical(context.network).has(point.asset)
  const settings = {
    leakFlow,
    leakHours: neverSleeps ? Number.POSITIVE_INFINITY : leakHours,
    burstFlow,
    burstHours,
    burstRatio,
    reverse,
  }
  const made = watch(meterDetector(point, settings), [point.id], true)
  return maxAge ? { ...made, patience: milliseconds(maxAge) } : made
}
