import { LIMIT_LEVELS, type LimitLevel } from '../../model/kinds.ts'
import type { Zone } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import { QUANTITIES } from '../../model/quantity.ts'
import { milliseconds } from './duration.ts'
import type { DetectorSettings } from './settings.ts'
import type { Threshold } from './settings-schema.ts'

/** One limit of a point in SI, with the delays (ms) after which it counts. */
export interface Limit {
  level: LimitLevel
  value: number
  deadband: number
  low: boolean
  onDelay: number
  offDelay: number
}

/**
 * The limits of a point as its settings, its position and its zone's minimum service pressure say. Detectors, screens
 * and compliance all ask here, so that none can think otherwise. Empty where nothing limits it.
 */
export function limitsOf(
  point: Point,
  settings: DetectorSettings,
  zones: ReadonlyMap<string, Pick<Zone, 'minPressure'>>,
): Limit[] {
  const rule = settings.of('limit', point)
  if (!rule || point.kind !== 'gauge') return []
  const limits = LIMIT_LEVELS.flatMap(level => {
    const threshold = rule[level]
    return (threshold && compile(level, threshold, point)) ?? []
  })
  const service = point.quantity === 'pressure' && point.zone && zones.get(point.zone)?.minPressure
  const low = limits.find(limit => limit.level === 'low')
  // A zone's minimum stands in for the default, never for what the site has chosen for the point itself.
  const chosen = settings.own?.('limit', point)?.low?.value
  if (service && low && chosen === undefined) low.value = service
  return limits
}

function compile(level: LimitLevel, threshold: Threshold, { range, quantity }: Point): Limit | undefined {
  if (threshold.off || threshold.value === undefined) return undefined
  const { value, deadband = 0, onDelay = '0 s', offDelay = '0 s' } = threshold
  const share = typeof value === 'string' ? Number.parseFloat(value) / 100 : undefined
  // Nobody said how far this gauge reaches: a share of everything physically possible would mean nothing.
  const possible = QUANTITIES[quantity].range
  if (share !== undefined && range[0] === possible[0] && range[1] === possible[1]) return undefined
  return {
    level,
    value: share === undefined ? Number(value) : range[0] + share * (range[1] - range[0]),
    deadband,
    low: level.endsWith('low'),
    onDelay: milliseconds(onDelay),
    offDelay: milliseconds(offDelay),
  }
}
