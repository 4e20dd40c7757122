import type { Instant } from '../../../../model/time.ts'
import { type Entry, isWaiting, KEPT_SETTLED, laneOf, MOST_WAITING } from './entry.ts'

/** What came back for an entry; `serverNow` where the answer said so. */
export type Answer =
  | { ok: true; serverNow?: Instant }
  | {
      ok: false
      status: number
      code: string
      message: string
      by?: string
      at?: Instant
      serverNow?: Instant
    }

/** Waits between tries, ms; the last one for ever after. */
const LADDER = [2_000, 5_000, 15_000, 60_000, 300_000]

/** Troubles that were the network's. */
const NO_NETWORK = new Set(['offline', 'not-the-server'])

/** Codes of what the network or the server's machine did: it may go better next time. */
const PASSING = (status: number) => status === 0 || status === 408 || status === 429 || status >= 500

/** The first of each lane that this person's session may send, when its time has come. */
function heads(entries: readonly Entry[], me: string): Entry[] {
  const lanes = new Map<string, Entry>()
  for (const entry of entries.filter(isWaiting).sort((a, b) => a.seq - b.seq)) {
    const lane = laneOf(entry)
    if (!lanes.has(lane)) lanes.set(lane, entry)
  }
  return [...lanes.values()].filter(({ state, by }) => state === 'waiting' && by === me)
}

/**
 * The entry to send next, of those this person made: the first of each lane, unless it was refused or waits for its
 * next try; words before photos, because they are small and somebody waits for them.
 */
export function due(entries: readonly Entry[], me: string, now: number): Entry | undefined {
  return heads(entries, me)
    .filter(({ notBefore }) => notBefore <= now)
    .sort((a, b) => Number(a.act.kind === 'photo') - Number(b.act.kind === 'photo') || a.seq - b.seq)[0]
}

/** When there will be something to send, by the phone's clock; undefined when nothing waits for time. */
export function nextTry(entries: readonly Entry[], me: string): number | undefined {
  const first = heads(entries, me)
  return first.length === 0 ? undefined : Math.min(...first.map(({ notBefore }) => notBefore))
}

/** The entry after the server's answer. */
export function answered(entry: Entry, answer: Answer, now: number, siteNow: Instant): Entry {
  const { trouble: _, ...before } = entry
  if (answer.ok) return { ...before, state: 'done', settledAt: answer.serverNow ?? siteNow }
  const { status, code, message, by, at, serverNow } = answer
  if (code === 'already-done') {
    const mine = by === entry.by && at === entry.at
    const first = mine || by === undefined || at === undefined ? {} : { first: { by, at } }
    return { ...before, state: 'done', settledAt: serverNow ?? siteNow, ...first }
  }
  const trouble = { code, message }
  // Nobody is signed in: waiting costs nothing, and the person is asked.
  if (status === 401) return { ...before, trouble }
  if (PASSING(status)) {
    const notBefore = now + LADDER[Math.min(entry.tries, LADDER.length - 1)]!
    return { ...before, trouble, tries: entry.tries + 1, notBefore }
  }
  if (code === 'time-ahead' && serverNow !== undefined && !entry.setBack)
    return { ...before, at: Math.min(entry.at, serverNow), setBack: true }
  return { ...before, state: 'refused', trouble }
}

/**
 * What an answer says of the others that wait: where one found no network the rest wait with it, and where one got
 * through they need not wait any longer. A browser says it is online a while before it is.
 */
export function afterAnswer(entries: readonly Entry[], answer: Answer, notBefore: number): Entry[] {
  if (!answer.ok && answer.status !== 0) return [...entries]
  return entries.map(entry => {
    if (entry.state !== 'waiting') return entry
    if (!answer.ok) return { ...entry, notBefore: Math.max(entry.notBefore, notBefore) }
    return entry.trouble === undefined || NO_NETWORK.has(entry.trouble.code)
      ? { ...entry, notBefore: 0 }
      : entry
  })
}

/** The network is back, or somebody asks: everything that waits for its next try is due now. */
export const hurry = (entries: readonly Entry[]): Entry[] =>
  entries.map(entry => (entry.state === 'waiting' ? { ...entry, notBefore: 0 } : entry))

/** A refused entry is tried again under the same id. */
export function again(entry: Entry): Entry {
  const { trouble: _, ...rest } = entry
  return entry.state === 'refused' ? { ...rest, state: 'waiting', tries: 0, notBefore: 0 } : entry
}

/** Settled entries that need not be kept: the oldest beyond the last few. What somebody else did first stays longest. */
export function outdated(entries: readonly Entry[]): string[] {
  const settled = entries.filter(entry => !isWaiting(entry))
  return settled
    .sort((a, b) => Number(b.first !== undefined) - Number(a.first !== undefined) || b.seq - a.seq)
    .slice(KEPT_SETTLED)
    .map(({ id }) => id)
}

/** Whether one more may be written down. */
export const hasRoom = (entries: readonly Entry[]): boolean => entries.filter(isWaiting).length < MOST_WAITING
