import type { Zone } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import { tankOf } from './balance/tanks.ts'
import { type InletFlow, linkMeters } from './inlet-flows.ts'
import type { Context } from './watch.ts'

/** A zone, or several without a meter between them, whose whole boundary is measured. */
export interface MeteredArea {
  /** The zone that it is told of: the one with the most inlets from outside, the first of equals. */
  zone: Zone
  /** All of them. */
  zones: readonly string[]
  flows: readonly InletFlow[]
  /** Tanks in it: what they keep did not leave. */
  tanks: readonly TankGauge[]
}

/** The level gauge of a tank and the tank's surface, m². */
export interface TankGauge {
  point: Point
  area: number
}

/**
 * What can be balanced: zones are joined across borders that nobody measures until every border left has a meter.
 * An area with an unmetered border to the outside, or with a tank of unknown content, is none. Source: domain.md §2.3
 * (DMA: closed boundary, inlet flows), §4.2 (mass balance Σ inflow − Σ outflow − Δstorage).
 */
export function meteredAreas(context: Context): MeteredArea[] {
  const zones = [...context.zones.values()]
  const own = new Map(zones.map(zone => [zone.id, new Set([zone])]))
  const meterOf = linkMeters(context)
  const links = new Set(zones.flatMap(({ inlets, outlets }) => [...inlets, ...outlets]))
  const meters = new Map([...links].map(link => [link, meterOf(link)]))
  for (const [link, meter] of meters) {
    if (meter) continue
    const [first, ...others] = zones.filter(({ inlets, outlets }) => [...inlets, ...outlets].includes(link))
    for (const other of others) join(own, first!, other)
  }
  return [...new Set(own.values())].flatMap(group => areaOf([...group], meters, context) ?? [])
}

function join(groups: Map<string, Set<Zone>>, a: Zone, b: Zone): void {
  const all = new Set([...groups.get(a.id)!, ...groups.get(b.id)!])
  for (const { id } of all) groups.set(id, all)
}

function areaOf(
  zones: readonly Zone[],
  meters: ReadonlyMap<string, InletFlow | undefined>,
  context: Context,
): MeteredArea | undefined {
  const into = new Set(zones.flatMap(({ inlets }) => inlets))
  const outOf = new Set(zones.flatMap(({ outlets }) => outlets))
  // What leaves one of them for another crosses no border of theirs.
  const borders = [...into].filter(link => !outOf.has(link)).map(link => [link, 1] as const)
  const exits = [...outOf].filter(link => !into.has(link)).map(link => [link, -1] as const)
  const flows: InletFlow[] = []
  for (const [link, side] of [...borders, ...exits]) {
    const meter = meters.get(link)
    if (!meter) return undefined
    flows.push({ point: meter.point, sign: meter.sign === side ? 1 : -1 })
  }
  const tanks = tanksIn(new Set(zones.map(({ id }) => id)), context)
  if (flows.length === 0 || tanks.includes(undefined)) return undefined
  const outside = ({ inlets }: Zone) => inlets.filter(link => !outOf.has(link)).length
  const zone = zones.reduce((a, b) => (outside(b) > outside(a) ? b : a))
  return { zone, zones: zones.map(({ id }) => id), flows, tanks: tanks.flatMap(tank => tank ?? []) }
}

function tanksIn(zones: ReadonlySet<string>, context: Context): (TankGauge | undefined)[] {
  return context.network.nodes
    .filter(({ kind, zone }) => kind === 'tank' && zone !== undefined && zones.has(zone))
    .map(({ id }) => tankOf(id, context))
}
