import type { Priority } from '../../model/alarm.ts'
import { isDiagnostic } from '../../model/detection.ts'
import { kindInfo } from '../../model/kinds.ts'
import type { Position } from '../../model/point.ts'
import type { Quantity } from '../../model/quantity.ts'

/** Alarms of one cause share a family: only these can become one incident. */
export const FAMILIES = [
  'hydraulic',
  'leakage',
  'regulation',
  'quality',
  'station',
  'customer',
  'comms',
  'instrument',
  'other',
] as const
export type Family = (typeof FAMILIES)[number]

/** What an alarm means for the work: its family, the ticket it asks for and how strong a cause it names. */
export interface AlarmRule {
  family: Family
  /** Fault category for tickets (policy words). */
  category: string
  /** Opens a ticket by itself; otherwise people may. */
  opens: boolean
  /** Within a family the strongest member names the incident's cause and the ticket's category. */
  rank: number
  priority: Priority
  code: string
  /** Held until somebody resets it, even when the condition is gone. */
  latched?: boolean
}

type Row = [kind: RegExp, family: Family, category: string, opens: boolean, rank: number]

/** The default catalogue (domain.md §8). First match wins; a policy's `alarms` come before it. */
const ROWS: readonly Row[] = [
  [/^burst$/, 'hydraulic', 'burst', true, 9],
  [/^plant-event$/, 'hydraulic', 'municipalPressure', true, 10],
  [/^flow-rise$/, 'hydraulic', 'leak', true, 6],
  [/^pressure-(very-)?low$/, 'hydraulic', 'lowPressure', true, 3],
  [/^pressure-drop$/, 'hydraulic', 'lowPressure', false, 2],
  [/^leak$/, 'leakage', 'hiddenLeak', true, 5],
  [/^zone-imbalance$/, 'leakage', 'hiddenLeak', false, 2],
  [/^pressure-very-high$/, 'regulation', 'municipalPressure', true, 3],
  [/^pressure-high$/, 'regulation', 'municipalPressure', false, 2],
  [/^contamination$/, 'quality', 'waterPollution', true, 9],
  [/^quality-event$/, 'quality', 'waterQuality', true, 5],
  [
    /^(chlorine|total-chlorine|chlorine-dioxide|turbidity|ph|ammonia|cod|conductivity)-very-/,
    'quality',
    'waterQuality',
    true,
    5,
  ],
  [
    /^(chlorine|total-chlorine|chlorine-dioxide|turbidity|ph|ammonia|cod|conductivity|redox)-/,
    'quality',
    'waterQuality',
    false,
    2,
  ],
  [/^pump-(fault|trip|dry-run|short-cycling)$/, 'station', 'pumpRepair', true, 5],
  [/^pump-/, 'station', 'pumpRepair', false, 2],
  [/^flooding$/, 'station', 'pumpStation', true, 8],
  [/^mains-failure$/, 'station', 'pumpStation', true, 7],
  [/^level-very-/, 'station', 'pumpStation', true, 4],
  [/^(level-|door-open)/, 'station', 'pumpStation', false, 1],
  [/^meter-(burst|reverse|tamper|spike)$/, 'customer', 'abnormalUsage', true, 5],
  [/^meter-/, 'customer', 'abnormalUsage', false, 2],
  [/^comm-failure$|^missing-data$/, 'comms', 'comms', false, 1],
]

/** The family that a ticket's category belongs to, for finding tickets about the same matter. */
export function familyOfCategory(category: string): Family | undefined {
  if (WATER_LOSS.has(category)) return 'hydraulic'
  return ROWS.find(([, , row]) => row === category)?.[1]
}

/** Categories that a caller may use for what a burst or leak does. */
const WATER_LOSS = new Set(['burst', 'leak', 'hiddenLeak', 'noWater', 'lowPressure', 'thirdPartyDamage'])

/** Part of a policy: its own words on some alarms. */
export interface AlarmOverride {
  kind?: string
  quantity?: Quantity
  position?: Position
  category?: string
  opens?: boolean
  priority?: Priority
  latched?: boolean
}

/**
 * The rule for an alarm of `kind` on a point of `quantity` at `position`. A diagnostic kind is about an instrument
 * or a link: it is never above priority 3 and never opens a ticket about water, whatever a policy says.
 */
export function alarmRule(
  kind: string,
  where: { quantity?: Quantity; position?: Position } = {},
  overrides: readonly AlarmOverride[] = [],
): AlarmRule {
  const info = kindInfo(kind)
  const row = ROWS.find(([pattern]) => pattern.test(kind))
  const diagnostic = isDiagnostic(kind)
  const base: AlarmRule = {
    family: row?.[1] ?? (diagnostic ? 'instrument' : 'other'),
    category: row?.[2] ?? (diagnostic ? 'instrument' : 'general'),
    opens: row?.[3] ?? false,
    rank: row?.[4] ?? 1,
    priority: info?.priority ?? 3,
    code: info?.code ?? kind.toUpperCase(),
  }
  const own = overrides.find(
    o =>
      (o.kind === undefined || o.kind === kind) &&
      (o.quantity === undefined || o.quantity === where.quantity) &&
      (o.position === undefined || o.position === where.position),
  )
  const rule = { ...base, ...pick(own) }
  return diagnostic ? { ...rule, opens: false, priority: Math.max(3, rule.priority) as Priority } : rule
}

function pick(own: AlarmOverride | undefined): Partial<AlarmRule> {
  if (!own) return {}
  const { category, opens, priority, latched } = own
  return {
    ...(category === undefined ? {} : { category }),
    ...(opens === undefined ? {} : { opens }),
    ...(priority === undefined ? {} : { priority }),
    ...(latched === undefined ? {} : { latched }),
  }
}
