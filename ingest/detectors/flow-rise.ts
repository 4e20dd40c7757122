import type { Detection, Detector } from '../../model/detection.ts'
import { type Instant, MINUTE } from '../../model/time.ts'
import { milliseconds } from './duration.ts'
import type { LocalClock } from './local-clock.ts'
import { type MeteredArea, meteredAreas } from './metered-area.ts'
import { netFlow } from './net-flow.ts'
import { recentLevel } from './recent-level.ts'
import { seasonalBaseline } from './seasonal-baseline.ts'
import { advance, CALM, isCalm, type Spell } from './spell.ts'
import { NONE, type SiteDetector, watch } from './watch.ts'

export interface FlowRiseSettings {
  /** Robust standard deviations above the usual, */
  sigmas: number
  /** m³/h above the usual, */
  rise: number
  /** and share of the usual: all three must be exceeded. */
  share: number
  slot: number
  /** So many slots in a row. */
  slots: number
  /** Comparable days the baseline needs before it is believed. */
  days: number
  offDelay: number
  /** After so long the new flow is the usual one, ms. */
  forget: number
}

interface RiseState {
  flow: ReturnType<typeof netFlow>
  season: ReturnType<typeof seasonalBaseline>
  level: ReturnType<typeof recentLevel>
  spell: Spell
}

/**
 * Net inflow of a metered area above what is usual at this time on comparable days, shifted by how the last day
 * differed from them, slot by slot. Source: domain.md §4.2 "seasonal baseline z-score" (z > 3.5–4 for 3 of 4 slots of
 * 15 min), §8 Q-BURST.
 */
export function flowRiseDetector(
  area: MeteredArea,
  clock: LocalClock,
  settings: FlowRiseSettings,
): Detector<RiseState> {
  const zone = area.zone.id
  const onDelay = (settings.slots - 1) * settings.slot
  return {
    kind: 'flow-rise',
    get initial() {
      return {
        flow: netFlow(area, settings.slot),
        season: seasonalBaseline(clock, settings.slot),
        level: recentLevel(settings.slot),
        spell: CALM,
      }
    },
    step: (state, { point, at, value }) => {
      const closed = value === null ? undefined : state.flow.take(point, at, value)
      return [state, closed ? judge(state, closed.from, closed.net) : NONE]
    },
  }

  function judge(state: RiseState, from: Instant, net: number): Detection[] {
    const season = state.season.expected(from, settings.days)
    const calm = isCalm(state.spell)
    state.season.add(from, net, calm)
    if (!season) return NONE
    const usual = season.median + state.level.of(calm)
    state.level.add(from, net - season.median)
    const sigma = Math.max(season.sigma, 0.02 * Math.abs(usual), 0.1)
    const limit = Math.max(settings.sigmas * sigma, settings.rise, settings.share * Math.abs(usual))
    const above = net - usual
    const before = state.spell
    const holds = above >= limit ? true : above < limit / 2 ? false : undefined
    state.spell = advance(before, holds, from, { onDelay, offDelay: settings.offDelay })
    const start = state.spell.start ?? before.start
    const accepted = start !== undefined && from - start > settings.forget
    if (accepted) state.spell = CALM
    const active = state.spell.start !== undefined
    if (start === undefined || active === (before.start !== undefined)) return NONE
    const evidence = {
      flow: net,
      usual,
      above,
      sigma,
      limit,
      unit: 'm3/h',
      ...(area.zones.length > 1 ? { together: area.zones.join(', ') } : {}),
      ...(accepted ? { accepted } : {}),
    }
    const at: Instant = from + settings.slot
    return [{ kind: 'flow-rise', subject: zone, zone, start, at, active, evidence }]
  }
}

/** One flow-rise detector for each area whose borders are all measured. */
export const flowRiseWatches: SiteDetector = context =>
  meteredAreas(context).flatMap(area => {
    const rule = context.settings.of('flow-rise', area.flows[0]!.point)
    if (!rule) return []
    const { sigmas = 4, rise = 5, share = 0.15, slots = 3, days = 5 } = rule
    const period = Math.max(...area.flows.map(({ point }) => point.period))
    const slot = Math.max(milliseconds(rule.slot ?? '15 min'), period)
    const offDelay = rule.offDelay ? milliseconds(rule.offDelay) : 30 * MINUTE
    const forget = milliseconds(rule.forget ?? '3 d')
    const told: FlowRiseSettings = { sigmas, rise, share, slot, slots, days, offDelay, forget }
    return [watch(flowRiseDetector(area, context.clock, told), netFlow(area, slot).points)]
  })
