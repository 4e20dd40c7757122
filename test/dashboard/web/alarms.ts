import type { Alarm } from '../../../model/alarm.ts'

export const NOON = Date.UTC(2026, 10, 22, 4)

let serial = 0

/** An alarm that stands unacknowledged, with whatever a test wants different. */
export function alarm(given: Partial<Alarm> = {}): Alarm {
  const kind = given.kind ?? 'pressure-low'
  const subject = given.subject ?? `P-${++serial}`
  return {
    id: `${kind}/${subject}`,
    kind,
    subject,
    code: kind.toUpperCase(),
    priority: 2,
    active: true,
    unknown: false,
    raisedAt: NOON,
    count: 1,
    evidence: {},
    ...given,
  }
}

export const acked = (at = NOON) => ({ acked: { at, by: 'li' } })
