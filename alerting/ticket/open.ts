import type { Alarm } from '../../model/alarm.ts'
import { evidenceWords } from '../../model/evidence.ts'
import { kindInfo } from '../../model/kinds.ts'
import type { Ticket } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { Calendar } from '../clocks/calendar.ts'
import type { Place, Places } from '../places.ts'
import { matches } from '../policy/match.ts'
import type { Policy } from '../policy/schema.ts'
import { versionOf } from '../policy/version.ts'

/** What a new ticket starts from, wherever it comes from. */
export type Draft = Omit<
  Ticket,
  'id' | 'openedAt' | 'steps' | 'policy' | 'policyVersion' | 'unit' | 'alsoUnits'
>

/** A ticket opened at `now` by `by`, routed by the policy. `id` from `ticketId`. */
export function openTicket(draft: Draft, id: string, by: string, policy: Policy, now: Instant): Ticket {
  const ring = draft.ring ?? policy.ringDefault
  const facts = { ...draft, ...(ring ? { ring } : {}) }
  const route = policy.routing.find(({ when }) => matches(when, facts))
  return {
    ...facts,
    id,
    policy: policy.id,
    policyVersion: versionOf(policy),
    openedAt: now,
    ...(route ? { unit: route.unit } : {}),
    ...(route?.also ? { alsoUnits: route.also } : {}),
    steps: [{ step: 'reported', at: now, received: now, by }],
  }
}

/** The draft of a ticket that an alarm asks for. */
export function draftFromAlarm(
  alarm: Alarm,
  category: string,
  incident: string,
  place: Place,
  places: Places,
  language: 'zh' | 'en',
): Draft {
  return {
    source: 'telemetry',
    category,
    kind: 'repair',
    incident,
    alarms: [alarm.id],
    priority: alarm.priority,
    content: contentOf(alarm, places, language),
    ...(place.asset ? { asset: place.asset } : {}),
    ...(place.zone ? { zone: place.zone } : {}),
    ...(place.at ? { at: place.at } : {}),
    ...(place.pipe ? { pipe: place.pipe } : {}),
    ...(place.dn ? { dn: place.dn } : {}),
    ...(place.ring ? { ring: place.ring } : {}),
    ...(place.address ? { address: place.address } : {}),
  }
}

/** What happened, in words: the condition, where, and its evidence. */
function contentOf(alarm: Alarm, places: Places, language: 'zh' | 'en'): string {
  const what = kindInfo(alarm.kind)?.[language] ?? alarm.kind
  const where = places.name(alarm.subject)?.[language] ?? alarm.subject
  const evidence = evidenceWords(alarm.evidence, language)
  if (language === 'zh') return `${where}：${what}${evidence ? `（${evidence}）` : ''}`
  return `${where}: ${what}${evidence ? ` (${evidence})` : ''}`
}

/** e.g. GD-2026-1122-0031: the local day it was opened and its number on that day. */
export function ticketId(prefix: string, now: Instant, number: number, calendar: Calendar): string {
  return `${dayKey(prefix, now, calendar)}-${String(number).padStart(4, '0')}`
}

/** The part of an id that is the same all day. */
export function dayKey(prefix: string, now: Instant, calendar: Calendar): string {
  return `${prefix}-${calendar.local(now).toFormat('yyyy-MMdd')}`
}
