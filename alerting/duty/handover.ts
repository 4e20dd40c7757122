import type { Instant } from '../../model/time.ts'

/** One shift handed to the next: begun by the one who goes, over when the one who comes has signed as well. */
export interface Handover {
  id: string
  begunAt: Instant
  outgoing: string
  /** What the policy's form asks for, in the words of the one who goes. */
  items: Record<string, string>
  /** What stood when it was begun, by the program. */
  standing: { alarms: string[]; tickets: string[] }
  takenAt?: Instant
  incoming?: string
  inspection?: Record<string, boolean>
}

export type HandoverFact =
  | { type: 'handover.begun'; handover: Handover }
  | { type: 'handover.taken'; id: string; at: Instant; by: string; inspection: Record<string, boolean> }

/** Handovers kept in memory; older ones are in the journal. */
const KEPT = 200

/** The handovers after a fact. */
export function applyToHandovers(handovers: readonly Handover[], fact: HandoverFact): readonly Handover[] {
  if (fact.type === 'handover.begun') {
    // One that nobody took over is begun anew.
    const done = handovers.filter(({ takenAt }) => takenAt !== undefined)
    return [...done, fact.handover].slice(-KEPT)
  }
  const { id, at, by, inspection } = fact
  return handovers.map(one => (one.id === id ? { ...one, takenAt: at, incoming: by, inspection } : one))
}
