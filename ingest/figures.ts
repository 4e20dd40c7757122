import type { Registry } from 'prom-client'
import { counter, gauge } from '../runtime/metrics.ts'
import type { Feed } from './history/feed.ts'
import type { Counted } from './intake/door.ts'
import type { IntakeLog } from './intake/log.ts'

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

/** What an outside watcher raises an alarm on: the disk that cannot be written, the store that does not take, the backlog. */
export function faultFigures(
  metrics: Registry,
  intake: Pick<IntakeLog, 'fault' | 'end'>,
  feed: Pick<Feed, 'fault' | 'offset' | 'waiting'>,
): void {
  const figures: [name: string, help: string, collect: () => number][] = [
    ['intake_fault', '1 while the intake log cannot be written', () => (intake.fault ? 1 : 0)],
    ['history_fault', '1 while the history store does not take readings', () => (feed.fault ? 1 : 0)],
    [
      'history_behind_bytes',
      'Bytes made durable that history does not have yet',
      () => intake.end - feed.offset,
    ],
    ['history_waiting_readings', 'Readings in memory on their way to history', () => feed.waiting],
  ]
  for (const [name, help, collect] of figures) gauge(metrics, `ingest_${name}`, help, { collect })
}
