import { LIMIT_LEVELS, type LimitLevel } from '../../../model/kinds.ts'
import type { Point } from '../../../model/point.ts'
import { QUANTITIES } from '../../../model/quantity.ts'
import { MINUTE } from '../../../model/time.ts'
import { toSi } from '../../../model/units.ts'
import { type Reading, shownAs, shownNumber } from '../format/value.ts'
import type { Limits, Rule } from './queries.ts'

/** One limit as it is typed, in the viewer's unit and minutes. */
export interface TypedLimit {
  on: boolean
  value: string
  deadband: string
  onDelay: string
  offDelay: string
}
export type TypedLimits = Record<LimitLevel, TypedLimit>

const FIELDS = ['value', 'deadband', 'onDelay', 'offDelay'] as const

/** The limits of a point as they are first shown for editing. */
export function typedLimits(limits: Limits | undefined, point: Point, reading: Reading): TypedLimits {
  const shown = (value: number) => String(Number(shownNumber(value, point.quantity, reading).toPrecision(7)))
  const typed = (level: LimitLevel): TypedLimit => {
    const limit = limits?.[level]
    if (!limit) return { on: false, value: '', deadband: '0', onDelay: '5', offDelay: '5' }
    return {
      on: true,
      value: shown(limit.value),
      deadband: shown(limit.deadband),
      onDelay: String(limit.onDelay / MINUTE),
      offDelay: String(limit.offDelay / MINUTE),
    }
  }
  return Object.fromEntries(LIMIT_LEVELS.map(level => [level, typed(level)])) as TypedLimits
}

/** The first text that is no number, where one is needed. */
export function wrongNumber(typed: TypedLimits): string | undefined {
  for (const level of LIMIT_LEVELS) {
    const limit = typed[level]
    if (!limit.on) continue
    for (const field of FIELDS) {
      const negative = field === 'value' ? '-?' : ''
      if (!new RegExp(`^${negative}\\d+(\\.\\d+)?$`).test(limit[field].trim())) return limit[field]
    }
  }
  return undefined
}

/**
 * The rule of detectors.yaml that makes the point's limits what was typed: only what differs from before is written, so
 * that what is left alone goes on following the defaults.
 */
export function limitRule(
  before: TypedLimits,
  after: TypedLimits,
  own: Rule | undefined,
  point: Point,
  reading: Reading,
): Record<string, unknown> {
  const si = (text: string) => {
    const { unit } = shownAs(point.quantity, reading)
    const number = Number(text)
    const value = unit === QUANTITIES[point.quantity].unit ? number : toSi(number, unit)
    return Number(value.toPrecision(6))
  }
  const rule: Record<string, unknown> = {}
  for (const level of LIMIT_LEVELS) {
    const [was, is] = [before[level], after[level]]
    if (JSON.stringify(was) === JSON.stringify(is)) {
      if (own?.[level] !== undefined) rule[level] = own[level]
    } else if (!is.on) rule[level] = { off: true }
    else
      rule[level] = {
        value: si(is.value),
        deadband: si(is.deadband),
        onDelay: `${Number(is.onDelay)} min`,
        offDelay: `${Number(is.offDelay)} min`,
        ...((own?.[level] as { off?: boolean } | undefined)?.off ? { off: false } : {}),
      }
  }
  return rule
}
