import type { Link, Zone } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import type { Context } from './watch.ts'

/** A flow point that measures water into (+1) or out of (−1) a zone. */
export interface InletFlow {
  point: Point
  sign: 1 | -1
}

/** The meter of a link; `sign` −1: it counts against the link's own direction. */
export type MeterOf = (link: string) => InletFlow | undefined

/** The flow points on a zone's inlets and outlets. */
export function inletFlows(known: Pick<Context, 'points' | 'network'>, zone: Zone): InletFlow[] {
  const meterOf = linkMeters(known)
  const side = (links: readonly string[], sign: 1 | -1) =>
    links.flatMap(link => {
      const meter = meterOf(link)
      return meter ? [{ point: meter.point, sign: meter.sign === sign ? (1 as const) : (-1 as const) }] : []
    })
  return [...side(zone.inlets, 1), ...side(zone.outlets, -1)]
}

/**
 * Finds the flow point of a link, or of the next link where nothing lies between: a meter mostly stands a few metres
 * before the valve that parts two zones.
 */
export function linkMeters({ points, network }: Pick<Context, 'points' | 'network'>): MeterOf {
  const linkOf = new Map(network.fittings.map(fitting => [fitting.id, fitting.link]))
  const meters = new Map<string, Point>()
  for (const point of points.values()) {
    const link = linkOf.get(point.asset) ?? point.asset
    if (point.quantity === 'flow' && !meters.has(link)) meters.set(link, point)
  }
  const links = new Map(network.links.map(link => [link.id, link]))
  const at = new Map<string, Link[]>()
  for (const link of network.links)
    for (const end of [link.from, link.to]) at.set(end, [...(at.get(end) ?? []), link])
  const tapped = new Set(network.customers.map(({ node }) => node))
  for (const { id, kind } of network.nodes) if (kind !== 'junction') tapped.add(id)
  return id => {
    const own = meters.get(id)
    if (own) return { point: own, sign: 1 }
    const link = links.get(id)
    for (const end of link ? [link.from, link.to] : []) {
      const there = at.get(end)!
      const next = there.length === 2 && !tapped.has(end) ? there.find(other => other !== link) : undefined
      const point = next && meters.get(next.id)
      if (!next || !point) continue
      const along = end === link!.from ? next.to === end : next.from === end
      return { point, sign: along ? 1 : -1 }
    }
    return undefined
  }
}
