import type { Alarm } from '../../../model/alarm.ts'
import { kindInfo } from '../../../model/kinds.ts'
import type { Point } from '../../../model/point.ts'
import { digits, type Reading, symbol, withUnit } from '../format/value.ts'
import type { Language } from '../i18n/language-choice.ts'

/** What an alarm says in the viewer's language; its code where the kind is not known here. */
export function alarmWords(alarm: Pick<Alarm, 'kind' | 'code'>, language: Language): string {
  return kindInfo(alarm.kind)?.[language] ?? alarm.code
}

/**
 * The figures that make an alarm believable: `0.180 < 0.200 MPa`. Only of numbers that the evidence holds; nothing
 * is invented.
 */
export function alarmFigures(alarm: Alarm, point: Point | undefined, reading: Reading): string {
  const { value, limit, usual, flow, drop, change } = alarm.evidence
  const number = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x)
  // Back inside its limits, only where it stands now is of interest.
  if (!alarm.active && point && number(value)) return `→ ${withUnit(value, point.quantity, reading)}`
  if (point && number(value) && number(limit)) {
    const sign = value < limit ? '<' : '>'
    return `${digits(value, point.quantity, reading)} ${sign} ${withUnit(limit, point.quantity, reading)}`
  }
  if (number(flow) && number(usual))
    return `${digits(flow, 'flow', reading)} / ${withUnit(usual, 'flow', reading)}${share(flow, usual)}`
  if (point && number(change)) return signed(change, withUnit(Math.abs(change), point.quantity, reading))
  if (number(drop) && alarm.active) return `−${withUnit(Math.abs(drop), 'pressure', reading)}`
  if (point && number(value) && symbol(point.quantity, reading) !== '')
    return withUnit(value, point.quantity, reading)
  return ''
}

function share(value: number, usual: number): string {
  if (usual <= 0) return ''
  const percent = Math.round((value / usual - 1) * 100)
  return ` ${percent >= 0 ? '+' : '−'}${Math.abs(percent)}%`
}

const signed = (value: number, text: string) => `${value < 0 ? '−' : '+'}${text}`
