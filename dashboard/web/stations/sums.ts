import type { Point } from '../../../model/point.ts'
import type { PumpHours, StationDay } from './queries.ts'

/** Days before that the usual energy is taken from. */
const LEAST_DAYS = 3

/** How far the energy for a cubic metre of the last whole day is from the median of the days before, as a share. */
export function energyDrift(days: readonly StationDay[], wholeDay: number): number | undefined {
  const whole = days.filter(day => day.to - day.from >= wholeDay && day.specific !== null)
  const last = whole.at(-1)?.specific
  const before = whole.slice(0, -1).map(day => day.specific!)
  if (last === undefined || last === null || before.length < LEAST_DAYS) return undefined
  const sorted = [...before].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const median =
    sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return median > 0 ? last / median - 1 : undefined
}

export interface Rotation {
  most: PumpHours
  least: PumpHours
  /** Share by which the least used stays behind the most used. */
  behind: number
}

/** Hours that all pumps must have run together before their rotation says anything. */
const LEAST_HOURS = 12

/** How evenly pumps took turns; undefined where there is one only, or they hardly ran. */
export function rotationOf(pumps: readonly PumpHours[]): Rotation | undefined {
  const total = pumps.reduce((sum, { running }) => sum + running, 0)
  if (pumps.length < 2 || total < LEAST_HOURS) return undefined
  const most = pumps.reduce((a, b) => (b.running > a.running ? b : a))
  const least = pumps.reduce((a, b) => (b.running < a.running ? b : a))
  return { most, least, behind: 1 - least.running / most.running }
}

/**
 * Water in a tank and how long it lasts, from the share of its gauge that is covered.
 * @param storage m³ at the gauge's upper end
 * @param use m³/h
 */
export function tankLasts(
  level: number | null,
  range: Point['range'] | undefined,
  storage: number | undefined,
  use: number | undefined,
): { volume: number; hours: number | undefined } | undefined {
  if (level === null || !range || storage === undefined || range[1] <= 0) return undefined
  const volume = Math.max(0, Math.min(1, level / range[1])) * storage
  return { volume, hours: use === undefined || use < 0.05 ? undefined : volume / use }
}

/** Mean use of the days of which it is known, m³/h. */
export function meanUse(days: readonly StationDay[]): number | undefined {
  let [volume, hours] = [0, 0]
  for (const day of days) {
    if (day.volume.value === null) continue
    volume += day.volume.value
    hours += (day.to - day.from) / 3_600_000
  }
  return hours >= 1 ? volume / hours : undefined
}
