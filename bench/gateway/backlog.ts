import { join } from 'node:path'
import { startGateway } from '../../gateway/gateway.ts'
import { openSpool } from '../../gateway/spool/spool.ts'
import { batchBody } from '../../gateway/uplink/message.ts'
import { atMost, figure, type Row } from '../row.ts'
import { benchDeps, configOf, farSide, pause } from './surroundings.ts'

const HOURS = 24
const STORED_POINTS = 500

/** A day of 500 points each 10 s waits on disk; it is drained while live batches go on each 100 ms. */
export async function backlog(broker: string): Promise<Row[]> {
  const far = await farSide(broker)
  const deps = await benchDeps(broker, [], 1)
  const points = Array.from({ length: STORED_POINTS }, (_, i) => `P-${i}.flow`)
  const spool = await openSpool({ folder: join(deps.dataDir, 'gw'), maxBytes: 1e9, maxAge: 1e12 })
  const batches = HOURS * 360
  const start = Date.now() - HOURS * 3_600_000
  for (let n = 0; n < batches; n++) {
    const at = start + n * 10_000
    await spool.append(
      batchBody(points.map((point, i) => ({ point, at, value: n + i, quality: 'good' as const }))),
    )
  }
  const megabytes = spool.bytes / 1e6
  await spool.close()
  const began = performance.now()
  const gateway = await startGateway(
    configOf({
      spool: { maxMegabytes: 1_000 },
      lines: [
        {
          id: 'l',
          tcp: far.endpoint,
          devices: [{ id: 'd', profile: 'bench', period: 0.1, points: { r0: 'live.status' } }],
        },
      ],
    }),
    deps,
  )
  let seen = await far.seen()
  while (seen.backlog < batches && performance.now() - began < 300_000) {
    await pause(200)
    seen = await far.seen()
  }
  const seconds = (performance.now() - began) / 1_000
  await gateway.stop()
  await deps.bus.close()
  far.stop()
  const live = [...seen.live].sort((a, b) => a - b)
  const note = `${batches} batches of ${STORED_POINTS} readings, ${megabytes.toFixed(0)} MB on disk`
  return [
    figure('a day of backlog drained in', seconds, 's', note),
    figure('backlog readings', (batches * STORED_POINTS) / seconds, '1/s', note),
    atMost(
      'live batch on its way while draining, p99',
      live[Math.floor(live.length * 0.99)] ?? Infinity,
      'ms',
      1_000,
      `${live.length} live batches meanwhile`,
    ),
  ]
}
