import type { Point } from '../../../model/point.ts'
import type { Context } from '../watch.ts'

/** The gauge of a tank whose surface the network or `tankArea` of detectors.yaml (section zone-balance) tells. */
export function tankOf(
  node: string,
  { points, network, settings }: Pick<Context, 'points' | 'network' | 'settings'>,
): { point: Point; area: number } | undefined {
  const assets = new Set([node, ...network.fittings.filter(one => one.node === node).map(({ id }) => id)])
  const built = network.nodes.find(({ id }) => id === node)?.area
  for (const point of points.values()) {
    if (point.quantity !== 'level' || !assets.has(point.asset)) continue
    const area = settings.of('zone-balance', point)?.tankArea ?? built
    if (area !== undefined) return { point, area }
  }
  return undefined
}
