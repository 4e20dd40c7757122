import type { Link, Network, Zone } from '../../model/network.ts'

/** The zone of a network whose site names none. */
export function wholeNetwork(network: Network): Zone {
  const sources = new Set(network.nodes.filter(node => node.kind === 'reservoir').map(node => node.id))
  const inlets = network.links.filter(link => sources.has(link.from) || sources.has(link.to))
  return {
    id: 'all',
    kind: 'supply',
    name: { zh: '全网', en: 'whole network' },
    inlets: inlets.map(link => link.id),
    outlets: [],
  }
}

/**
 * Gives nodes, links, customers, fittings and stations the zone that the network's graph makes clear, where they
 * have none. Cut at inlets, outlets and closed links, the graph falls apart; a part is of a zone when only that
 * zone has a claim on it: a node said to be in it, or the far end of one of its inlets. Parts without any claim
 * belong to the one zone that has no inlets, if there is just one.
 */
export function assignZones(network: Network): void {
  const zones = network.zones
  const only = zones.length === 1 ? zones[0]!.id : undefined
  const part = parts(network)
  const claims = only === undefined ? claimsOf(network, part) : new Map<number, Set<string>>()
  const open = zones.filter(zone => zone.inlets.length === 0)
  const fallback = open.length === 1 ? open[0]!.id : undefined
  for (const node of network.nodes) {
    const claim = claims.get(part.get(node.id)!)
    const clear = only ?? (claim === undefined ? fallback : claim.size === 1 ? [...claim][0] : undefined)
    if (node.zone === undefined && clear !== undefined) node.zone = clear
  }
  assignOthers(network)
}

function assignOthers(network: Network): void {
  const zoneOf = new Map(network.nodes.map(node => [node.id, node.zone]))
  const inlet = new Map(network.zones.flatMap(zone => zone.inlets.map(link => [link, zone.id] as const)))
  for (const link of network.links) {
    const from = zoneOf.get(link.from)
    const shared = from === zoneOf.get(link.to) ? from : undefined
    take(link, shared ?? inlet.get(link.id))
  }
  const links = new Map(network.links.map(link => [link.id, link.zone]))
  for (const customer of network.customers) take(customer, zoneOf.get(customer.node))
  for (const station of network.stations) take(station, zoneOf.get(station.node))
  for (const { node, link, ...rest } of network.fittings.map(fitting => ({ ...fitting, fitting })))
    take(rest.fitting, zoneOf.get(node ?? '') ?? links.get(link ?? ''))
}

function take(asset: { zone?: string }, zone: string | undefined): void {
  if (asset.zone === undefined && zone !== undefined) asset.zone = zone
}

/** The number of the part that each node is in. */
function parts(network: Network): Map<string, number> {
  const parent = new Map(network.nodes.map(node => [node.id, node.id]))
  const root = (id: string) => {
    let top = id
    while (parent.get(top) !== top) top = parent.get(top)!
    for (let at = id; at !== top; ) {
      const next = parent.get(at)!
      parent.set(at, top)
      at = next
    }
    return top
  }
  const borders = new Set(network.zones.flatMap(zone => [...zone.inlets, ...zone.outlets]))
  const shut = new Set(network.valves.filter(valve => valve.normallyClosed).map(valve => valve.link))
  const joins = (link: Link) => !link.closed && !borders.has(link.id) && !shut.has(link.id)
  for (const link of network.links) if (joins(link)) parent.set(root(link.from), root(link.to))
  const numbers = new Map<string, number>()
  return new Map(
    network.nodes.map(({ id }) => {
      const top = root(id)
      if (!numbers.has(top)) numbers.set(top, numbers.size)
      return [id, numbers.get(top)!]
    }),
  )
}

function claimsOf(network: Network, part: ReadonlyMap<string, number>): Map<number, Set<string>> {
  const claims = new Map<number, Set<string>>()
  const claim = (node: string, zone: string) => {
    const number = part.get(node)
    if (number !== undefined) claims.set(number, (claims.get(number) ?? new Set()).add(zone))
  }
  const links = new Map(network.links.map(link => [link.id, link]))
  for (const node of network.nodes) if (node.zone !== undefined) claim(node.id, node.zone)
  for (const zone of network.zones)
    for (const id of zone.inlets) {
      const link = links.get(id)
      // An inlet with both ends in one part cuts nothing off: it shows no side.
      if (link && part.get(link.from) !== part.get(link.to)) claim(link.to, zone.id)
    }
  return claims
}
