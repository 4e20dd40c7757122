import type { Instant } from '../../model/time.ts'
import { inpOf } from '../town/inp.ts'
import type { Use } from '../town/patterns.ts'
import type { Town } from '../town/town.ts'

/** What the engine needs to run a town; plain data, so that it crosses to the worker. */
export interface HydraulicModel {
  inp: string
  seed: number
  start: Instant
  /** Ids in the order of every snapshot's arrays. */
  nodes: string[]
  links: string[]
  demands: { node: string; use: Use; mean: number; zone: string }[]
  groups: PumpControl[]
  floats: FloatControl[]
  /** Junctions that can leak. */
  leaky: string[]
}

/** A pump group and the head it holds. */
export interface PumpControl {
  id: string
  pumps: string[]
  suction: string
  discharge: string
  /** Head to hold at the discharge node, m. */
  hold: number
  /** Duty point of one pump at full speed, m³/h and m. */
  flow: number
  head: number
  /** Below this pressure at the suction node the pumps stop, m; undefined for a clear well. */
  dry?: number
}

/** A float valve that throttles the way into a break tank as it fills. */
export interface FloatControl {
  valve: string
  tank: string
  /** Loss coefficient half open. */
  half: number
  full: number
}

/** The model of a town that begins to live at `start`. */
export function hydraulicModel(town: Town, start: Instant): HydraulicModel {
  const nodes = new Map(town.network.nodes.map(node => [node.id, node]))
  return {
    inp: inpOf(town),
    seed: town.seed,
    start,
    nodes: town.network.nodes.map(node => node.id),
    links: town.network.links.map(link => link.id),
    demands: town.demands.map(demand => ({ ...demand, zone: nodes.get(demand.node)?.zone ?? '' })),
    groups: [...town.plants, ...town.stations].map(group => ({
      id: group.id,
      pumps: group.pumps,
      suction: group.suction,
      discharge: group.discharge,
      hold: nodes.get(group.discharge)!.elevation + group.setpoint,
      flow: group.flow,
      head: group.head,
      ...(group.kind === 'plant' ? {} : { dry: group.tank === undefined ? 4 : 0.3 }),
    })),
    floats: town.stations.flatMap(({ tank, floatValve }) =>
      tank === undefined || floatValve === undefined
        ? []
        : [{ valve: floatValve, tank, half: town.settings[floatValve]!, full: 2.9 }],
    ),
    leaky: town.network.nodes.filter(node => /^[JT]\d|^PS-\d+-H$/.test(node.id)).map(node => node.id),
  }
}
