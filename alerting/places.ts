import type { Detection } from '../model/detection.ts'
import { type Asset, assetsOf, type Link, type LngLat, type Zone } from '../model/network.ts'
import type { Name, Point } from '../model/point.ts'
import type { Site } from '../runtime/site/site.ts'
import { pipeIndex } from './pipe-index.ts'

/** Where something is, as far as the network knows. */
export interface Place {
  asset?: string
  zone?: string
  station?: string
  /** The station whose pumps feed the zone. */
  fedBy?: string
  at?: LngLat
  /** The pipe concerned: the largest at the asset; at a zone its largest inlet. */
  pipe?: string
  /** Nominal diameter of the pipe concerned, mm. */
  dn?: number
  ring?: 'inside' | 'outside'
  address?: Name
}

/** Answers where a condition is from its point, asset or zone. */
export interface Places {
  point(id: string | undefined): Point | undefined
  of(about: Pick<Detection, 'subject' | 'point' | 'asset' | 'zone' | 'evidence'>): Place
  name(subject: string): Name | undefined
  /** The node of the network at an asset. */
  nodeOf(asset: string | undefined): string | undefined
  /** Whether two zones touch. */
  neighbours(a: string, b: string): boolean
  /** The pipe that runs nearest. */
  pipeNear(at: LngLat): string | undefined
  /** What a spot on the map is in: the pipe that runs by it, its zone and diameter; empty far from all pipes. */
  around(at: LngLat): Place
  /** What an outage in a zone would mean. */
  stakes(zone: string | undefined): Stakes
}

/** Households and customers who cannot do without water, of a zone. */
export interface Stakes {
  households: number
  critical: number
}

/** A caller's place belongs to a pipe no further than this, m. */
const REACH = 300
/** Places remembered. */
const PLACES = 500_000

/** Indexes a site's network once. */
export function placesOf(site: Pick<Site, 'network' | 'points'>): Places {
  const { network, points } = site
  const assets = assetsOf(network)
  const links = new Map(network.links.map(link => [link.id, link]))
  const zones = new Map(network.zones.map(zone => [zone.id, zone]))
  const stations = stationIndex(site)
  const feeders = new Map(
    network.zones.flatMap(zone =>
      zone.inlets.flatMap(inlet => {
        const station = stations.get(inlet)
        return station ? [[zone.id, station] as const] : []
      }),
    ),
  )
  const pipesAt = adjacency(network.links)
  const nodeOf = new Map(network.fittings.map(f => [f.id, f.node ?? f.link]))
  for (const customer of network.customers) nodeOf.set(customer.id, customer.link ?? customer.node)
  const centres = centresOf(site)

  /** What evidence does not sharpen is the same every time; bounded by what the network and its points name. */
  const known = new Map<string, Place>()
  const of: Places['of'] = about => {
    const { subject, point, asset, zone, evidence } = about
    if (evidence.nearest !== undefined || evidence.asset !== undefined || evidence.pipe !== undefined) {
      return resolve(about)
    }
    const key = `${subject}|${point ?? ''}|${asset ?? ''}|${zone ?? ''}`
    const before = known.get(key)
    if (before) return before
    const place = resolve(about)
    if (known.size < PLACES) known.set(key, place)
    return place
  }

  const resolve: Places['of'] = ({ subject, point: pointId, asset: assetId, zone: zoneId, evidence }) => {
    const near = typeof evidence.nearest === 'string' ? points.get(evidence.nearest)?.asset : undefined
    const hinted = [evidence.pipe, evidence.asset, near].find(
      hint => typeof hint === 'string' && assets.has(hint),
    )
    const point = points.get(pointId ?? subject)
    const asset = assets.get((hinted as string | undefined) ?? assetId ?? point?.asset ?? subject)
    const zone = zones.get(zoneId ?? point?.zone ?? asset?.zone ?? subject)
    const at = asset?.at ?? (zone && centres.get(zone.id))
    const pipe = asset ? pipeNear(asset, zone) : largest((zone?.inlets ?? []).map(id => links.get(id)))
    const station = asset && stations.get(asset.id)
    const address = addressOf(asset, zone)
    const fedBy = zone && feeders.get(zone.id)
    const place: Place = {}
    if (asset) place.asset = asset.id
    if (zone) place.zone = zone.id
    if (station) place.station = station
    if (fedBy) place.fedBy = fedBy
    if (at) place.at = at
    if (pipe) Object.assign(place, { pipe: pipe.id, dn: pipe.diameter })
    if (zone?.ring) place.ring = zone.ring
    if (address) place.address = address
    return place
  }

  const pipeNear = (asset: Asset, zone: Zone | undefined): Link | undefined => {
    const id = nodeOf.get(asset.id) ?? asset.id
    const link = links.get(id)
    if (link) return link.diameter > 0 ? link : undefined
    return largest(pipesAt.get(id) ?? []) ?? largest((zone?.inlets ?? []).map(inlet => links.get(inlet)))
  }

  const nodeAt = new Map(network.nodes.map(({ id, at }) => [id, at]))
  let nearest: ReturnType<typeof pipeIndex> | undefined
  const near = (at: LngLat) => (nearest ??= pipeIndex(network))(at)
  const stakes = stakesByZone(site)
  const touching = touchingZones(site)

  return {
    pipeNear: at => near(at)?.id,
    around: at => {
      const pipe = near(at)
      if (!pipe || pipe.metres > REACH) return {}
      const { address: _, at: __, asset: ___, ...place } = resolve({ subject: pipe.id, evidence: {} })
      return place
    },
    nodeOf: asset => {
      const id = asset === undefined ? undefined : (nodeOf.get(asset) ?? asset)
      return id === undefined || nodeAt.has(id) ? id : links.get(id)?.from
    },
    neighbours: (a, b) => touching.has(`${a} ${b}`),
    stakes: zone => (zone === undefined ? undefined : stakes.get(zone)) ?? { households: 0, critical: 0 },
    point: id => (id === undefined ? undefined : points.get(id)),
    of,
    name: subject => points.get(subject)?.name ?? zones.get(subject)?.name ?? assets.get(subject)?.name,
  }
}

