import type { Alarm } from '../../../model/alarm.ts'
import type { LngLat } from '../../../model/network.ts'
import type { Instant } from '../../../model/time.ts'

/** One entry of the alarms' history as the server tells it. `received` is when the platform knew. */
export interface HistoryEvent {
  seq: number
  at: Instant
  received: Instant
  actor: string
  /** raised, cleared, acknowledged… */
  type: string
  alarm: string
  event?: Record<string, unknown>
}

type Apply = (alarm: Alarm, event: HistoryEvent) => Alarm
type About = Pick<Alarm, 'kind' | 'subject' | 'code' | 'priority'> &
  Partial<Pick<Alarm, 'point' | 'asset' | 'zone'>> & { place?: LngLat }

const without = (alarm: Alarm, ...keys: (keyof Alarm)[]): Alarm => {
  const rest = { ...alarm }
  for (const key of keys) delete rest[key]
  return rest
}
const evidenceOf = (event: HistoryEvent, otherwise: Alarm['evidence']) =>
  (event.event?.evidence as Alarm['evidence'] | undefined) ?? otherwise

const APPLY: Record<string, Apply> = {
  updated: (alarm, event) => ({ ...alarm, evidence: evidenceOf(event, alarm.evidence) }),
  cleared: (alarm, event) => ({
    ...alarm,
    active: false,
    clearedAt: event.at,
    evidence: evidenceOf(event, alarm.evidence),
  }),
  lost: alarm => ({ ...alarm, unknown: true }),
  regained: alarm => ({ ...alarm, unknown: false }),
  acknowledged: (alarm, { at, actor, event }) => ({
    ...alarm,
    acked: { at, by: actor, ...(typeof event?.note === 'string' ? { note: event.note } : {}) },
  }),
  shelved: (alarm, { at, actor, event }) => ({
    ...alarm,
    shelved: { at, by: actor, until: Number(event?.until), reason: String(event?.reason ?? '') },
  }),
  unshelved: alarm => without(alarm, 'shelved'),
  shelfEnded: alarm => without(alarm, 'shelved'),
  suppressed: (alarm, { event }) => ({ ...alarm, suppressedBy: String(event?.by ?? event?.rule ?? '?') }),
  unsuppressed: alarm => without(alarm, 'suppressedBy'),
  removed: (alarm, { at, actor, event }) => ({
    ...alarm,
    outOfService: { at, by: actor, reason: String(event?.reason ?? '') },
  }),
  returned: alarm => without(alarm, 'outOfService'),
}

/** Takes an event in. What is not known of here changes nothing. */
export function applyEvent(alarms: Map<string, Alarm>, event: HistoryEvent): void {
  const before = alarms.get(event.alarm)
  if (event.type === 'raised') {
    const raised = raise(before, event)
    if (raised) alarms.set(event.alarm, raised)
    return
  }
  const apply = APPLY[event.type]
  if (before && apply) alarms.set(event.alarm, apply(before, event))
}

function raise(before: Alarm | undefined, event: HistoryEvent): Alarm | undefined {
  const about = event.event?.about as About | undefined
  if (!about) return undefined
  const { place, ...rest } = about
  const carried = before && (before.active || !before.acked) ? before.count : 0
  return {
    id: event.alarm,
    ...rest,
    ...(place ? { at: place } : {}),
    active: true,
    unknown: false,
    raisedAt: Number(event.event?.start ?? event.at),
    count: carried + 1,
    evidence: evidenceOf(event, {}),
    ...(before?.shelved ? { shelved: before.shelved } : {}),
    ...(before?.outOfService ? { outOfService: before.outOfService } : {}),
  }
}

/**
 * The alarms as they were known at `at`, from events in the order they were received. `seed`: alarms of which it is
 * known that they were raised before the events begin; what was done to them later is taken off.
 */
export function alarmsAt(events: readonly HistoryEvent[], at: Instant, seed: readonly Alarm[] = []): Alarm[] {
  const alarms = new Map(seed.map(alarm => [alarm.id, asBefore(alarm, at)]))
  for (const event of events) if (event.received <= at) applyEvent(alarms, event)
  return [...alarms.values()]
}

/** A standing alarm without what was done to it after `at`. */
function asBefore(alarm: Alarm, at: Instant): Alarm {
  const later: (keyof Alarm)[] = []
  if (alarm.acked && alarm.acked.at > at) later.push('acked')
  if (alarm.shelved && alarm.shelved.at > at) later.push('shelved')
  if (alarm.outOfService && alarm.outOfService.at > at) later.push('outOfService')
  return without(alarm, ...later)
}

/** The next moment at which something happened, seen from `at`; `step` −1 looks back. */
export function nextEvent(events: readonly HistoryEvent[], at: Instant, step: 1 | -1): Instant | undefined {
  const told = events.filter(({ type }) => type !== 'updated').map(({ received }) => received)
  if (step === 1)
    return told
      .filter(when => when > at)
      .reduce<number | undefined>((a, b) => (a === undefined ? b : Math.min(a, b)), undefined)
  return told
    .filter(when => when < at)
    .reduce<number | undefined>((a, b) => (a === undefined ? b : Math.max(a, b)), undefined)
}
