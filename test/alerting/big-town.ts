import type { Network, Zone } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import type { Site } from '../../runtime/site/site.ts'
import { townSite } from './town.ts'

/** `zones` districts of `each` pressure loggers, every one on a junction of its own. */
export function bigTown(zones: number, each: number): Site {
  const network: Network = {
    nodes: [],
    links: [],
    valves: [],
    zones: [],
    stations: [],
    customers: [],
    fittings: [],
  }
  const points = new Map<string, Point>()
  for (let z = 0; z < zones; z++) {
    const zone = `Z${z}`
    const title = { zh: `${z}区`, en: `Zone ${z}` }
    const row: Zone = { id: zone, kind: 'district', name: title, inlets: [], outlets: [] }
    network.zones.push(row)
    for (let i = 0; i < each; i++) {
      const node = `${zone}-N${i}`
      const at: [number, number] = [117 + z / 100, 36 + i / 1_000]
      const name = { zh: node, en: node }
      network.nodes.push({ id: node, kind: 'junction', at, elevation: 0, zone })
      network.fittings.push({ id: `${node}-L`, kind: 'pressure-logger', at, node, zone, name })
      if (i > 0) {
        const from = `${zone}-N${i - 1}`
        const line = { kind: 'pipe' as const, from, to: node, length: 100, diameter: 150, vertices: [] }
        network.links.push({ id: `${node}-P`, ...line, zone })
      }
      const id = `${node}-L.pressure`
      points.set(id, {
        id,
        asset: `${node}-L`,
        zone,
        quantity: 'pressure',
        unit: 'm',
        kind: 'gauge',
        position: 'network',
        range: [0, 100],
        period: 60_000,
        deadband: 0,
        name,
      })
    }
  }
  return { ...townSite(), network, points }
}
