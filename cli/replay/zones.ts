import type { Link, Network, Zone } from '../../model/network.ts'

/** Control valves hold a pressure or flow of their own: what lies behind one is another zone. */
const PARTING = new Set(['PRV', 'PSV', 'PBV', 'FCV'])

/**
 * Zones for a network that comes without: the parts between pumps, control valves and closed links. A part of a few
 * nodes (the pipe between a reservoir and its valve) belongs to its largest neighbour. Each zone knows its inlets
 * and outlets. Returns a new network whose nodes and links carry their zone.
 */
export function deriveZones(network: Network): Network {
  if (network.zones.length > 0) return network
  const isSource = new Set(network.nodes.filter(node => node.kind === 'reservoir').map(node => node.id))
  const parts = (link: Link) =>
    link.closed === true || link.kind === 'pump' || (link.valve !== undefined && PARTING.has(link.valve))
  const touchesSource = (link: Link) => isSource.has(link.from) || isSource.has(link.to)
  const groups = unionOf(network.nodes.map(node => node.id))
  const borders = network.links.filter(link => parts(link) || touchesSource(link))
  for (const link of network.links) if (!parts(link) && !touchesSource(link)) groups.join(link.from, link.to)

  const small = Math.max(5, network.nodes.length / 100)
  const sizeOf = () => {
    const sizes = new Map<string, number>()
    for (const { id } of network.nodes) {
      if (!isSource.has(id)) sizes.set(groups.of(id), (sizes.get(groups.of(id)) ?? 0) + 1)
    }
    return sizes
  }
  const largest = Math.max(...sizeOf().values())
  for (const link of borders) {
    if (touchesSource(link) || link.closed) continue
    const sizes = sizeOf()
    const [from, to] = [sizes.get(groups.of(link.from)) ?? 0, sizes.get(groups.of(link.to)) ?? 0]
    if (Math.min(from, to) <= small && Math.min(from, to) < largest) groups.join(link.from, link.to)
  }

  const order = [...sizeOf()].sort((a, b) => b[1] - a[1]).map(([root]) => root)
  const nameOf = new Map(order.map((root, i) => [root, `Z${i + 1}`]))
  const zoneOf = (node: string) => (isSource.has(node) ? undefined : nameOf.get(groups.of(node)))
  const zones = order.map((root): Zone => {
    const id = nameOf.get(root)!
    const number = id.slice(1)
    const crossing = borders.filter(link => !link.closed && zoneOf(link.from) !== zoneOf(link.to))
    const inward = (link: Link) =>
      zoneOf(link.to) === id || (isSource.has(link.to) && zoneOf(link.from) === id)
    const own = crossing.filter(link => zoneOf(link.from) === id || zoneOf(link.to) === id)
    return {
      id,
      kind: 'district',
      name: { zh: `分区${number}`, en: `Zone ${number}` },
      inlets: own.filter(inward).map(link => link.id),
      outlets: own.filter(link => !inward(link)).map(link => link.id),
    }
  })
  const withZone = <T extends object>(thing: T, zone: string | undefined): T =>
    zone === undefined ? thing : { ...thing, zone }
  return {
    ...network,
    zones,
    nodes: network.nodes.map(node => withZone(node, zoneOf(node.id))),
    links: network.links.map(link => withZone(link, zoneOf(link.to) ?? zoneOf(link.from))),
  }
}

function unionOf(ids: readonly string[]) {
  const parent = new Map(ids.map(id => [id, id]))
  const of = (id: string): string => {
    let root = id
    while (parent.get(root)! !== root) root = parent.get(root)!
    for (let at = id; at !== root; ) {
      const next = parent.get(at)!
      parent.set(at, root)
      at = next
    }
    return root
  }
  return { of, join: (a: string, b: string) => void parent.set(of(a), of(b)) }
}
