import type { Instant } from '../../model/time.ts'
import type { Context } from '../decide/context.ts'
import type { State } from '../state.ts'
import { dueAgain } from './duties.ts'

/** A duty as it stands for one subject. */
export interface DutyView {
  duty: string
  rule: string
  subject: string
  grade?: string
  every: string
  last?: Instant
  by?: string
  /** End of the day on which it is due; absent when it was never done here. */
  due?: Instant
  overdue: boolean
  assumed?: boolean
}

/** Subject of a duty that is the whole utility's. */
export const UTILITY = 'utility'

/** Every duty of the policy: for each subject it was done for, or once as never done. */
export function dutyViews(state: State, { policy, calendar }: Context, now: Instant): DutyView[] {
  return policy.duties.flatMap(duty => {
    const name = duty.grade === undefined ? duty.name : `${duty.name}.${duty.grade}`
    const { rule, every, grade, assumed } = duty
    const head = { duty: name, rule, every, ...(grade ? { grade } : {}), ...(assumed ? { assumed } : {}) }
    const done = [...state.duties].filter(([key]) => key.startsWith(`${name} `))
    if (done.length === 0) return [{ ...head, subject: UTILITY, overdue: false }]
    return done.map(([key, { at, by }]): DutyView => {
      const due = dueAgain(duty, at, calendar)
      return { ...head, subject: key.slice(name.length + 1), last: at, by, due, overdue: now > due }
    })
  })
}
