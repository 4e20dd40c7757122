import type { Feature, Geometry } from 'geojson'
import { type LngLat, lineOf, type Network } from '../../../model/network.ts'
import type { Assets } from '../site/asset-table.ts'
import { boundsOf } from '../site/site-info.ts'
import { firstZooms, overviewZoom } from './thinning.ts'

/** One layer of the network's tiles; its features are made when a tile needs them. */
export interface MapLayer {
  name: 'zone' | 'pipe' | 'junction' | 'valve' | 'base'
  size: number
  /** Zoom from which each feature is drawn. */
  fromZoom: readonly number[]
  /** Everything the feature passes through. */
  course(i: number): readonly LngLat[]
  feature(i: number): Feature
}

type Properties = Record<string, string | number | undefined>

function feature(row: number | undefined, geometry: Geometry, properties: Properties): Feature {
  const told = Object.entries(properties).filter(([, value]) => value !== undefined)
  return {
    type: 'Feature',
    ...(row !== undefined && { id: row }),
    geometry,
    properties: Object.fromEntries(told),
  }
}

/** The network as map layers, bottom first. A feature's id is its row in the asset table. */
export function networkLayers(network: Network, assets: Assets): MapLayer[] {
  const overview = overviewZoom(boundsOf(network))
  return [
    zoneLayer(network),
    pipeLayer(network, assets, overview),
    junctionLayer(network, assets, overview),
    valveLayer(network, assets, overview),
  ]
}

function zoneLayer({ zones }: Network): MapLayer {
  const drawn = zones.flatMap((zone, row) => (zone.area && zone.area.length >= 3 ? [{ zone, row }] : []))
  const ring = (i: number) => [...drawn[i]!.zone.area!, drawn[i]!.zone.area![0]!]
  return {
    name: 'zone',
    size: drawn.length,
    fromZoom: drawn.map(() => 0),
    course: ring,
    feature: i => {
      const { zone, row } = drawn[i]!
      return feature(row, { type: 'Polygon', coordinates: [ring(i)] }, { id: zone.id, kind: zone.kind })
    },
  }
}

function pipeLayer(network: Network, { row }: Assets, overview: number): MapLayer {
  const nodes = new Map(network.nodes.map(node => [node.id, node]))
  const links = network.links.filter(({ from, to }) => nodes.has(from) && nodes.has(to))
  const course = (i: number) => lineOf(links[i]!, nodes)
  return {
    name: 'pipe',
    size: links.length,
    fromZoom: firstZooms(
      // Pumps and control valves are few and always matter.
      links.map(({ kind, diameter }) => (kind === 'pipe' ? diameter : Infinity)),
      overview,
    ),
    course,
    feature: i => {
      const { id, diameter, kind, zone, year } = links[i]!
      const properties = { id, dn: Math.round(diameter), kind, zone, year }
      return feature(row.get(id), { type: 'LineString', coordinates: course(i) }, properties)
    },
  }
}

function junctionLayer({ nodes }: Network, { row }: Assets, overview: number): MapLayer {
  const junctions = nodes.filter(({ kind }) => kind === 'junction').length
  const [zoom = 0] = firstZooms(Array<number>(junctions).fill(0), overview + 1, false)
  return {
    name: 'junction',
    size: nodes.length,
    fromZoom: nodes.map(({ kind }) => (kind === 'junction' ? zoom : 0)),
    course: i => [nodes[i]!.at],
    feature: i => {
      const { id, kind, at, zone } = nodes[i]!
      return feature(row.get(id), { type: 'Point', coordinates: at }, { id, kind, zone })
    },
  }
}

function valveLayer({ valves }: Network, { row }: Assets, overview: number): MapLayer {
  return {
    name: 'valve',
    size: valves.length,
    fromZoom: firstZooms(
      valves.map(({ diameter }) => diameter),
      overview + 1,
      false,
    ),
    course: i => [valves[i]!.at],
    feature: i => {
      const { id, at, diameter, inoperable, normallyClosed } = valves[i]!
      const kind = inoperable ? 'inoperable' : normallyClosed ? 'closed' : 'open'
      return feature(row.get(id), { type: 'Point', coordinates: at }, { id, dn: Math.round(diameter), kind })
    },
  }
}
