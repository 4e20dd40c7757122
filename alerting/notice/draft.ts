import type { LngLat } from '../../model/network.ts'
import type { Notice } from '../../model/notice.ts'
import type { Name } from '../../model/point.ts'
import type { Graph } from '../../model/trace/graph.ts'
import { type Isolation, isolate } from '../../model/trace/isolation.ts'

/** The parts of a notice that the network answers: valves, customers, who must be told by name, the area. */
export function fromTrace(
  graph: Graph,
  asset: string,
  inoperable: ReadonlySet<string>,
): Pick<Notice, 'asset' | 'valves' | 'customers' | 'households' | 'critical' | 'area' | 'dn' | 'outline'> {
  const plan = isolate(graph, asset, { inoperable })
  const link = graph.network.links[graph.linkIndex.get(asset) ?? -1]
  const outline = outlineOf(graph, plan)
  return {
    asset,
    valves: [...plan.close, ...plan.spare].map(({ id, diameter }) => ({ id, diameter })),
    customers: plan.customers.length,
    households: plan.households,
    critical: plan.critical.map(({ id, name, critical }) => ({ customer: id, name, kind: critical! })),
    area: areaOf(graph, plan),
    ...(link && link.diameter > 0 ? { dn: link.diameter } : {}),
    ...(outline.length > 2 ? { outline } : {}),
  }
}

/** The streets and zones in words: names of the pipes without water, most of them first, at most four. */
function areaOf({ network, nodeIndex, linkIndex }: Graph, plan: Isolation): Name {
  const names = new Map<string, { name: Name; count: number }>()
  const count = (name: Name | undefined) => {
    if (!name) return
    const known = names.get(name.zh)
    if (known) known.count++
    else names.set(name.zh, { name, count: 1 })
  }
  for (const id of [...plan.segment.links, ...plan.alsoDry.links])
    count(network.links[linkIndex.get(id) ?? -1]?.name)
  const zones = new Set(
    [...plan.segment.nodes, ...plan.alsoDry.nodes].map(id => network.nodes[nodeIndex.get(id) ?? -1]?.zone),
  )
  if (names.size === 0) for (const zone of network.zones) if (zones.has(zone.id)) count(zone.name)
  const most = [...names.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, 4)
    .map(({ name }) => name)
  return { zh: most.map(({ zh }) => zh).join('、'), en: most.map(({ en }) => en).join(', ') }
}

/** Outline (convex hull) of everything without water. */
function outlineOf({ network, nodeIndex }: Graph, plan: Isolation): LngLat[] {
  const places = [...plan.segment.nodes, ...plan.alsoDry.nodes]
    .map(id => network.nodes[nodeIndex.get(id) ?? -1]?.at)
    .filter(at => at !== undefined)
    .concat(plan.customers.map(({ at }) => at))
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const turn = (a: LngLat, b: LngLat, c: LngLat) =>
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
  const half = (points: readonly LngLat[]) => {
    const hull: LngLat[] = []
    for (const point of points) {
      while (hull.length > 1 && turn(hull.at(-2)!, hull.at(-1)!, point) <= 0) hull.pop()
      hull.push(point)
    }
    return hull.slice(0, -1)
  }
  return [...half(places), ...half(places.toReversed())]
}
