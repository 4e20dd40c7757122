import type { Instant } from '../../../model/time.ts'

/** What a receiver gets: one message, or several put together. */
export interface Letter {
  /** Keys of the messages in it; the first is the idempotency key. */
  keys: readonly string[]
  title: string
  text: string
  priority: number
  about: readonly string[]
}

/** Sends a letter; rejects when it did not arrive. `now` is real time: receivers check signatures against it. */
export type Sender = (letter: Letter, context: { now: Instant }) => Promise<void>
