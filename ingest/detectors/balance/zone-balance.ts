import type { Detection, Detector } from '../../../model/detection.ts'
import type { Point } from '../../../model/point.ts'
import type { Instant } from '../../../model/time.ts'
import type { InletFlow } from '../inlet-flows.ts'
import type { LocalClock } from '../local-clock.ts'
import { meteredAreas } from '../metered-area.ts'
import { medianOf } from '../robust.ts'
import { NONE, type SiteDetector, watch } from '../watch.ts'
import { flowDays, levelDays, registerDays } from './day-sums.ts'

/** What goes in, what is used and what is kept in a zone. */
export interface ZoneMeters {
  zone: string
  flows: readonly InletFlow[]
  /** Registers of customers. */
  meters: readonly Point[]
  /** Level gauges with the area of their tank, m². */
  tanks: readonly { point: Point; area: number }[]
}

interface BalanceState {
  readonly flows: Map<string, ReturnType<typeof flowDays>>
  readonly registers: ReturnType<typeof registerDays>
  readonly levels: Map<string, ReturnType<typeof levelDays>>
  /** Next day to be judged; NaN before the first reading. */
  next: number
  /** m³ a day that are usually not accounted for, oldest first. */
  readonly usual: number[]
  off: { at: Instant; missing: number }[]
  start: Instant | undefined
}

export interface BalanceSettings {
  /** Change against the usual that counts: this share of the inflow, and this many m³ a day. */
  share: number
  least: number
  /** Days in a row. */
  days: number
  learn: number
  /** Share of the meters that must have told of the day. */
  metered: number
  /** Days after its end until a day is judged: meters upload late. */
  wait: number
}

const MOST_DAYS = 28

/**
 * A zone whose water balance changes: inflow less outflow, less what its tanks kept, less what its customers' meters
 * counted, is what is lost or wrongly measured. Every zone loses some; a change against the median of its days, either
 * way, is told: a leak, an open boundary valve, a theft, a meter that counts wrong. Source: domain.md §4.2 (mass
 * balance Σ inflow − Σ outflow − Δstorage − Σ AMI), §9 (level change ≈ inflow − outflow).
 */
export function zoneBalanceDetector(
  { zone, flows, meters, tanks }: ZoneMeters,
  clock: LocalClock,
  settings: BalanceSettings,
): Detector<BalanceState> {
  const isMeter = new Set(meters.map(({ id }) => id))
  const balanceOf = (state: BalanceState, day: number) => {
    let inflow = 0
    let kept = 0
    for (const { point, sign } of flows) {
      const volume = state.flows.get(point.id)!.volume(day)
      if (volume === undefined) return undefined
      inflow += sign * volume
    }
    for (const { point, area } of tanks) {
      const change = state.levels.get(point.id)!.change(day)
      if (change === undefined) return undefined
      kept += area * change
    }
    const told = state.registers.of(day)
    if (!told || told.meters < settings.metered * meters.length) return undefined
    // The few that did not tell are taken to be like the others.
    const used = (told.used * meters.length) / told.meters
    return { inflow, kept, used, missing: inflow - kept - used, meters: told.meters }
  }
  const judge = (state: BalanceState, day: number, at: Instant): Detection[] => {
    const balance = balanceOf(state, day)
    if (!balance) return NONE
    const { missing, inflow } = balance
    const usual = state.usual.length >= settings.learn ? medianOf(state.usual) : undefined
    const limit = Math.max(settings.least, settings.share * Math.abs(inflow))
    const off = usual === undefined ? 0 : missing - usual
    const tell = (active: boolean): Detection[] => {
      const evidence = { ...balance, usual: usual!, change: off, limit, unit: 'm3', days: state.off.length }
      return [{ kind: 'zone-imbalance', subject: zone, zone, start: state.start!, at, active, evidence }]
    }
    if (Math.abs(off) > limit) {
      state.off.push({ at, missing })
      if (state.start !== undefined || state.off.length < settings.days) return NONE
      state.start = state.off[0]!.at
      return tell(true)
    }
    if (state.start !== undefined && Math.abs(off) > limit / 2) return NONE
    const told = state.start === undefined ? NONE : tell(false)
    if (state.start === undefined) state.usual.push(...state.off.map(one => one.missing))
    state.usual.push(missing)
    state.usual.splice(0, state.usual.length - MOST_DAYS)
    state.off = []
    state.start = undefined
    return told
  }
  return {
    kind: 'zone-imbalance',
    get initial() {
      return {
        flows: new Map(flows.map(({ point }) => [point.id, flowDays(clock)])),
        registers: registerDays(clock),
        levels: new Map(tanks.map(({ point }) => [point.id, levelDays(clock)])),
        next: Number.NaN,
        usual: [],
        off: [],
        start: undefined,
      }
    },
    step: (state, { point, at, value }) => {
      if (value === null) return [state, NONE]
      if (isMeter.has(point)) {
        state.registers.take(point, at, value)
        return [state, NONE]
      }
      const flow = state.flows.get(point)
      state.levels.get(point)?.take(at, value)
      if (!flow) return [state, NONE]
      flow.take(at, value)
      const today = clock.day(at)
      if (Number.isNaN(state.next)) state.next = today
      let found: Detection[] = NONE
      for (; state.next + 1 + settings.wait <= today; state.next++) {
        found = [...found, ...judge(state, state.next, at)]
        state.registers.forget(state.next)
        for (const days of [...state.flows.values(), ...state.levels.values()]) days.forget(state.next)
      }
      return [state, found]
    },
  }
}

/** One for each area whose borders, customers and tanks are all measured. */
export const zoneBalanceWatches: SiteDetector = context => {
  const { clock, settings, network, points } = context
  const registers = new Map(
    [...points.values()].flatMap(p => (p.quantity === 'volume' ? [[p.asset, p]] : [])),
  )
  return meteredAreas(context).flatMap(({ zone, zones, flows, tanks }) => {
    const rule = settings.of('zone-balance', flows[0]!.point)
    if (!rule) return []
    const { share = 0.1, least = 24, days = 3, learn = 7, metered = 0.9, wait = 2 } = rule
    const customers = network.customers.filter(one => one.zone !== undefined && zones.includes(one.zone))
    const meters = customers.flatMap(({ id }) => registers.get(id) ?? [])
    if (meters.length === 0 || meters.length < metered * customers.length) return []
    const ids = [...flows.map(({ point }) => point), ...meters, ...tanks.map(({ point }) => point)].map(
      p => p.id,
    )
    const parts = { zone: zone.id, flows, meters, tanks }
    return [watch(zoneBalanceDetector(parts, clock, { share, least, days, learn, metered, wait }), ids)]
  })
}
