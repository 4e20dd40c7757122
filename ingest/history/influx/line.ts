import { LATE, type Rows } from '../../rows.ts'

/** Readings in their order, and late, corrected or early ones: the newest of those counts before the former. */
export const READING = 'reading'
export const LATE_READING = 'late_reading'
export const DETECTION = 'detection'

const escapeTag = (text: string) => text.replace(/[,= \\]/g, '\\$&').replace(/\n/g, '\\n')
export const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Nanoseconds, with a place inside the millisecond; beyond what a number holds, so as text. */
const stamp = (ms: number, place: number) => `${ms}${String(place).padStart(6, '0')}`

/**
 * Line protocol, one line a row, in nanoseconds. Quality is a field: as a tag it would multiply the series. A
 * version of an instant takes a place of its own inside the millisecond, made from how late it is, so that writing
 * it again overwrites itself and nothing else.
 */
export function linesOf(rows: Rows): string[] {
  const tags = rows.names.map(name => `point=${escapeTag(name)}`)
  const lines = new Array<string>(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const value = rows.value[i]!
    const at = rows.at[i]!
    const received = rows.received[i]!
    const v = Number.isNaN(value) ? '' : `v=${value},`
    const late = (rows.flags[i]! & LATE) !== 0
    lines[i] =
      `${late ? LATE_READING : READING},${tags[rows.point[i]!]} ${v}q=${rows.code[i]}i,r=${received}i ${stamp(at, late ? placeOf(received - at) : 0)}`
  }
  return lines
}

/** 0–999,999, growing with lateness: seconds for five days, then minutes for most of a year. */
export function placeOf(lateness: number): number {
  const seconds = Math.max(0, Math.floor(lateness / 1_000))
  if (seconds < 500_000) return seconds
  return Math.min(999_999, 500_000 + Math.floor((seconds - 500_000) / 60))
}

export interface DetectionLine {
  condition: string
  start: number
  at: number
  active: boolean
  retrospective: boolean
  /** Grows with every change ever stored. */
  n: number
  body: string
}

/** One change of a condition. */
export function detectionLine({
  condition,
  start,
  at,
  active,
  retrospective,
  n,
  body,
}: DetectionLine): string {
  const fields = `n=${n}i,start=${start}i,active=${active},retro=${retrospective},body=${quoted(body)}`
  return `${DETECTION},condition=${escapeTag(condition)} ${fields} ${stamp(Math.round(at), n % 1_000_000)}`
}
