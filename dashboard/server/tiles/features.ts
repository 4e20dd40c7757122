import type { Feature, Geometry, Point } from 'geojson'
import { type LngLat, lineOf, type Network } from '../../../model/network.ts'
import type { Assets } from '../site/asset-table.ts'
import { boundsOf } from '../site/site-info.ts'
import { firstZooms, overviewZoom } from './thinning.ts'

/** Layers of the network's tiles. */
export const LAYERS = ['zone', 'pipe', 'junction', 'valve'] as const
export type Layer = (typeof LAYERS)[number]

/** Zoom from which a feature is drawn, beside its properties; taken off before it is sent. */
export const FROM_ZOOM = 'fromZoom'

type Features = Feature[]

const feature = (
  row: number | undefined,
  geometry: Geometry,
  properties: Record<string, string | number | undefined>,
): Feature => ({
  type: 'Feature',
  ...(row !== undefined && { id: row }),
  geometry,
  properties: Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)),
})

/** The network as map features by layer. A feature's id is its row in the asset table. */
export function networkFeatures(network: Network, { row }: Assets): Record<Layer, Features> {
  const overview = overviewZoom(boundsOf(network))
  const nodes = new Map(network.nodes.map(node => [node.id, node]))
  const links = network.links
    .map(link => ({ link, line: lineOf(link, nodes) }))
    .filter(({ line }) => line.length >= 2)
  const linkZooms = firstZooms(
    links.map(({ link }) => (link.kind === 'pipe' ? link.diameter : Infinity)),
    overview,
  )
  const nodeZooms = firstZooms(
    network.nodes.map(({ kind }) => (kind === 'junction' ? 0 : 1)),
    overview - 1,
  )
  const valveZooms = firstZooms(
    network.valves.map(({ diameter }) => diameter),
    overview - 2,
  )
  const point = (at: LngLat): Point => ({ type: 'Point', coordinates: at })

  return {
    pipe: links.map(({ link, line }, i) =>
      feature(
        row.get(link.id),
        { type: 'LineString', coordinates: line },
        {
          id: link.id,
          dn: Math.round(link.diameter),
          kind: link.kind,
          zone: link.zone,
          [FROM_ZOOM]: linkZooms[i],
        },
      ),
    ),
    junction: network.nodes.map(({ id, kind, at, zone }, i) =>
      feature(row.get(id), point(at), { id, kind, zone, [FROM_ZOOM]: nodeZooms[i] }),
    ),
    valve: network.valves.map(({ id, at, diameter, normallyClosed, inoperable }, i) =>
      feature(row.get(id), point(at), {
        id,
        dn: Math.round(diameter),
        kind: inoperable ? 'inoperable' : normallyClosed ? 'closed' : 'open',
        [FROM_ZOOM]: valveZooms[i],
      }),
    ),
    zone: network.zones.flatMap(({ id, kind, area }, i) => {
      if (!area || area.length < 3) return []
      const closed = [...area, area[0]!]
      return [feature(i, { type: 'Polygon', coordinates: [closed] }, { id, kind, [FROM_ZOOM]: 0 })]
    }),
  }
}
