import type { Instant } from '../../model/time.ts'
import type { Calendar } from '../clocks/calendar.ts'
import { deadlineOf } from '../clocks/limit.ts'
import type { Duty, Policy } from '../policy/schema.ts'

export type PipeGrade = 'special' | 'first' | 'second' | 'third'

/**
 * How often a pipe is patrolled follows from its grade, by diameter (mm) and use; undefined when the policy knows no
 * grades.
 */
export function pipeGrade(
  { dn, boosterMain }: { dn: number; boosterMain?: boolean },
  policy: Policy,
): PipeGrade | undefined {
  const from = (name: string) => policy.limits.find(limit => limit.name === name)?.value
  const [special, first, second] = ['gradeSpecialFromDn', 'gradeFirstFromDn', 'gradeSecondFromDn'].map(from)
  if (typeof special !== 'number' || typeof first !== 'number' || typeof second !== 'number') return undefined
  if (boosterMain || dn >= special) return 'special'
  if (dn >= first) return 'first'
  return dn >= second ? 'second' : 'third'
}

/** The duties of a name, or of a grade of pipe. */
export function dutiesOf(policy: Policy, name: string, grade?: PipeGrade): Duty[] {
  return policy.duties.filter(
    duty => duty.name === name && (duty.grade === undefined || duty.grade === grade),
  )
}

/** When a duty last done at `last` is due again: at the end of the local day on which its time is up. */
export function dueAgain(duty: Pick<Duty, 'every'>, last: Instant, calendar: Calendar): Instant {
  const at = deadlineOf({ limit: duty.every }, last, calendar)!
  return calendar.local(at).endOf('day').toMillis()
}
