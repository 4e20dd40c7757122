import type { Position } from '../../model/point.ts'
import type { Instant } from '../../model/time.ts'
import type { Hydraulics } from '../hydraulics/hydraulics.ts'
import type { Snapshot } from '../hydraulics/snapshot.ts'
import { hashText } from '../random.ts'
import type { PumpGroup } from '../town/supply.ts'
import type { Town } from '../town/town.ts'
import { type Chemistry, chemistry } from './chemistry.ts'
import { type Counted, carryOn, count, firstCounts, groupPower } from './counters.ts'
import { newTroubles, type Troubles } from './troubles.ts'

/** What a pump group's own controller knows of it. */
export interface GroupView {
  group: PumpGroup
  running: boolean[]
  /** Relative speed of the running pumps. */
  speed: number
  flow: number
  inlet: number
  outlet: number
  /** kW */
  power: number
}

/** The town as its instruments could see it, with what incidents do to them. */
export interface World {
  readonly seed: number
  readonly at: Instant
  readonly counted: Counted
  readonly troubles: Troubles
  pressure(node: string): number
  flow(link: string): number
  group(id: string): GroupView
  chemistry(node: string, zone: string, position: Position): Chemistry
}

/** Joins the living water with the counters and troubles of the town. `counted` carries on from an earlier run. */
export function openWorld(
  town: Town,
  hydraulics: Pick<Hydraulics, 'snapshot' | 'onSnapshot'>,
  order: { nodes: string[]; links: string[] },
  counted?: Counted,
): World {
  const nodeAt = new Map(order.nodes.map((id, n) => [id, n]))
  const linkAt = new Map(order.links.map((id, n) => [id, n]))
  const groups = [...town.plants, ...town.stations]
  const groupAt = new Map(groups.map((group, n) => [group.id, n]))
  const metered = [
    ...town.network.fittings.flatMap(fitting => (fitting.kind === 'flow-meter' ? [fitting.link!] : [])),
    ...town.stations.map(station => `${station.id}-UP`),
  ]
  const troubles = newTroubles()
  const pressure = (node: string) => hydraulics.snapshot.pressure[nodeAt.get(node)!]!
  const flow = (link: string) => hydraulics.snapshot.flow[linkAt.get(link)!]!
  const groupFlow = (group: PumpGroup) =>
    Math.max(
      0,
      group.pumps.reduce((sum, pump) => sum + flow(pump), 0),
    )
  const power = (id: string) => {
    const group = groups[groupAt.get(id)!]!
    const n = groupAt.get(id)!
    const pumps = bits(hydraulics.snapshot.running[n]!)
    const head = Math.max(0, ...group.pumps.map(pump => hydraulics.snapshot.headLoss[linkAt.get(pump)!]!))
    return pumps === 0 ? 0 : groupPower(groupFlow(group), head, group.flow * pumps)
  }
  const fresh = firstCounts(hydraulics.snapshot.at, metered, groups)
  const counts = counted ? carryOn(counted, fresh, { flow, power }) : fresh
  let before = hydraulics.snapshot.running.slice()
  hydraulics.onSnapshot((snapshot, passed) => {
    count(counts, snapshot, passed, { flow, links: metered, groups, power, before })
    before = snapshot.running.slice()
  })
  return {
    seed: town.seed,
    get at() {
      return hydraulics.snapshot.at
    },
    counted: counts,
    troubles,
    pressure,
    flow,
    group: id => {
      const n = groupAt.get(id)!
      const group = groups[n]!
      return {
        group,
        running: group.pumps.map((_, p) => (hydraulics.snapshot.running[n]! & (1 << p)) !== 0),
        speed: hydraulics.snapshot.speed[n]!,
        flow: groupFlow(group),
        inlet: pressure(group.tank === undefined ? group.suction : `${group.id}-I`),
        outlet: pressure(group.discharge),
        power: power(id),
      }
    },
    chemistry: (node, zone, position) =>
      chemistry(hashText(`${town.seed}${node}`), hydraulics.snapshot.at, position, {
        chlorine: Math.max(0, hydraulics.snapshot.chlorine[nodeAt.get(node)!]!),
        turbidity: troubles.turbidityAt(zone, hydraulics.snapshot.at),
      }),
  }
}

/** The town's world at each snapshot of a past, with its counters running; one world, looked at again and again. */
export function* replay(
  town: Town,
  past: readonly Snapshot[],
  order: { nodes: string[]; links: string[] },
): Generator<{ world: World; at: Instant }> {
  const [first] = past
  if (!first) return
  let snapshot = first
  let hear: (snapshot: Snapshot, passed: number) => void = () => {}
  const source = {
    get snapshot() {
      return snapshot
    },
    onSnapshot: (listener: typeof hear) => {
      hear = listener
    },
  }
  const world = openWorld(town, source, order)
  for (const next of past) {
    const passed = next.at - snapshot.at
    snapshot = next
    hear(next, passed)
    yield { world, at: next.at }
  }
}

const bits = (value: number) => [0, 1, 2, 3, 4, 5].filter(n => (value & (1 << n)) !== 0).length
