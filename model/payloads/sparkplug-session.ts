import type { Instant } from '../time.ts'
import type { Alias, SparkplugMetric } from './sparkplug-metric.ts'

/** What a birth said of a metric. */
export interface Born {
  name: string
  datatype: number | undefined
  /** '' for the node's own metrics. */
  device: string
}

/** What is known of one edge node since its last birth. */
export interface NodeSession {
  bdSeq?: number
  /** The last sequence number; undefined before the first birth. */
  seq?: number
  born: boolean
  /** False from a gap in the sequence to the next birth: an alias may mean another metric by now. */
  trusted: boolean
  aliases: Map<Alias, Born>
  metrics: Map<string, Born>
  /** Devices that are alive. */
  devices: Set<string>
  /** When it was last asked to be born again. */
  asked?: Instant
}

/** Metrics remembered over all nodes, and between two requests for a birth at least. */
const REMEMBERED = 1_000_000
const NODES = 20_000
export const ASK_AGAIN = 30_000

/** The sessions of a source's edge nodes; bounded, the longest known goes first. */
export class SparkplugSessions {
  readonly #nodes = new Map<string, NodeSession>()
  #remembered = 0

  node(key: string): NodeSession {
    let session = this.#nodes.get(key)
    if (!session) {
      session = { born: false, trusted: false, aliases: new Map(), metrics: new Map(), devices: new Set() }
      this.#nodes.set(key, session)
      if (this.#nodes.size > NODES) this.#forget(this.#nodes.keys().next().value!)
    }
    return session
  }

  /** Forgets what an earlier birth of the node, or of one of its devices, said. */
  clear(session: NodeSession, device?: string): void {
    for (const [key, born] of session.metrics)
      if (device === undefined || born.device === device)
        this.#remembered -= Number(session.metrics.delete(key))
    for (const [key, born] of session.aliases)
      if (device === undefined || born.device === device) session.aliases.delete(key)
  }

  /** Remembers a metric of a birth. */
  learn(session: NodeSession, device: string, metric: SparkplugMetric): void {
    if (metric.name === undefined) return
    const born: Born = { name: metric.name, datatype: metric.datatype, device }
    const key = metricKey(device, metric.name)
    if (!session.metrics.has(key)) this.#remembered++
    session.metrics.set(key, born)
    if (metric.alias !== undefined) session.aliases.set(metric.alias, born)
    for (const oldest of this.#nodes.keys()) {
      if (this.#remembered <= REMEMBERED) break
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    const session = this.#nodes.get(key)
    if (session) this.#remembered -= session.metrics.size
    this.#nodes.delete(key)
  }
}

/** The key of a metric within its node. */
export function metricKey(device: string, name: string): string {
  return `${device}\n${name}`
}

/** Takes the next sequence number; false when one was missed. */
export function inSequence(session: NodeSession, seq: number | undefined): boolean {
  const expected = session.seq === undefined ? undefined : (session.seq + 1) % 256
  if (seq !== undefined) session.seq = seq
  if (seq === undefined || seq === expected) return true
  session.trusted = false
  return false
}
