import type { Instant } from '../../model/time.ts'

/** Why something could not be taken as it was. */
export type Fault =
  | 'too-large'
  | 'not-json'
  | 'not-a-batch'
  | 'not-a-gateway-state'
  | 'undecodable'
  | 'unknown-point'
  | 'row-without-point'
  | 'time-impossible'
  | 'refused-by-store'

export interface Quarantined {
  fault: Fault
  /** Topic or point it came by. */
  source: string
  /** What exactly was wrong, of the newest. */
  detail: string
  first: Instant
  last: Instant
  count: number
  /** The beginning of the newest payload, as text. */
  sample: string
}

const SAMPLE_BYTES = 512

/**
 * What was acknowledged but could not be used, to be looked at. One entry a fault and source, with a count and the
 * newest sample, so that a flood from one broken device cannot push out the others.
 */
export interface Quarantine {
  put(fault: Fault, source: string, detail: string, payload: Uint8Array | string, now: Instant): void
  list(): Quarantined[]
  readonly total: number
}

/** A quarantine of at most `entries` entries; the one unseen for longest goes first. */
export function quarantine(entries: number, saved: readonly Quarantined[] = []): Quarantine {
  const held = new Map(saved.map(item => [`${item.fault} ${item.source}`, item]))
  let total = saved.reduce((sum, item) => sum + item.count, 0)
  return {
    put(fault, source, detail, payload, now) {
      total++
      const key = `${fault} ${source.slice(0, 200)}`
      const known = held.get(key)
      held.delete(key)
      held.set(key, {
        fault,
        source: source.slice(0, 200),
        detail: detail.slice(0, 300),
        first: known?.first ?? now,
        last: now,
        count: (known?.count ?? 0) + 1,
        sample: sampleOf(payload),
      })
      if (held.size > entries) held.delete(held.keys().next().value!)
    },
    list: () => [...held.values()].reverse(),
    get total() {
      return total
    },
  }
}

function sampleOf(payload: Uint8Array | string): string {
  if (typeof payload === 'string') return payload.slice(0, SAMPLE_BYTES)
  return Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.length, SAMPLE_BYTES)).toString(
    'utf8',
  )
}
