import type { Evidence } from '../../../model/detection.ts'
import type { Instant } from '../../../model/time.ts'
import { addUse, type DayUse, NO_USE } from './day-use.ts'
import type { MeterRule } from './rule.ts'

interface SpikeState {
  readonly use: DayUse
  readonly spike?: Instant
  /** Local day on which it was told: once a day is enough. */
  readonly told?: number
}

export interface SpikeRule {
  /** Times the usual highest hour. */
  hourFactor: number
  /** Times the usual day. */
  dayFactor: number
  /** m³ below which an hour, and a day, is never a spike. */
  leastHour: number
  leastDay: number
  /** Days that must be known. */
  days: number
}

/**
 * Use far above what this customer is used to: an hour far above the highest of the last four weeks' days, or a day
 * far above the usual day and above all of them (`meter-spike`). Source: domain.md §4.3 (day use over 3 × median of
 * 28 comparable days), the abnormal-usage notice of the same day.
 */
export function spikeRule(rule: SpikeRule, dayOf: (at: Instant) => number): MeterRule<SpikeState> {
  return {
    initial: { use: NO_USE },
    step: (state, { from, used, flow, isGap }) => {
      const use = isGap ? state.use : addUse(state.use, dayOf, from, used, flow)
      const ended = state.spike !== undefined && use.day !== state.told
      if (ended) {
        const change = {
          kind: 'meter-spike',
          start: state.spike!,
          active: false,
          evidence: { used: state.use.used },
        }
        return [{ use }, change]
      }
      if (isGap || state.spike !== undefined || use.uses.length < rule.days)
        return [{ ...state, use }, undefined]
      const { usualPeak, usualDay, mostDay } = use
      const isHour = used >= rule.leastHour && flow > rule.hourFactor * usualPeak
      const isDay =
        use.used >= rule.leastDay && use.used > rule.dayFactor * usualDay && use.used > 1.2 * mostDay
      if (!isHour && !isDay) return [{ ...state, use }, undefined]
      const evidence: Evidence = isHour
        ? { flow, usual: usualPeak }
        : { used: use.used, usual: usualDay, most: mostDay }
      return [
        { use, spike: from, told: use.day },
        { kind: 'meter-spike', start: from, active: true, evidence },
      ]
    },
  }
}
