import type { Registry } from 'prom-client'
import { counter } from '../runtime/metrics.ts'
import type { Counted } from './intake/door.ts'

const HELP: Record<Counted, string> = {
  messages: 'Messages offered to ingest',
  readings: 'Readings made durable',
  quarantined: 'Messages and readings that could not be used',
  'resent-batches': 'Batches that were stored already',
  'resent-readings': 'Readings that were stored already',
  refused: 'Messages whose acknowledgement was withheld',
}

export interface Figures {
  count(what: Counted, n: number): void
  totals(): Record<Counted, number>
}

/** Ingest's counters in the metrics registry, and their totals since the start. */
export function ingestFigures(metrics: Registry): Figures {
  const names = Object.keys(HELP) as Counted[]
  const counters = Object.fromEntries(
    names.map(name => [name, counter(metrics, `ingest_${name.replaceAll('-', '_')}_total`, HELP[name])]),
  )
  const totals = Object.fromEntries(names.map(name => [name, 0])) as Record<Counted, number>
  return {
    count(what, n) {
      totals[what] += n
      counters[what]!.inc(n)
    },
    totals: () => ({ ...totals }),
  }
}
