import type { Link, Network, Zone } from '../../model/network.ts'

/** A part of the network smaller than this is a pump's suction line or a tank's connection, not a zone. */
const SMALLEST = 5
/** Control valves that part pressures; a throttle valve (TCV) does not. */
const PARTING = new Set(['PRV', 'PSV', 'PBV', 'FCV', 'GPV', 'PCV'])

/**
 * The pressure zones that a hydraulic model itself shows: what hangs together when pumps, control valves and closed
 * links are taken out. The pumps and valves between them are inlets of the one and outlets of the other; pumps that
 * stand still in the model count, too. Empty when the network is one zone, or when more than one part is fed in a way
 * that names no inlet: then nobody could tell the zones apart.
 */
export function pressureZones(network: Network): Zone[] {
  const part = partsOf(network)
  const sizes = new Map<number, number>()
  for (const { id, kind } of network.nodes) {
    const own = part.get(id)!
    sizes.set(own, (sizes.get(own) ?? 0) + (kind === 'junction' ? 1 : 0))
  }
  const large = [...sizes].filter(([, size]) => size >= SMALLEST).sort((a, b) => b[1] - a[1])
  if (large.length < 2) return []
  const crossing = network.links.filter(link => parts(link) && part.get(link.from) !== part.get(link.to))
  const idsOf = (end: 'from' | 'to', own: number) =>
    crossing.filter(link => part.get(link[end]) === own).map(link => link.id)
  const zones = large.map(
    ([own], i): Zone => ({
      id: `Z${i + 1}`,
      kind: 'pressure',
      name: { zh: `压力分区${i + 1}`, en: `Pressure zone ${i + 1}` },
      inlets: idsOf('to', own),
      outlets: idsOf('from', own),
    }),
  )
  return zones.filter(zone => zone.inlets.length === 0).length > 1 ? [] : zones
}

function parts(link: Link): boolean {
  return link.kind === 'pump' || (link.valve !== undefined && PARTING.has(link.valve))
}

/** The number of the part that each node is in. */
function partsOf({ nodes, links }: Network): Map<string, number> {
  const neighbours = new Map(nodes.map(node => [node.id, [] as string[]]))
  for (const link of links) {
    if (link.closed || parts(link)) continue
    neighbours.get(link.from)!.push(link.to)
    neighbours.get(link.to)!.push(link.from)
  }
  const part = new Map<string, number>()
  let count = 0
  for (const { id } of nodes) {
    if (part.has(id)) continue
    const own = count++
    const queue = [id]
    part.set(id, own)
    for (let next = queue.pop(); next !== undefined; next = queue.pop())
      for (const neighbour of neighbours.get(next)!) {
        if (part.has(neighbour)) continue
        part.set(neighbour, own)
        queue.push(neighbour)
      }
  }
  return part
}
