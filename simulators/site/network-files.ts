import { stringify } from 'yaml'
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

/** The river, for a map without internet. */
function basemap({ river }: Town): string {
  const feature = {
    type: 'Feature',
    properties: { kind: 'river', name_zh: '泺河', name_en: 'Luo River' },
    geometry: { type: 'LineString', coordinates: river },
  }
  return JSON.stringify({ type: 'FeatureCollection', features: [feature] })
}
