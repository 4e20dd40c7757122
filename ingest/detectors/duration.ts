import { Type } from 'typebox'
import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts'

const UNITS: Record<string, number> = { ms: 1, s: SECOND, min: MINUTE, h: HOUR, d: DAY }

/** A length of time as people write it in a settings file: `30 s`, `5 min`, `4 h`, `7 d`. */
export const Duration = Type.String({
  pattern: '^\\d+(\\.\\d+)? ?(ms|s|min|h|d)$',
  description: 'a number and ms, s, min, h or d',
})

/** Milliseconds of a `Duration`; text that is not one gives NaN (the schema keeps it out). */
export function milliseconds(text: string): number {
  const match = /^([\d.]+) ?(ms|s|min|h|d)$/.exec(text)
  return match ? Number(match[1]) * UNITS[match[2]!]! : Number.NaN
}
