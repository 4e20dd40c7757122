import type { Reading } from '../../model/reading.ts'
import { HOUR } from '../../model/time.ts'
import type { Held } from '../holding.ts'

/** An amount that went by in a span, and how it is known. */
export interface Amount {
  /** kWh or m³; null when too little was heard. */
  value: number | null
  from: 'counter' | 'integral'
}

/** Share of the span that must be known of a rate for its integral to be told. */
const LEAST_KNOWN = 0.9

/** Growth of a counter; a step back (exchange, overflow) counts as nothing. */
export function growth() {
  let [last, sum, count] = [Number.NaN, 0, 0]
  return {
    take({ value, quality }: Reading): void {
      if (value === null || quality !== 'good') return
      if (value > last) sum += value - last
      last = value
      count++
    },
    amount: (): Amount => ({ value: count > 1 ? sum : null, from: 'counter' }),
  }
}

/** Integral of a rate an hour (kW, m³/h). The unknown part is taken to be like the rest. */
export function integral() {
  let [sum, known, all] = [0, 0, 0]
  return {
    take({ from, to, value }: Held): void {
      all += to - from
      if (value === null) return
      known += to - from
      sum += (value * (to - from)) / HOUR
    },
    amount: (): Amount => ({
      value: all > 0 && known >= LEAST_KNOWN * all ? (sum * all) / known : null,
      from: 'integral',
    }),
  }
}
