import { Compile } from 'typebox/compile'
import { GatewayState } from '../model/gateway-state.ts'
import type { Instant } from '../model/time.ts'
import type { BusMessage } from '../runtime/bus.ts'
import type { Door } from './intake/door.ts'
import type { Latest } from './latest.ts'

const StateCheck = Compile(GatewayState)
/** Gateways remembered; one more is not. */
const MOST_GATEWAYS = 10_000

/** A gateway as ingest sees it. */
export interface Link {
  gateway: string
  /** undefined before it has said anything of itself. */
  online?: boolean
  /** When it said so. */
  since?: Instant
  /** When its last batch came. */
  heard?: Instant
  points: number
}

/** Which points come through which gateway, and which of the gateways live. */
export interface Gateways {
  /** A birth, a state or a last will from the bus. */
  hear(message: BusMessage): void
  /** These points came in a batch. */
  learn(gateway: string, points: readonly string[], now: Instant): void
  list(): Link[]
}

export interface GatewaysOptions {
  latest: Latest
  refuse: Door['refuse']
  /** The detectors group silence by gateway. */
  onLearned(gateway: string, points: Iterable<string>): void
  /** A gateway has told of itself. */
  onState(state: GatewayState): void
  /** Whether the point is silent for a reason of its own. */
  isLost(point: string): boolean
}

/** When a gateway dies, its points' last values stand, marked lost until it is back. */
export function createGateways({ latest, refuse, onLearned, onState, isLost }: GatewaysOptions): Gateways {
  const links = new Map<string, Omit<Link, 'points'> & { points: Set<string> }>()
  const linkOf = (gateway: string) => {
    let link = links.get(gateway)
    if (!link && links.size < MOST_GATEWAYS) links.set(gateway, (link = { gateway, points: new Set() }))
    return link
  }
  const add = (gateway: string, points: Iterable<string>) => {
    const link = linkOf(gateway)
    if (!link) return undefined
    const before = link.points.size
    for (const point of points) link.points.add(point)
    if (link.points.size > before) onLearned(gateway, points)
    return link
  }
  return {
    hear({ topic, payload }) {
      if (payload.length === 0) return
      const state = parse(payload)
      if (!state) return refuse('not-a-gateway-state', topic, 'not the state of a gateway', payload)
      const link = add(state.gateway, state.devices?.flatMap(device => device.points) ?? [])
      if (!link) return
      link.online = state.online
      link.since = state.at
      onState(state)
      if (!state.online) latest.lose(link.points)
      else latest.find([...link.points].filter(point => !isLost(point)))
    },
    learn(gateway, points, now) {
      const link = add(gateway, points)
      if (link) link.heard = now
    },
    list: () => [...links.values()].map(link => ({ ...link, points: link.points.size })),
  }
}

function parse(payload: Uint8Array): GatewayState | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString('utf8'))
    return StateCheck.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}
