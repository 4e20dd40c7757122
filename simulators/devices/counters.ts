import { HOUR } from '../../model/time.ts'
import type { Snapshot } from '../hydraulics/snapshot.ts'
import { hashText, hashUnit } from '../random.ts'

/** Everything that only grows: what totalisers, hour meters and start counters have counted. */
export interface Counted {
  at: number
  /** m³ by link, both ways. */
  volume: Record<string, number>
  backwards: Record<string, number>
  /** kWh by pump group. */
  energy: Record<string, number>
  /** h and times by pump. */
  runtime: Record<string, number>
  starts: Record<string, number>
  /** m³ by customer, beyond the household's own use. */
  extra: Record<string, number>
}

/** What a plant that has run for some years would show. */
export function firstCounts(
  at: number,
  links: readonly string[],
  groups: readonly { id: string; pumps: string[] }[],
): Counted {
  const some = (id: string, most: number) => Math.round(most * (0.2 + 0.8 * hashUnit(hashText(id), 7)))
  const all = <T>(ids: readonly string[], value: (id: string) => T) =>
    Object.fromEntries(ids.map(id => [id, value(id)]))
  const pumps = groups.flatMap(group => group.pumps)
  return {
    at,
    volume: all(links, id => some(id, 900_000)),
    backwards: all(links, () => 0),
    energy: all(
      groups.map(group => group.id),
      id => some(id, 120_000),
    ),
    runtime: all(pumps, id => some(id, 14_000)),
    starts: all(pumps, id => some(id, 3_000)),
    extra: {},
  }
}

/** What may have been counted after the last save of an earlier run is covered by so much more than usual. */
const MARGIN = 1.15

/**
 * Counters of an earlier run, moved on by what must have passed since, so that none runs backwards. What is new in
 * the town starts fresh; what is gone is forgotten.
 */
export function carryOn(
  earlier: Counted,
  fresh: Counted,
  now: { flow(link: string): number; power(group: string): number },
): Counted {
  const hours = (MARGIN * Math.max(0, fresh.at - earlier.at)) / HOUR
  const moved = (
    kind: 'volume' | 'backwards' | 'energy' | 'runtime' | 'starts',
    rate: (id: string) => number,
  ) =>
    Object.fromEntries(
      Object.entries(fresh[kind]).map(([id, first]) => {
        const last = earlier[kind]?.[id]
        return [id, last === undefined ? first : last + Math.max(0, rate(id)) * hours]
      }),
    )
  return {
    at: fresh.at,
    volume: moved('volume', now.flow),
    backwards: moved('backwards', id => -now.flow(id)),
    energy: moved('energy', now.power),
    runtime: moved('runtime', () => 0),
    starts: moved('starts', () => 0),
    extra: { ...earlier.extra },
  }
}

/** A group's electrical power now, kW: hydraulic power over the efficiency at that flow. */
export function groupPower(flow: number, head: number, design: number): number {
  if (flow <= 0) return 0
  const part = Math.min(1.6, flow / Math.max(1, design))
  const efficiency = Math.max(0.25, 0.74 * (1 - 0.45 * (part - 1) ** 2))
  return (flow * head) / 367 / efficiency
}

/** Adds what passed between two solutions. */
export function count(
  counted: Counted,
  snapshot: Snapshot,
  passed: number,
  look: {
    flow(link: string): number
    links: readonly string[]
    groups: readonly { id: string; pumps: string[] }[]
    power(group: string): number
    before: Uint8Array
  },
): void {
  const hours = passed / HOUR
  for (const id of look.links) {
    const flow = look.flow(id)
    counted[flow >= 0 ? 'volume' : 'backwards'][id]! += Math.abs(flow) * hours
  }
  for (const [g, { id, pumps }] of look.groups.entries()) {
    counted.energy[id]! += look.power(id) * hours
    for (const [n, pump] of pumps.entries()) {
      const runs = (snapshot.running[g]! & (1 << n)) !== 0
      if (runs) counted.runtime[pump]! += hours
      if (runs && (look.before[g]! & (1 << n)) === 0) counted.starts[pump]! += 1
    }
  }
  counted.at = snapshot.at
}
