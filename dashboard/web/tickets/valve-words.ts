import type { ValveFinding } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'

interface Told {
  task: string
  at: Instant
  received: Instant
  by: string
  note?: string
  data?: Record<string, unknown>
}

/** What was last reported of a valve. */
export interface ValveWord {
  finding: ValveFinding
  at: Instant
  received: Instant
  by: string
  note?: string
}

/** The last word about each valve, by when it was done. */
export function valveWords(tasks: readonly Told[] = []): Map<string, ValveWord> {
  const words = new Map<string, ValveWord>()
  for (const { task, at, received, by, note, data } of tasks) {
    if (task !== 'valve' || typeof data?.valve !== 'string') continue
    const before = words.get(data.valve)
    if (before && before.at > at) continue
    words.set(data.valve, {
      finding: data.finding as ValveFinding,
      at,
      received,
      by,
      ...(note ? { note } : {}),
    })
  }
  return words
}

/**
 * What a desk may say of a valve that is to be shut. Silence is not a closed valve: once somebody is on site it may
 * be shut already and its word under way, so it is pending; nobody there, it is open.
 */
export function valveState(word: ValveWord | undefined, onSite: boolean): ValveFinding | 'pending' | 'open' {
  return word?.finding ?? (onSite ? 'pending' : 'open')
}
