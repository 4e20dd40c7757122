import type { Point } from '../../model/point.ts'
import type { Quantity } from '../../model/quantity.ts'
import type { Track } from './track.ts'
import { type Finding, found, NOTHING } from './verdict.ts'

/** What an analyser measures in the water that flows past it. */
const ANALYSED: ReadonlySet<Quantity> = new Set<Quantity>([
  'chlorine',
  'total-chlorine',
  'chlorine-dioxide',
  'turbidity',
  'ph',
  'conductivity',
  'redox',
  'ammonia',
  'cod',
])
/** A flow point of the analyser's own: `WQ-1.sample-flow`. */
const SAMPLE = /sample/i
/** m³/h; cells want 30 to 60 L/h (domain.md §1.4). */
const LEAST = 0.02
/** The flow must be of about the same time, in periods of the slower. */
const SAME_TIME = 3

/** The sample flow of each analysed point, where its analyser measures one. */
export function sampleFlowsIn(points: ReadonlyMap<string, Point>): Map<string, string> {
  const flows = new Map<string, string>()
  for (const { id, asset, quantity } of points.values())
    if (quantity === 'flow' && SAMPLE.test(id)) flows.set(asset, id)
  return new Map(
    [...points.values()].flatMap(({ id, asset, quantity }) => {
      const flow = ANALYSED.has(quantity) ? flows.get(asset) : undefined
      return flow === undefined ? [] : [[id, flow]]
    }),
  )
}

/**
 * Without water flowing past it an analyser shows what stands in its cell, which says nothing of the network. Source:
 * domain.md §1.3 (chlorine drop alone with low sample flow: instrument fault, not water), §1.4 (loss of sample flow).
 */
export function sampleFinding(at: number, { point }: Track, flow: Track | undefined): Finding {
  if (!flow || Number.isNaN(flow.good)) return NOTHING
  if (Math.abs(at - flow.goodAt) > SAME_TIME * Math.max(point.period, flow.point.period)) return NOTHING
  return flow.good < LEAST ? found('uncertain', 'no-sample') : NOTHING
}
