import type { LinkCause } from '../model/gateway-state.ts'
import { counter, gauge, histogram, type Registry } from '../runtime/metrics.ts'
import type { Collector } from './collector.ts'
import type { Spool } from './spool/spool.ts'

/** s */
const BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5, 10]

export interface Figures {
  polled(outcome: 'good' | LinkCause, late: number, took: number): void
  /** Brings the gauges up to date. */
  refresh(): void
}

/** A gateway's Prometheus figures, each labelled with its id. */
export function figures(
  registry: Registry,
  gateway: string,
  parts: {
    collector: Collector
    spool: Spool
    stored(): number
    devices(): { good: number; failed: number }
  },
): Figures {
  const label = ['gateway'] as const
  const polls = counter(registry, 'gateway_polls_total', 'Device polls by outcome', ['gateway', 'outcome'])
  const late = histogram(registry, 'gateway_poll_lateness_seconds', 'How far behind its turn a poll began', {
    labelNames: label,
    buckets: BUCKETS,
  })
  const took = histogram(registry, 'gateway_poll_seconds', 'From a poll’s first question to its end', {
    labelNames: label,
    buckets: BUCKETS,
  })
  const readings = counter(registry, 'gateway_readings_total', 'Readings by what became of them', [
    'gateway',
    'fate',
  ])
  const gauges = {
    unstored: gauge(registry, 'gateway_unstored_batches', 'Batches that ingest has not stored', {
      labelNames: label,
    }),
    bytes: gauge(registry, 'gateway_spool_bytes', 'Bytes of the spool on disk', { labelNames: label }),
    dropped: gauge(registry, 'gateway_spool_lost_readings', 'Readings lost: spool full, too old or damaged', {
      labelNames: label,
    }),
    devices: gauge(registry, 'gateway_devices', 'Devices by health', { labelNames: ['gateway', 'status'] }),
  }
  const told = { readings: 0, suppressed: 0, lost: 0 }
  return {
    polled(outcome, lateMs, tookMs) {
      polls.inc({ gateway, outcome })
      late.observe({ gateway }, lateMs / 1_000)
      took.observe({ gateway }, tookMs / 1_000)
    },
    refresh() {
      const { collector, spool } = parts
      for (const fate of ['readings', 'suppressed', 'lost'] as const) {
        readings.inc(
          { gateway, fate: fate === 'readings' ? 'sent' : fate },
          collector.counts[fate] - told[fate],
        )
        told[fate] = collector.counts[fate]
      }
      gauges.unstored.set({ gateway }, spool.last - parts.stored())
      gauges.bytes.set({ gateway }, spool.bytes)
      gauges.dropped.set({ gateway }, spool.losses.readings)
      const { good, failed } = parts.devices()
      gauges.devices.set({ gateway, status: 'good' }, good)
      gauges.devices.set({ gateway, status: 'failed' }, failed)
    },
  }
}
