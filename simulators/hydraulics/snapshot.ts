import type { Instant } from '../../model/time.ts'

/** The water at one instant: everything from the same solution. Arrays follow the model's order of nodes and links. */
export interface Snapshot {
  at: Instant
  /** m above the node; a tank's level above its bottom. */
  pressure: Float32Array
  /** Free chlorine, mg/L. */
  chlorine: Float32Array
  /** m³/h, positive from a link's first node to its second. */
  flow: Float32Array
  /** Head gained (pumps) or lost, m, positive. */
  headLoss: Float32Array
  /** Relative speed of each group's pumps, 0 when none runs. */
  speed: Float32Array
  /** Which pumps run: bit n of group g. */
  running: Uint8Array
  /** Sum of what the junctions' leaks let out, m³/h. */
  leaking: number
}

/** Something done to the network from outside. Ids are the model's. */
export type HydraulicCommand =
  /** Orifice of the emitter equation, m³/h per √m; 0 closes it. */
  | { kind: 'leak'; node: string; coefficient: number }
  /** A pump that is out of order stands. */
  | { kind: 'pump'; pump: string; available: boolean }
  /** A group without power stands. */
  | { kind: 'power'; group: string; on: boolean }
  /** Free chlorine leaving a reservoir, mg/L. */
  | { kind: 'dose'; reservoir: string; chlorine: number }
  | { kind: 'link'; link: string; open: boolean }

/** The buffers of a snapshot, to be handed over instead of copied. */
export function buffersOf(snapshot: Snapshot): ArrayBuffer[] {
  const { pressure, chlorine, flow, headLoss, speed, running } = snapshot
  return [pressure, chlorine, flow, headLoss, speed, running].map(array => array.buffer as ArrayBuffer)
}
