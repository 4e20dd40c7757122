import type { Zone } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import type { Context } from './watch.ts'

/** A flow point that measures water into (+1) or out of (−1) a zone. */
export interface InletFlow {
  point: Point
  sign: 1 | -1
}

/** The flow points on a zone's inlets and outlets, by the link they sit on. */
export function inletFlows(
  { points, network }: Pick<Context, 'points' | 'network'>,
  zone: Zone,
): InletFlow[] {
  const linkOf = new Map(network.fittings.map(fitting => [fitting.id, fitting.link]))
  const found: InletFlow[] = []
  for (const point of points.values()) {
    if (point.quantity !== 'flow') continue
    const link = linkOf.get(point.asset) ?? point.asset
    if (zone.inlets.includes(link)) found.push({ point, sign: 1 })
    else if (zone.outlets.includes(link)) found.push({ point, sign: -1 })
  }
  return found
}
