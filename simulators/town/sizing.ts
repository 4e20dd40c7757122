import type { Random } from '../random.ts'
import type { Draft, DraftLink, Role } from './draft.ts'
import { type Route, routes } from './routes.ts'

/** Nominal diameters, mm, and the velocity a designer allows in each at the peak, m/s. */
const SIZES: readonly [dn: number, velocity: number][] = [
  [100, 0.55],
  [150, 0.65],
  [200, 0.75],
  [300, 0.85],
  [400, 0.9],
  [500, 1.0],
  [600, 1.1],
  [800, 1.2],
  [1000, 1.3],
  [1200, 1.4],
  [1400, 1.5],
  [1600, 1.6],
  [2000, 1.8],
]
/** Highest hour of the highest day, relative to the mean. */
export const PEAK = 1.75

const LEAST: Record<Role, number> = {
  trunk: 200,
  inlet: 150,
  street: 100,
  boundary: 150,
  plant: 300,
  tank: 200,
  station: 100,
}

/** Head loss by Hazen-Williams, m; flow in m³/h, diameter in mm. */
export function headLoss(flow: number, length: number, diameter: number, roughness: number): number {
  if (diameter <= 0) return 0
  return (10.67 * length * (flow / 3_600 / roughness) ** 1.852) / (diameter / 1_000) ** 4.87
}

/** Hazen-Williams C of a pipe by material and age. */
export function roughness(material: string | undefined, year = 2010): number {
  const age = Math.max(0, 2026 - year)
  if (material === 'PE' || material === 'PVC') return 140
  if (material === 'GCI') return Math.max(85, 125 - age)
  if (material === 'steel') return Math.max(100, 130 - 0.6 * age)
  return Math.max(105, 135 - 0.6 * age)
}

/** What sizing learnt on its way, for setting heads. */
export interface Sized {
  /** Estimated loss from the nearest plant at the peak, m; too high by what loops save. */
  lossTo: Map<string, number>
  /** Mean demand by the plant it is nearest to, m³/h. */
  served: Map<string, number>
}

/**
 * Gives every pipe diameter, material and year: from the tree of shortest ways each carries the peak of everything
 * behind it; loops get the least size of their kind.
 */
export function size(
  draft: Draft,
  demand: ReadonlyMap<string, number>,
  plants: readonly string[],
  rng: Random,
  big: boolean,
): Sized {
  const order = routes(draft, plants)
  const { peak, served } = flows(order, demand)
  for (const link of draft.links.values()) {
    if (link.kind !== 'pipe') continue
    const least = link.role === 'trunk' && big ? 300 : LEAST[link.role]
    const spare = link.role === 'plant' || link.role === 'tank' ? 1.4 : 1
    link.diameter = Math.max(least, diameterFor((peak.get(link.id) ?? 0) * spare))
  }
  evenOut(draft)
  evenPlants(draft)
  for (const link of draft.links.values()) {
    if (link.kind === 'pipe') dress(draft, link, rng.fork(link.id))
  }
  const lossTo = new Map<string, number>()
  for (const { node, by } of order) {
    const own = by
      ? headLoss(
          peak.get(by.link.id) ?? 0,
          by.link.length,
          by.link.diameter,
          roughness(by.link.material, by.link.year),
        )
      : 0
    lossTo.set(node, (by ? (lossTo.get(by.from) ?? 0) : 0) + own)
  }
  return { lossTo, served }
}

/** Peak flow by link, as if the network were a tree, and mean demand by source, m³/h. */
function flows(order: readonly Route[], demand: ReadonlyMap<string, number>) {
  const through = new Map<string, number>()
  const peak = new Map<string, number>()
  const served = new Map<string, number>()
  for (const { node, by } of [...order].reverse()) {
    const flow = (through.get(node) ?? 0) + (demand.get(node) ?? 0)
    if (!by) {
      served.set(node, flow)
      continue
    }
    peak.set(by.link.id, PEAK * flow)
    through.set(by.from, (through.get(by.from) ?? 0) + flow)
  }
  return { peak, served }
}

function diameterFor(flow: number): number {
  const fits = SIZES.find(([dn, velocity]) => (flow / 3_600 / velocity) * (4 / Math.PI) <= (dn / 1_000) ** 2)
  return (fits ?? SIZES.at(-1)!)[0]
}

/** A ring is no good with a thin closing piece: trunk pipes are at most two sizes thinner than the thickest they meet. */
function evenOut(draft: Draft): void {
  const step = (dn: number) => SIZES.findIndex(([at]) => at === dn)
  for (const link of draft.links.values()) {
    if (link.role !== 'trunk') continue
    const beside = [link.from, link.to].flatMap(id =>
      draft.linksAt(id).filter(other => other.role === 'trunk'),
    )
    const widest = Math.max(...beside.map(other => step(other.diameter)))
    if (step(link.diameter) < widest - 2) link.diameter = SIZES[widest - 2]![0]
  }
}

/** A plant's suction and its second main are as wide as its first: the tree of shortest ways knows only that one. */
function evenPlants(draft: Draft): void {
  const pipes = [...draft.links.values()].filter(link => link.role === 'plant' && link.kind === 'pipe')
  const plantOf = (link: DraftLink) => link.id.split('-').slice(0, 2).join('-')
  for (const link of pipes) {
    const own = pipes.filter(other => plantOf(other) === plantOf(link))
    link.diameter = Math.max(...own.map(other => other.diameter))
  }
}

/** Material and year: old iron in the middle of the town, plastics in small new streets, ductile iron and steel in mains. */
function dress(draft: Draft, link: DraftLink, rng: Random): void {
  const [x, y] = draft.node(link.from).spot
  const age = Math.exp(-Math.hypot(x, y) / 900) * 18
  const year = Math.round(Math.min(2025, Math.max(1968, 2009 - age + 9 * rng.normal())))
  link.year = year
  if (link.diameter >= 800) link.material = rng.chance(0.6) ? 'steel' : 'PCCP'
  else if (link.diameter >= 300) link.material = year < 1990 ? 'GCI' : 'DI'
  else if (year < 1995) link.material = 'GCI'
  else if (year > 2003 && link.diameter <= 200) link.material = rng.chance(0.6) ? 'PE' : 'DI'
  else link.material = rng.chance(0.2) ? 'PVC' : 'DI'
}
