import type { Instant } from '../../model/time.ts'

/** A message of which something could not be used. */
export interface Reject {
  at: Instant
  source: string
  topic: string
  code: string
  detail: string
  /** The first bytes as text. */
  payload: string
}

const MOST = 50
const SHOWN = 500

/** The newest rejected messages, for the operator to see; bounded. */
export interface Rejects {
  add(reject: Omit<Reject, 'payload'>, payload: Uint8Array): void
  list(): readonly Reject[]
}

export function rejects(): Rejects {
  const kept: Reject[] = []
  return {
    add(reject, payload) {
      const text = Buffer.from(payload.subarray(0, SHOWN)).toString('utf8')
      // Foreign bytes are shown on a screen: nothing in them may be more than text.
      kept.push({ ...reject, topic: reject.topic.slice(0, SHOWN), payload: text.replace(/\p{Cc}/gu, '·') })
      if (kept.length > MOST) kept.shift()
    },
    list: () => kept,
  }
}
