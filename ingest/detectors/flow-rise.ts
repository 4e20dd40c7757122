import type { Detection, Detector } from '../../model/detection.ts'
import { type Instant, MINUTE } from '../../model/time.ts'
import { milliseconds } from './duration.ts'
import { type InletFlow, inletFlows } from './inlet-flows.ts'
import type { LocalClock } from './local-clock.ts'
import { type SeasonalBaseline, seasonalBaseline } from './seasonal-baseline.ts'
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
}

interface RiseState {
  season: SeasonalBaseline
  /** Sum and count of each inlet in the open slot. */
  sums: Map<string, { sum: number; count: number }>
  slot: number
  spell: Spell
}

/**
 * Net inflow of a zone above what is usual at this time on comparable days, slot by slot. A slot counts only when
 * every inlet and outlet reported in it. Source: domain.md §4.2 "seasonal baseline z-score" (z > 3.5–4 for 3 of 4
 * slots of 15 min), §8 Q-BURST.
 */
export function flowRiseDetector(
  zone: string,
  inlets: readonly InletFlow[],
  clock: LocalClock,
  settings: FlowRiseSettings,
): Detector<RiseState> {
  const signs = new Map(inlets.map(({ point, sign }) => [point.id, sign]))
  const onDelay = (settings.slots - 1) * settings.slot
  return {
    kind: 'flow-rise',
    get initial() {
      return {
        season: seasonalBaseline(clock, settings.slot),
        sums: new Map(),
        slot: Number.NaN,
        spell: CALM,
      }
    },
    step: (state, { point, at, value }) => {
      if (value === null) return [state, NONE]
      const slot = Math.floor(at / settings.slot)
      let found = NONE
      if (slot !== state.slot) {
        if (state.sums.size === signs.size) found = close(state)
        state.sums.clear()
        state.slot = slot
      }
      const known = state.sums.get(point)
      if (known) {
        known.sum += value
        known.count++
      } else state.sums.set(point, { sum: value, count: 1 })
      return [state, found]
    },
  }

  function close(state: RiseState): Detection[] {
    const from = state.slot * settings.slot
    let net = 0
    for (const [point, { sum, count }] of state.sums) net += (signs.get(point)! * sum) / count
    const usual = state.season.expected(from, settings.days)
    const sigma = usual && Math.max(usual.sigma, 0.02 * Math.abs(usual.median), 0.1)
    const least =
      usual && Math.max(settings.sigmas * sigma!, settings.rise, settings.share * Math.abs(usual.median))
    const above = usual && net - usual.median
    const holds = usual && (above! >= least! ? true : above! < least! / 2 ? false : undefined)
    const before = state.spell
    if (usual) state.spell = advance(before, holds, from, { onDelay, offDelay: settings.offDelay })
    state.season.add(from, net, isCalm(state.spell))
    const start = state.spell.start ?? before.start
    const active = state.spell.start !== undefined
    if (!usual || start === undefined || active === (before.start !== undefined)) return NONE
    const evidence = {
      flow: net,
      usual: usual.median,
      above: above!,
      sigma: sigma!,
      limit: least!,
      unit: 'm3/h',
    }
    const at: Instant = from + settings.slot
    return [{ kind: 'flow-rise', subject: zone, zone, start, at, active, evidence }]
  }
}

/** One flow-rise detector for each zone whose inlets are all measured and that has no tank to fill and draw on. */
export const flowRiseWatches: SiteDetector = context => {
  const { zones, clock, settings, network } = context
  const withTank = new Set(network.nodes.filter(node => node.kind === 'tank').map(node => node.zone))
  return [...zones.values()].flatMap(zone => {
    const flows = inletFlows(context, zone)
    const rule = flows[0] && settings.of('flow-rise', flows[0].point)
    const isComplete = flows.length >= zone.inlets.length + zone.outlets.length
    if (!rule || !isComplete || withTank.has(zone.id)) return []
    const { sigmas = 4, rise = 5, share = 0.15, slots = 3, days = 5 } = rule
    const period = Math.max(...flows.map(({ point }) => point.period))
    const slot = Math.max(milliseconds(rule.slot ?? '15 min'), period)
    const offDelay = rule.offDelay ? milliseconds(rule.offDelay) : 30 * MINUTE
    const detector = flowRiseDetector(zone.id, flows, clock, {
      sigmas,
      rise,
      share,
      slot,
      slots,
      days,
      offDelay,
    })
    return [
      watch(
        detector,
        flows.map(({ point }) => point.id),
      ),
    ]
  })
}