/** Pairs of zones with a link between them, both ways round. */
function touchingZones({ network }: Pick<Site, 'network'>): Set<string> {
  const zoneOf = new Map(network.nodes.map(({ id, zone }) => [id, zone]))
  const pairs = new Set<string>()
  for (const { from, to } of network.links) {
    const [a, b] = [zoneOf.get(from), zoneOf.get(to)]
    if (a === undefined || b === undefined || a === b) continue
    pairs.add(`${a} ${b}`).add(`${b} ${a}`)
  }
  return pairs
}

function stakesByZone({ network }: Pick<Site, 'network'>): Map<string, Stakes> {
  const zoneOf = new Map(network.nodes.map(({ id, zone }) => [id, zone]))
  const stakes = new Map<string, Stakes>()
  for (const { zone, node, households, critical } of network.customers) {
    const where = zone ?? zoneOf.get(node)
    if (where === undefined) continue
    const sum = stakes.get(where) ?? { households: 0, critical: 0 }
    sum.households += households
    if (critical === 'hospital' || critical === 'dialysis') sum.critical++
    stakes.set(where, sum)
  }
  return stakes
}

function stationIndex({ network }: Pick<Site, 'network'>): Map<string, string> {
  const index = new Map<string, string>()
  for (const { id, node, pumps } of network.stations) {
    for (const member of [...pumps, node, id]) index.set(member, id)
  }
  return index
}

function adjacency(links: readonly Link[]): Map<string, Link[]> {
  const at = new Map<string, Link[]>()
  for (const link of links) {
    if (link.kind !== 'pipe') continue
    for (const node of [link.from, link.to]) {
      const there = at.get(node)
      if (there) there.push(link)
      else at.set(node, [link])
    }
  }
  return at
}

function largest(links: readonly (Link | undefined)[]): Link | undefined {
  let best: Link | undefined
  for (const link of links) if (link && link.diameter > (best?.diameter ?? 0)) best = link
  return best
}

/** The middle of each zone: of its area, or of its nodes. */
function centresOf({ network }: Pick<Site, 'network'>): Map<string, LngLat> {
  const within = new Map<string, LngLat[]>()
  for (const { zone, at } of network.nodes) {
    if (zone === undefined) continue
    const there = within.get(zone)
    if (there) there.push(at)
    else within.set(zone, [at])
  }
  return new Map(
    network.zones.flatMap(({ id, area }) => {
      const places = area ?? within.get(id) ?? []
      if (places.length === 0) return []
      const sum = places.reduce(([x, y], [lng, lat]) => [x + lng, y + lat], [0, 0] as LngLat)
      return [[id, [sum[0] / places.length, sum[1] / places.length]] as const]
    }),
  )
}

function addressOf(asset: Asset | undefined, zone: Zone | undefined): Name | undefined {
  const name = asset?.name ?? (asset && { zh: asset.id, en: asset.id })
  if (!name) return zone?.name
  if (!zone) return name
  return { zh: `${zone.name.zh} ${name.zh}`, en: `${name.en}, ${zone.name.en}` }
}
