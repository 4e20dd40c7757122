import type { Priority } from '../../model/alarm.ts'
import type { Place, Stakes } from '../places.ts'
import type { AlarmRule, Family } from './catalogue.ts'

/** Families in which people lose water, or drink it. */
const PEOPLE: ReadonlySet<Family> = new Set(['hydraulic', 'leakage', 'quality', 'station'])
/** Above these the consequence is one step graver (domain.md §3.3: supply lost to many, major pipe). */
const MANY = 10_000
const MAJOR_DN = 800

/**
 * Priority is the time there is to respond, which the catalogue knows, times the consequence: a hospital or dialysis
 * in the zone, many households, a major pipe. Only what calls for work weighs more; it is never more than one step,
 * and instruments and links never gain.
 */
export function weighed(
  { priority, family, opens }: Pick<AlarmRule, 'priority' | 'family' | 'opens'>,
  { dn = 0 }: Pick<Place, 'dn'>,
  { households, critical }: Stakes,
): Priority {
  if (!opens || !PEOPLE.has(family)) return priority
  const grave = critical > 0 || households >= MANY || (family === 'hydraulic' && dn >= MAJOR_DN)
  return grave ? (Math.max(1, priority - 1) as Priority) : priority
}
