import { type Instant, MINUTE } from '../../model/time.ts'
import { CodedError } from '../config/problems.ts'

const WINDOW = 15 * MINUTE
const MOST_KEYS = 10_000

/** Too many failed sign-ins; `retryAfter` in ms. */
export class TooManyAttempts extends CodedError {
  readonly statusCode = 429
  readonly retryAfter: number

  constructor(retryAfter: number) {
    super('too-many-attempts', `too many failed sign-ins; try again in ${Math.ceil(retryAfter / MINUTE)} min`)
    this.retryAfter = retryAfter
  }
}

/** Counts failed sign-ins by key over a sliding quarter of an hour. */
export class Attempts {
  private readonly failures = new Map<string, Instant[]>()

  /** Throws TooManyAttempts when any key has reached its limit. */
  assertAllowed(keys: Readonly<Record<string, number>>, now: Instant): void {
    for (const [key, limit] of Object.entries(keys)) {
      const recent = this.recent(key, now)
      const oldest = recent[recent.length - limit]
      if (oldest !== undefined) throw new TooManyAttempts(oldest + WINDOW - now)
    }
  }

  failed(keys: Readonly<Record<string, number>>, now: Instant): void {
    for (const [key, limit] of Object.entries(keys)) {
      const recent = [...this.recent(key, now), now].slice(-limit)
      this.failures.delete(key)
      this.failures.set(key, recent)
    }
    for (const key of this.failures.keys()) {
      if (this.failures.size <= MOST_KEYS) break
      this.failures.delete(key)
    }
  }

  private recent(key: string, now: Instant): Instant[] {
    return (this.failures.get(key) ?? []).filter(at => at > now - WINDOW)
  }
}
