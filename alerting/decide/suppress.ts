import type { Alarm } from '../../model/alarm.ts'
import { isOpen } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { alarmRule } from '../alarm/catalogue.ts'
import { isSuppressingWork, isSuppressor, type StandingCause, suppression } from '../alarm/inhibition.ts'
import type { Fact } from '../fact.ts'
import type { State } from '../state.ts'
import { attend } from './attend.ts'
import type { Context } from './context.ts'

/** The causes that suppress others now; `changed` is the newest view of one of them. */
export function standingCauses(state: State, context: Context, changed?: Alarm): StandingCause[] {
  const causes = [...state.causes].map(id => state.alarms.get(id)!).filter(({ id }) => id !== changed?.id)
  if (changed?.active && isSuppressor(changed.kind)) causes.push(changed)
  return causes.map(alarm => ({ alarm, place: context.places.of(alarm) }))
}

/** The rule that suppresses an alarm now. */
export function suppressionOf(
  state: State,
  alarm: Alarm,
  causes: readonly StandingCause[],
  context: Context,
): string | undefined {
  const place = context.places.of(alarm)
  const { family } = ruleOf(alarm, context)
  return suppression({ id: alarm.id, kind: alarm.kind, family, place }, causes, workOf(state))
}

/** What changes for alarms when a cause comes or goes, or work begins or ends: suppressed, the rule named, or released. */
function resuppress(state: State, context: Context, now: Instant): Fact[] {
  const facts: Fact[] = []
  const causes = standingCauses(state, context)
  for (const alarm of state.alarms.values()) {
    if (!alarm.active && !alarm.suppressedBy) continue
    const rule = alarm.active ? suppressionOf(state, alarm, causes, context) : undefined
    if (rule !== undefined && alarm.suppressedBy === undefined) {
      facts.push({ type: 'alarm', id: alarm.id, event: { type: 'suppressed', at: now, rule } })
    } else if (rule === undefined && alarm.suppressedBy !== undefined) {
      facts.push({ type: 'alarm', id: alarm.id, event: { type: 'released', at: now } })
    }
  }
  return facts
}

/**
 * What follows from the state by itself: suppressions to be set or lifted, and standing alarms that nobody has put
 * into an incident. Asked again until nothing follows, each answer being applied before the next question.
 */
export function followUp(state: State, context: Context, now: Instant): Fact[] {
  if (state.recheck) {
    state.recheck = false
    const facts = resuppress(state, context, now)
    if (facts.length > 0) return facts
  }
  for (const id of state.unattended) {
    state.unattended.delete(id)
    const alarm = state.alarms.get(id)!
    const raised = { alarm, rule: ruleOf(alarm, context), place: context.places.of(alarm) }
    return attend(state, raised, context, now)
  }
  return []
}

function ruleOf(alarm: Alarm, { places, policy }: Context) {
  return alarmRule(alarm.kind, places.point(alarm.point ?? alarm.subject) ?? {}, policy.alarms)
}

function* workOf(state: State) {
  for (const id of state.work) {
    const ticket = state.tickets.get(id)?.ticket
    if (ticket && isOpen(ticket) && isSuppressingWork(ticket.category)) yield ticket
  }
}
