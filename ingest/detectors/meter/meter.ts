import type { Detection, Detector } from '../../../model/detection.ts'
import type { Network } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import type { Instant } from '../../../model/time.ts'
import { milliseconds } from '../duration.ts'
import type { Kept } from '../kept.ts'
import { aboutAsset, type Context, NONE, type PointDetector, watch } from '../watch.ts'
import { burstRule } from './burst-rule.ts'
import { leakRule } from './leak-rule.ts'
import { type MeterStep, meterStep, type Register } from './meter-step.ts'
import { reverseRule } from './reverse-rule.ts'
import type { MeterChange, MeterRule } from './rule.ts'
import { spikeRule } from './spike-rule.ts'
import { zeroRule } from './zero-rule.ts'

export interface MeterSettings {
  leakFlow: number
  leakHours: number
  burstFlow: number
  burstHours: number
  burstRatio: number
  reverse: number
  spikeHour: number
  spikeDay: number
  leastHour: number
  leastDay: number
  days: number
  zeroHours: number
  usualDay: number
}

/** A rule with its state inside, so that rules of different states stand in one list. */
interface Running extends Kept {
  step(step: MeterStep): MeterChange | undefined
}

interface MeterState {
  register: Register | undefined
  rules: readonly Running[]
}

/**
 * A customer's meter: its register by the interval, judged by every rule of abnormal use. Source: domain.md §4.3.
 * The subject is the customer (or meter) the register belongs to.
 */
export function meterDetector(
  point: Point,
  s: MeterSettings,
  dayOf: (at: Instant) => number,
): Detector<MeterState> {
  const about = { ...aboutAsset(point), point: point.id }
  return {
    kind: 'meter',
    get initial() {
      return {
        register: undefined,
        rules: [
          running(leakRule({ flow: s.leakFlow, hours: s.leakHours })),
          running(burstRule({ flow: s.burstFlow, hours: s.burstHours, ratio: s.burstRatio })),
          running(reverseRule({ volume: s.reverse })),
          running(
            spikeRule(
              {
                hourFactor: s.spikeHour,
                dayFactor: s.spikeDay,
                leastHour: s.leastHour,
                leastDay: s.leastDay,
                days: s.days,
              },
              dayOf,
            ),
          ),
          running(zeroRule({ hours: s.zeroHours, usualDay: s.usualDay }, dayOf)),
        ],
      }
    },
    step: (state, reading) => {
      const { register, step } = meterStep(state.register, reading)
      state.register = register
      if (!step) return [state, NONE]
      let found: Detection[] = NONE
      for (const rule of state.rules) {
        const change = rule.step(step)
        if (change) found = [...found, { ...about, ...change, at: step.to }]
      }
      return [state, found]
    },
  }
}

function running<S>(rule: MeterRule<S>): Running {
  let state = rule.initial
  return {
    step: step => {
      const [next, change] = rule.step(state, step)
      state = next
      return change
    },
    save: () => state,
    load: saved => {
      state = saved as S
    },
  }
}

/** True for the register of a customer's meter (not the totaliser of a flow meter in the network). */
export function isCustomerMeter(point: Point, { assets }: Pick<Context, 'assets'>): boolean {
  const kind = assets.get(point.asset)?.kind
  const isUnplaced = kind === undefined && point.position === 'end'
  return point.quantity === 'volume' && (kind === 'customer' || kind === 'meter' || isUnplaced)
}

/** Customers whose water never stops by their nature: hospitals and the like, and houses of many households. */
const NEVER_SLEEPS = 4
const sleepless = new WeakMap<Network, ReadonlySet<string>>()

function sleeplessOf(network: Network): ReadonlySet<string> {
  let ids = sleepless.get(network)
  if (!ids) {
    const some = network.customers.filter(
      ({ critical, households }) => critical || households >= NEVER_SLEEPS,
    )
    sleepless.set(network, (ids = new Set(some.map(({ id }) => id))))
  }
  return ids
}

/** The meter detectors of a customer's register. */
export const meterWatch: PointDetector = (point, context) => {
  const rule = isCustomerMeter(point, context) ? context.settings.of('meter', point) : undefined
  if (!rule) return undefined
  const never = Number.POSITIVE_INFINITY
  const { leakFlow = never, burstFlow = never, reverse = never, spikeHour = never, spikeDay = never } = rule
  const { burstHours = 1, burstRatio = 2, leastHour = 0, leastDay = 0, days = 14 } = rule
  const { zeroHours = never, usualDay = 0, maxAge } = rule
  const neverSleeps = sleeplessOf(context.network).has(point.asset)
  const settings: MeterSettings = {
    leakFlow,
    leakHours: neverSleeps ? never : (rule.leakHours ?? 24),
    burstFlow,
    burstHours,
    burstRatio,
    reverse,
    spikeHour,
    spikeDay,
    leastHour,
    leastDay,
    days,
    zeroHours,
    usualDay,
  }
  const made = watch(meterDetector(point, settings, context.clock.day), [point.id], true)
  return maxAge ? { ...made, patience: milliseconds(maxAge) } : made
}
