import { type Asset, type LngLat, lineOf, type Network, type Node } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import type { AssetDetail } from '../../../model/screen.ts'

type Related = { id: string; why: string }[]
type Facts = AssetDetail['facts']

/** Fields that are told otherwise, or are no facts. */
const NOT_FACTS = new Set([
  'id',
  'kind',
  'at',
  'zone',
  'name',
  'vertices',
  'from',
  'to',
  'pumps',
  'link',
  'node',
])

/** Tells everything the site's files say of one asset. */
export function assetDetails(
  network: Network,
  points: ReadonlyMap<string, Point>,
): (asset: Asset) => AssetDetail {
  const nodes = new Map(network.nodes.map(node => [node.id, node]))
  const records = new Map<string, object>()
  const related = new Map<string, Related>()
  const relate = (id: string, other: string | undefined, why: string, back: string) => {
    if (other === undefined) return
    add(related, id, { id: other, why })
    add(related, other, { id, why: back })
  }
  for (const kind of ['customers', 'nodes', 'links', 'valves', 'fittings', 'stations'] as const) {
    for (const record of network[kind]) records.set(record.id, record)
  }
  for (const { id, from, to } of network.links) {
    relate(id, from, 'from', 'connects')
    relate(id, to, 'to', 'connects')
  }
  for (const { id, link } of network.valves) relate(id, link, 'on', 'valve')
  for (const { id, node, link } of network.fittings) {
    relate(id, node, 'at', 'fitting')
    relate(id, link, 'on', 'fitting')
  }
  for (const { id, node, pumps } of network.stations) {
    relate(id, node, 'at', 'station')
    for (const pump of pumps) relate(id, pump, 'pump', 'station')
  }
  for (const { id, node, link, station } of network.customers) {
    relate(id, link ?? node, 'served by', 'customer')
    relate(id, station, 'served by', 'customer')
  }
  const pointsOf = new Map<string, string[]>()
  for (const { id, asset } of points.values()) add(pointsOf, asset, id)

  return asset => {
    const record = records.get(asset.id)
    const line = record && lineIn(record, nodes)
    const others = related.get(asset.id)?.filter(({ why }) => why !== 'customer')
    const customers = related.get(asset.id)?.filter(({ why }) => why === 'customer').length ?? 0
    return {
      ...asset,
      ...(line && { line }),
      facts: { ...factsIn(record ?? {}), ...(customers > 0 && { customers }) },
      points: pointsOf.get(asset.id) ?? [],
      ...(others && others.length > 0 && { related: others }),
    }
  }
}

function add<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}

function lineIn(record: object, nodes: Map<string, Node>): LngLat[] | undefined {
  return 'vertices' in record ? lineOf(record as Parameters<typeof lineOf>[0], nodes) : undefined
}

function factsIn(record: object): Facts {
  return Object.fromEntries(
    Object.entries(record).filter(
      ([key, value]) => !NOT_FACTS.has(key) && value !== undefined && !Array.isArray(value),
    ),
  ) as Facts
}
