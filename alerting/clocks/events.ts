import type { Instant } from '../../model/time.ts'
import type { Policy } from '../policy/schema.ts'
import type { TicketRecord } from '../ticket/record.ts'

/** When a clock began, and the instant its limit is counted from: an appointment is made before it takes place. */
export interface Start {
  at: Instant
  base: Instant
}

/** The start of a clock that runs `from` an event; undefined while the event has not happened. */
export function startOf(record: TicketRecord, policy: Policy, from: string): Start | undefined {
  if (from === 'appointment') {
    const agreed = record.ticket.steps.findLast(({ step }) => step === 'appointed')
    return agreed && said(agreed.at, agreed.data?.appointment)
  }
  if (from === 'promise') {
    const promised = record.tasks.findLast(({ task }) => task === 'promised')
    return promised && said(promised.at, promised.data?.until)
  }
  const at = eventTime(record, policy, from)
  return at === undefined ? undefined : { at, base: at }
}

function said(at: Instant, base: unknown): Start | undefined {
  return typeof base === 'number' ? { at, base } : undefined
}

/**
 * When an event of a ticket happened: a step, a follow-up task, or a name the policy defines (`events`). Undefined
 * while it has not.
 */
export function eventTime(record: TicketRecord, policy: Policy, name: string): Instant | undefined {
  const { steps, openedAt, discoveredAt } = record.ticket
  const named = policy.events[name]
  if (named) {
    const times = named.any.map(one => eventTime(record, policy, one)).filter(at => at !== undefined)
    return times.length > 0 ? Math.min(...times) : undefined
  }
  const step = steps.findLast(done => done.step === name)
  if (step) return step.at
  if (name === 'reported') return openedAt
  if (name === 'discovered') return discoveredAt ?? openedAt
  return record.tasks.findLast(({ task }) => task === name)?.at
}
