import type { Point } from '../../../model/point.ts'
import type { Context } from '../watch.ts'

/** The gauge of a tank, where its area is known: `zone-balance: - { for: { asset: … }, tankArea: … }`. */
export function tankOf(
  node: string,
  { points, network, settings }: Pick<Context, 'points' | 'network' | 'settings'>,
): { point: Point; area: number } | undefined {
  const assets = new Set([node, ...network.fittings.filter(one => one.node === node).map(({ id }) => id)])
  for (const point of points.values()) {
    if (point.quantity !== 'level' || !assets.has(point.asset)) continue
    const area = settings.of('zone-balance', point)?.tankArea
    if (area !== undefined) return { point, area }
  }
  return undefined
}
