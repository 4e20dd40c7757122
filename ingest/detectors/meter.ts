import type { Detection, Detector } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import { HOUR, type Instant } from '../../model/time.ts'
import { milliseconds } from './duration.ts'
import { aboutAsset, type Context, NONE, type PointDetector, watch } from './watch.ts'

export interface MeterSettings {
  /** m³/h that never stops for `leakHours`: a leak behind the meter. */
  leakFlow: number
  leakHours: number
  burstFlow: number
  burstHours: number
  /** m³ a register may go back before it counts as reverse flow. */
  reverse: number
}

interface MeterState {
  readonly at: Instant
  readonly volume: number
  /** Since when the flow has not fallen under leakFlow, and its least since then. */
  readonly flowing?: { readonly since: Instant; readonly least: number }
  readonly bursting?: Instant
  readonly leak?: Instant
  readonly burst?: Instant
  readonly reverse?: Instant
}

/** A gap in the register longer than this proves nothing about the hours in it. */
const LONGEST_STEP = 3 * HOUR

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
    initial: { at: Number.NaN, volume: Number.NaN },
    step: (before, { at, value, quality, reason }) => {
      const isJump = reason === 'meter-exchange' || reason === 'totaliser-rollover'
      const usable = value !== null && (quality === 'good' || reason === 'totaliser-reverse' || isJump)
      if (!usable) return [before, NONE]
      const elapsed = at - before.at
      if (!(elapsed > 0) || isJump) return [{ ...before, at, volume: value }, NONE]
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

      const high = flow >= settings.burstFlow && elapsed <= LONGEST_STEP
      next = { ...next, bursting: high ? (before.bursting ?? from) : undefined } as MeterState
      const long = high && at - next.bursting! >= settings.burstHours * HOUR
      if (long && before.burst === undefined) {
        next = { ...next, burst: next.bursting! }
        found.push(say('meter-burst', next.bursting!, at, true, { flow, limit: settings.burstFlow }))
      } else if (!high && before.burst !== undefined) {
        found.push(say('meter-burst', before.burst, at, false, { flow, limit: settings.burstFlow }))
        const { burst, ...rest } = next
        next = rest
      }
      return [next, found]
    },
  }
}

/** True for the register of a customer's meter (not the totaliser of a flow meter in the network). */
export function isCustomerMeter(point: Point, { assets }: Pick<Context, 'assets'>): boolean {
  const kind = assets.get(point.asset)?.kind
  return (
    point.quantity === 'volume' &&
    (kind === 'customer' || kind === 'meter' || (!kind && point.position === 'end'))
  )
}

/** The meter detectors of a customer's register. */
export const meterWatch: PointDetector = (point, context) => {
  const rule = isCustomerMeter(point, context) ? context.settings.of('meter', point) : undefined
  if (!rule) return undefined
  const { leakFlow = 0.003, leakHours = 24, burstFlow = 2.5, burstHours = 1, reverse = 0.05, maxAge } = rule
  const settings = { leakFlow, leakHours, burstFlow, burstHours, reverse }
  const made = watch(meterDetector(point, settings), [point.id], true)
  return maxAge ? { ...made, patience: milliseconds(maxAge) } : made
}
