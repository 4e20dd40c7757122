import type { IsolationValve } from '../network.ts'
import type { Graph } from './graph.ts'
import { flood, type Wet } from './reach.ts'

/** How the valves stand now, where that differs from the network's record. */
export interface ValvesNow {
  /** Valves that turned out not to close, besides those marked in the network. */
  inoperable?: ReadonlySet<string>
  /** Valves that are shut now, besides those normally closed. */
  shut?: ReadonlySet<string>
  /** Normally closed valves that are open now. */
  open?: ReadonlySet<string>
}

/** Whether a valve is shut as things stand. */
export function isValveShut({ id, normallyClosed }: IsolationValve, { shut, open }: ValvesNow): boolean {
  return (normallyClosed === true && !open?.has(id)) || (shut?.has(id) ?? false)
}

/** Whether a valve can be closed as things stand. */
export function canValveClose({ id, inoperable }: IsolationValve, now: ValvesNow): boolean {
  return !inoperable && !now.inoperable?.has(id)
}

/** 1 at each end of a link where a valve is shut as things stand. */
export function shutEnds({ valveAt, valves }: Graph, now: ValvesNow): Uint8Array {
  const ends = new Uint8Array(valveAt.length)
  for (let end = 0; end < valveAt.length; end++) {
    const valve = valveAt[end]!
    if (valve >= 0 && isValveShut(valves[valve]!, now)) ends[end] = 1
  }
  return ends
}

/** The network before anything is closed; the same for every question about it as it stands in the record. */
export interface Standing {
  shut: Uint8Array
  wet: Wet
}
const recorded = new WeakMap<Graph, Standing>()

/** Which ends are shut and what has water, as things stand. */
export function standing(graph: Graph, now: ValvesNow): Standing {
  if (now.shut?.size || now.open?.size) return standingOf(graph, now)
  const known = recorded.get(graph) ?? standingOf(graph, {})
  recorded.set(graph, known)
  return known
}

function standingOf(graph: Graph, now: ValvesNow): Standing {
  const shut = shutEnds(graph, now)
  return { shut, wet: flood(graph, shut) }
}
