import type { Instant } from '../../model/time.ts'
import type { Context } from '../decide/context.ts'
import type { Fact } from '../fact.ts'
import type { DutyDone, State } from '../state.ts'
import { dueAgain } from './duties.ts'
import { nameOf } from './view.ts'

/** Duties whose time has passed since they were last done, each said once. */
export function overdueDuties(state: State, context: Context, now: Instant): Fact[] {
  return untold(state, context)
    .filter(({ due }) => due < now)
    .map(({ duty, subject, due }) => ({ type: 'duty.overdue', duty, subject, due }))
}

/** When the next duty becomes overdue; Infinity when none will. */
export function nextOverdue(state: State, context: Context): Instant {
  return untold(state, context).reduce((next, { due }) => Math.min(next, due + 1), Infinity)
}

const dues = new WeakMap<DutyDone, Instant>()

function untold(state: State, { policy, calendar }: Context) {
  return [...state.duties].flatMap(([key, done]) => {
    const cut = key.indexOf(' ')
    const [name, subject] = [key.slice(0, cut), key.slice(cut + 1)]
    const duty = policy.duties.find(one => nameOf(one) === name)
    if (!duty) return []
    let due = dues.get(done)
    if (due === undefined) dues.set(done, (due = dueAgain(duty, done.at, calendar)))
    return done.told === due ? [] : [{ duty: name, subject, due }]
  })
}
