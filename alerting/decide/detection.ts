import { type Alarm, alarmState } from '../../model/alarm.ts'
import type { Detection } from '../../model/detection.ts'
import type { Instant } from '../../model/time.ts'
import { type AlarmRule, alarmRule } from '../alarm/catalogue.ts'
import type { AlarmSubject } from '../alarm/event.ts'
import { alarmEvents } from '../alarm/from-detection.ts'
import { weighed } from '../alarm/priority.ts'
import { transition } from '../alarm/transition.ts'
import type { Fact } from '../fact.ts'
import type { Place } from '../places.ts'
import type { State } from '../state.ts'
import { attend } from './attend.ts'
import type { Context } from './context.ts'
import { standingCauses, suppressionOf } from './suppress.ts'

/** What a detection changes: its alarm, the incident it belongs to and the ticket that asks for. */
export function decideDetection(state: State, detection: Detection, context: Context, now: Instant): Fact[] {
  const id = `${detection.kind}/${detection.subject}`
  const place = context.places.of(detection)
  const point = context.places.point(detection.point ?? detection.subject)
  const known = alarmRule(detection.kind, point ?? {}, context.policy.alarms)
  const rule = { ...known, priority: weighed(known, place, context.places.stakes(place.zone)) }
  const before = state.alarms.get(id)
  const events = alarmEvents(before, state.heard.get(id), detection, () => subjectOf(detection, rule, place))
  if (events.length === 0) return []
  const facts: Fact[] = events.map(event => ({ type: 'alarm', id, event }))
  let alarm = events.reduce<Alarm | undefined>(transition, before)!
  const raised = events.some(({ type }) => type === 'raised')
  const causes = standingCauses(state, context, alarm)
  if (raised && alarm.suppressedBy === undefined && (causes.length > 0 || state.work.size > 0)) {
    const suppressing = suppressionOf(state, alarm, causes, context)
    if (suppressing !== undefined) {
      const event = { type: 'suppressed', at: now, rule: suppressing } as const
      facts.push({ type: 'alarm', id, event })
      alarm = transition(alarm, event)!
    }
  }
  if (raised && alarmState(alarm, now) === 'UNACK') {
    facts.push(...attend(state, { alarm, rule, place }, context, now))
  }
  return facts
}

function subjectOf(detection: Detection, rule: AlarmRule, place: Place): AlarmSubject {
  const { kind, subject } = detection
  const asset = detection.asset ?? place.asset
  const zone = detection.zone ?? place.zone
  return {
    kind,
    subject,
    code: rule.code,
    priority: rule.priority,
    ...(detection.point ? { point: detection.point } : {}),
    ...(asset ? { asset } : {}),
    ...(zone ? { zone } : {}),
    ...(place.at ? { place: place.at } : {}),
    ...(rule.latched ? { latched: true } : {}),
  }
}
