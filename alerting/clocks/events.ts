import type { Instant } from '../../model/time.ts'
import type { Policy } from '../policy/schema.ts'
import type { TicketRecord } from '../ticket/record.ts'

/**
 * When an event of a ticket happened: a step, a follow-up task, a name the policy defines (`events`), or the
 * `appointment` agreed with the customer. Undefined while it has not.
 */
export function eventTime(record: TicketRecord, policy: Policy, name: string): Instant | undefined {
  const { steps, openedAt } = record.ticket
  const named = policy.events[name]
  if (named) {
    const times = named.any.map(one => eventTime(record, policy, one)).filter(at => at !== undefined)
    return times.length > 0 ? Math.min(...times) : undefined
  }
  if (name === 'appointment') {
    const agreed = steps.findLast(({ step }) => step === 'appointed')?.data?.appointment
    return typeof agreed === 'number' ? agreed : undefined
  }
  const step = steps.findLast(done => done.step === name)
  if (step) return step.at
  if (name === 'reported') return openedAt
  return record.tasks.findLast(({ task }) => task === name)?.at
}
