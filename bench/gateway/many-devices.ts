import type { Histogram } from 'prom-client'
import { startGateway } from '../../gateway/gateway.ts'
import { atLeast, atMost, type Row } from '../row.ts'
import { benchDeps, configOf, farSide, pause } from './surroundings.ts'

const DEVICES = 500
const REGISTERS = 30
const SECONDS = 20

/** Neuron 2.2.1 publishes 124 % of a core for 500 devices × 30 tags a second, sent by MQTT. */
export async function manyDevices(broker: string): Promise<Row[]> {
  const far = await farSide(broker)
  const ids = Array.from({ length: DEVICES }, (_, d) => `D-${d}`)
  const points = ids.flatMap(id => Array.from({ length: REGISTERS }, (_, r) => `${id}.${r}`))
  const deps = await benchDeps(broker, points, REGISTERS)
  const gateway = await startGateway(
    configOf({
      lines: ids.map(id => ({
        id,
        tcp: far.endpoint,
        devices: [
          {
            id,
            unit: 1,
            profile: 'bench',
            period: 1,
            points: Object.fromEntries(Array.from({ length: REGISTERS }, (_, r) => [`r${r}`, `${id}.${r}`])),
          },
        ],
      })),
    }),
    deps,
  )
  await pause(5_000)
  const lateness = deps.metrics.getSingleMetric('gateway_poll_lateness_seconds') as Histogram<'gateway'>
  lateness.reset()
  const before = await far.seen()
  const cpu = process.cpuUsage()
  const started = performance.now()
  await pause(SECONDS * 1_000)
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - started) / 1_000
  const after = await far.seen()
  const late = await quantile(lateness, 0.99)
  await gateway.stop()
  await deps.bus.close()
  far.stop()
  const load = `${DEVICES} devices × ${REGISTERS} registers a second, each changed, stored and sent by MQTT`
  const share = ((user + system) / 1e6 / seconds) * 100
  return [
    atMost('CPU of one core', share, '%', 25, `${load}; Neuron publishes 124 %`),
    atMost('p99 lateness of a poll', late * 1_000, 'ms', 100, load),
    atLeast(
      'readings delivered',
      (after.readings - before.readings) / seconds,
      '1/s',
      DEVICES * REGISTERS * 0.98,
      load,
    ),
  ]
}

/** The upper end of the bucket the quantile falls into. */
async function quantile(histogram: Histogram<'gateway'>, q: number): Promise<number> {
  const { values } = await histogram.get()
  const total = values.find(value => value.metricName?.endsWith('_count'))?.value ?? 0
  const bucket = values.find(value => value.metricName?.endsWith('_bucket') && value.value >= q * total)
  return Number(bucket?.labels['le' as 'gateway'] ?? Number.POSITIVE_INFINITY)
}
