import type { Alarm } from '../../model/alarm.ts'
import type { Detection } from '../../model/detection.ts'
import { type Instant, MINUTE } from '../../model/time.ts'
import type { AlarmEvent, AlarmSubject } from './event.ts'

/** The last that was heard of a condition: what makes a resend recognisable. */
export interface Condition {
  start: Instant
  at: Instant
  active: boolean
  unknown: boolean
  /** When its last spells began. */
  spells: readonly Instant[]
}

/** Raised so often within so long, an alarm chatters (ISA-18.2, domain.md §3.2). */
const CHATTER = { spells: 3, within: MINUTE }

/**
 * What a detection does to its alarm. A resend, a retained re-delivery and anything older than what was heard do
 * nothing; nor does late data (`retrospective`): history never moves a live alarm.
 */
export function alarmEvents(
  alarm: Alarm | undefined,
  heard: Condition | undefined,
  detection: Detection,
  about: () => AlarmSubject,
): AlarmEvent[] {
  const { at, start, active, evidence } = detection
  if (detection.retrospective || isOld(heard, detection)) return []
  const events: AlarmEvent[] = []
  const standing = alarm?.active ?? false
  if (active && (!standing || heard?.start !== start)) {
    const subject = about()
    const chattering = subject.priority > 1 && chatters(heard, start) ? { chattering: true } : {}
    events.push({ type: 'raised', at, start, about: subject, evidence, ...chattering })
  } else if (!active && standing) {
    events.push({ type: 'cleared', at, evidence })
  } else if (active && standing && !sameEvidence(alarm!.evidence, evidence)) {
    events.push({ type: 'updated', at, evidence })
  }
  const known = alarm !== undefined || active
  const moved = events.some(event => event.type !== 'updated')
  if (detection.unknown && known && (moved || !alarm?.unknown)) events.push({ type: 'lost', at })
  if (!detection.unknown && !moved && alarm?.unknown) events.push({ type: 'regained', at })
  return events
}

function chatters(heard: Condition | undefined, start: Instant): boolean {
  const recent = heard?.spells.filter(spell => spell > start - CHATTER.within) ?? []
  return recent.length + 1 >= CHATTER.spells
}

function isOld(heard: Condition | undefined, { start, at, active, unknown = false }: Detection): boolean {
  if (!heard) return false
  if (at !== heard.at) return at < heard.at
  if (start !== heard.start) return start < heard.start
  // A spell that began and ended at one instant stays ended.
  return (active === heard.active && unknown === heard.unknown) || (active && !heard.active)
}

function sameEvidence(a: Detection['evidence'], b: Detection['evidence']): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every(key => a[key] === b[key])
}

/** What is heard of the condition once the event has happened. */
export function heardAfter(before: Condition | undefined, event: AlarmEvent): Condition | undefined {
  const { at } = event
  switch (event.type) {
    case 'raised':
      return {
        start: event.start,
        at,
        active: true,
        unknown: false,
        spells: [...(before?.spells ?? []), event.start].slice(-CHATTER.spells),
      }
    case 'cleared':
      return before && { ...before, at, active: false, unknown: false }
    case 'lost':
    case 'regained':
      return before && { ...before, at, unknown: event.type === 'lost' }
    case 'updated':
      return before && { ...before, at }
    default:
      return before
  }
}
