import { stringify } from 'yaml'
import type { LngLat } from '../../model/network.ts'
import { inpOf } from '../town/inp.ts'
import type { Town } from '../town/town.ts'
import { csv } from './csv.ts'

/** The files of a site's `network/` folder: the hydraulic model and what it does not know. Name → content. */
export function networkFiles(town: Town): Record<string, string> {
  const { network } = town
  const names = (thing: { name?: { zh: string; en: string } }) => [thing.name?.zh, thing.name?.en]
  return {
    'town.inp': inpOf(town),
    'zones.yaml': stringify(network.zones),
    'stations.yaml': stringify(network.stations),
    'nodes.csv': csv(
      ['id', 'zone', 'name_zh', 'name_en'],
      network.nodes.map(node => [node.id, node.zone, ...names(node)]),
    ),
    'links.csv': csv(
      ['id', 'zone', 'material', 'year', 'name_zh', 'name_en'],
      network.links.map(link => [link.id, link.zone, link.material, link.year, ...names(link)]),
    ),
    'valves.csv': csv(
      ['id', 'link', 'node', 'diameter', 'normally_closed', 'inoperable', 'name_zh', 'name_en'],
      network.valves.map(valve => [
        valve.id,
        valve.link,
        valve.node,
        valve.diameter,
        valve.normallyClosed,
        valve.inoperable,
        ...names(valve),
      ]),
    ),
    'fittings.csv': csv(
      ['id', 'kind', 'lng', 'lat', 'node', 'link', 'zone', 'name_zh', 'name_en'],
      network.fittings.map(one => [one.id, one.kind, ...one.at, one.node, one.link, one.zone, ...names(one)]),
    ),
    'customers.csv': csv(
      [
        'id',
        'node',
        'link',
        'lng',
        'lat',
        'zone',
        'name_zh',
        'name_en',
        'address_zh',
        'address_en',
        'households',
        'critical',
        'station',
      ],
      network.customers.map(one => [
        one.id,
        one.node,
        one.link,
        ...one.at,
        one.zone,
        ...names(one),
        one.address?.zh,
        one.address?.en,
        one.households,
        one.critical,
        one.station,
      ]),
    ),
    'basemap.geojson': basemap(town),
  }
}

/** A place far up the river: it does not begin at the edge of the town. */
function beyond([first, second]: readonly LngLat[]): LngLat {
  const far = 40
  return [0, 1].map(i => first![i]! + far * (first![i]! - second![i]!)) as LngLat
}

/** The river, for a map without internet. */
function basemap({ river }: Town): string {
  const feature = {
    type: 'Feature',
    properties: { kind: 'river', name_zh: '泺河', name_en: 'Luo River', width: 55 },
    geometry: { type: 'LineString', coordinates: [beyond(river), ...river, beyond(river.toReversed())] },
  }
  return JSON.stringify({ type: 'FeatureCollection', features: [feature] })
}
