import type { Network } from '../../model/network.ts'
import type { Instant } from '../../model/time.ts'
import type { Context } from '../decide/context.ts'
import type { Duty } from '../policy/schema.ts'
import type { State } from '../state.ts'
import { dueAgain } from './duties.ts'
import { subjectsOf, UTILITY } from './subjects.ts'

/** A duty as it stands for one subject. */
export interface DutyView {
  duty: string
  rule: string
  subject: string
  grade?: string
  every: string
  last?: Instant
  by?: string
  /** End of the day on which it is due; absent when it was never done here: unknown, not in order. */
  due?: Instant
  overdue: boolean
  assumed?: boolean
}

/** The name under which a duty is reported done: patrols have one a grade of pipe. */
export function nameOf({ name, grade }: Duty): string {
  return grade === undefined ? name : `${name}.${grade}`
}

/**
 * Every duty of the policy for everything it comes round for by the network, and for what it was reported done for
 * besides.
 */
export function dutyViews(state: State, { policy, calendar, network }: Context, now: Instant): DutyView[] {
  return policy.duties.flatMap(duty => {
    const name = nameOf(duty)
    const { rule, every, grade, assumed } = duty
    const head = { duty: name, rule, every, ...(grade ? { grade } : {}), ...(assumed ? { assumed } : {}) }
    const reported = [...state.duties.keys()]
      .filter(key => key.startsWith(`${name} `))
      .map(key => key.slice(name.length + 1))
    const known = knownSubjects(duty, policy, network)
    // Whoever reports by their own routes is not asked for the whole besides.
    const asked = reported.length > 0 ? known.filter(subject => subject !== UTILITY) : known
    return [...new Set([...asked, ...reported])].map((subject): DutyView => {
      const done = state.duties.get(`${name} ${subject}`)
      if (!done) return { ...head, subject, overdue: false }
      const due = dueAgain(duty, done.at, calendar)
      return { ...head, subject, last: done.at, by: done.by, due, overdue: now > due }
    })
  })
}

const remembered = new WeakMap<Network, Map<Duty, string[]>>()

/** A network never changes while it is in use; walking its pipes anew for every question would be waste. */
function knownSubjects(duty: Duty, policy: Context['policy'], network: Network): string[] {
  let byDuty = remembered.get(network)
  if (!byDuty) remembered.set(network, (byDuty = new Map()))
  let subjects = byDuty.get(duty)
  if (!subjects) byDuty.set(duty, (subjects = subjectsOf(duty, network, policy)))
  return subjects
}
