import type { IsolationValve } from '../network.ts'
import type { Graph } from './graph.ts'
import { type Isolation, isolate } from './isolation.ts'
import { flood } from './reach.ts'
import { isValveShut, shutEnds, type ValvesNow } from './shut.ts'

/** What it costs when one valve of a shut-off cannot be closed. */
export interface Alternative {
  valve: IsolationValve
  possible: boolean
  /** Valves to close besides the others. */
  more: IsolationValve[]
  /** Households without water besides those that are anyway. */
  moreHouseholds: number
  moreCustomers: number
}

/** A shut valve or closed link that would bring water back to people outside the segment. */
export interface Resupply {
  /** Id of the valve or link to open. */
  open: string
  kind: 'valve' | 'link'
  /** Households that would have water again. */
  households: number
}

/** For each valve to be closed: the wider shut-off if it cannot. */
export function alternatives(
  graph: Graph,
  asset: string,
  plan: Isolation,
  valvesNow: ValvesNow = {},
): Alternative[] {
  const planned = new Set(plan.close.map(({ id }) => id))
  return plan.close.map(valve => {
    const inoperable = new Set([...(valvesNow.inoperable ?? []), valve.id])
    const wider = isolate(graph, asset, { ...valvesNow, inoperable })
    return {
      valve,
      possible: wider.possible,
      more: wider.close.filter(({ id }) => !planned.has(id)),
      moreHouseholds: wider.households - plan.households,
      moreCustomers: wider.customers.length - plan.customers.length,
    }
  })
}

/**
 * What can be opened to bring water back to those who are dry although they are outside the segment, most
 * households first. Water comes from another side then: turbidity must be looked at.
 */
export function resupply(
  graph: Graph,
  asset: string,
  plan: Isolation,
  valvesNow: ValvesNow = {},
): Resupply[] {
  const dryNodes = new Set(plan.alsoDry.nodes)
  if (dryNodes.size === 0) return []
  const closing = new Set([...plan.close, ...plan.spare].map(({ id }) => id))
  const broken = graph.linkIndex.get(asset) ?? -1
  const dry = plan.customers.filter(({ node, link }) => link !== asset && dryNodes.has(node))
  const segment = new Set(plan.segment.nodes)
  const touches = (...nodes: string[]) =>
    nodes.some(node => dryNodes.has(node)) && !nodes.some(node => segment.has(node))

  const shut = shutEnds(graph, { ...valvesNow, shut: new Set([...(valvesNow.shut ?? []), ...closing]) })
  const gain = (ends: Uint8Array, trial: Graph): number => {
    const wet = flood(trial, ends, broken)
    return dry.reduce((sum, { node, households }) => {
      const index = trial.nodeIndex.get(node)
      return sum + (index !== undefined && wet.nodes[index] === 1 ? households : 0)
    }, 0)
  }
  const found: Resupply[] = []
  for (const valve of graph.valves) {
    const index = graph.linkIndex.get(valve.link)
    if (index === undefined || closing.has(valve.id) || !isValveShut(valve, valvesNow)) continue
    const { from, to } = graph.network.links[index]!
    if (!touches(from, to)) continue
    const ends = shut.slice()
    ends[2 * index + (valve.node === from ? 0 : 1)] = 0
    const households = gain(ends, graph)
    if (households > 0) found.push({ open: valve.id, kind: 'valve', households })
  }
  graph.network.links.forEach((link, i) => {
    if (!link.closed || i === broken || !touches(link.from, link.to)) return
    const way = graph.way.slice()
    way[i] = 0
    const households = gain(shut, { ...graph, way })
    if (households > 0) found.push({ open: link.id, kind: 'link', households })
  })
  return found.sort((a, b) => b.households - a.households)
}
