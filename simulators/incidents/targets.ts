import { type Link, type LngLat, lineOf } from '../../model/network.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import type { InstrumentPlan } from '../devices/planning.ts'
import type { Random } from '../random.ts'
import type { Town } from '../town/town.ts'
import type { Incident, IncidentKind } from './incident.ts'

/** Where an incident hits. */
export type Hit = Pick<Incident, 'target' | 'zone' | 'at' | 'node'>

/** Finds what an incident hits: the asset that is named, one in the zone that is named, or any by chance. */
export type Aim = (kind: IncidentKind, target: string | undefined, rng: Random) => Hit

/** @throws CodedError `unknown-target` naming what would have been possible. */
export function aimAt(town: Town, plan: InstrumentPlan): Aim {
  const { network } = town
  const nodes = new Map(network.nodes.map(node => [node.id, node]))
  const zones = new Set(network.zones.map(zone => zone.id))
  const streets = network.links.filter(
    link => /^P\d/.test(link.id) && link.zone?.startsWith('DMA-') && !link.closed,
  )
  const groups = [...town.plants, ...town.stations]

  const choose = <T>(
    list: readonly T[],
    idOf: (one: T) => string,
    zoneOf: (one: T) => string | undefined,
    target: string | undefined,
    rng: Random,
  ): T => {
    const inZone = target !== undefined && zones.has(target)
    const fitting =
      target === undefined
        ? list
        : list.filter(one => (inZone ? zoneOf(one) === target : idOf(one) === target))
    if (fitting.length > 0) return rng.pick(fitting)
    const some = list.slice(0, 5).map(idOf).join(', ')
    throw new CodedError(
      'unknown-target',
      `nothing of the kind is at "${target}"; there are for example ${some}, or a zone such as ${[...zones][1]}`,
    )
  }
  const place = (id: string, zone: string | undefined, at: LngLat | undefined): Hit => ({
    target: id,
    ...(zone === undefined ? {} : { zone }),
    ...(at ? { at } : {}),
  })
  const groupPlace = (group: (typeof groups)[number]) =>
    place(group.id, group.zone, nodes.get(group.discharge)?.at)

  const pipe: Aim = (_kind, target, rng) => {
    const link = choose(
      streets,
      one => one.id,
      one => one.zone,
      target,
      rng,
    )
    const node = rng.chance(0.5) ? link.from : link.to
    return { ...place(link.id, link.zone, middleOf(link, nodes)), node }
  }
  const pump: Aim = (_kind, target, rng) => {
    // By chance it hits a leading pump: the trip of one that rests would be noticed by nobody.
    const pumps = groups.flatMap(group =>
      (target === undefined ? group.pumps.slice(0, 1) : group.pumps).map(id => ({ id, group })),
    )
    const found = choose(
      pumps,
      one => (one.group.id === target ? target : one.id),
      one => one.group.zone,
      target,
      rng,
    )
    return { ...groupPlace(found.group), target: found.id }
  }
  const device: Aim = (_kind, target, rng) => {
    const sensors = plan.devices.filter(one => ['pressure', 'level', 'quality'].includes(one.subject.kind))
    const devices = target === undefined ? [...sensors, ...plan.loggers] : [...plan.devices, ...plan.loggers]
    const found = choose(
      devices,
      one => one.id,
      one => one.zone,
      target,
      rng,
    )
    return place(found.id, found.zone, network.fittings.find(fitting => fitting.id === found.id)?.at)
  }
  const zone: Aim = (_kind, target, rng) => {
    if (target !== undefined && [...plan.devices, ...plan.loggers].some(one => one.id === target))
      return device(_kind, target, rng)
    const found = choose(
      network.zones,
      one => one.id,
      one => one.id,
      target ?? rng.pick(network.zones.slice(1)).id,
      rng,
    )
    return place(found.id, found.id, found.area?.[0])
  }
  const station: Aim = (_kind, target, rng) =>
    groupPlace(
      choose(
        target?.startsWith('WP') ? groups : town.stations,
        one => one.id,
        one => one.zone,
        target,
        rng,
      ),
    )
  const plant: Aim = (_kind, target, rng) =>
    groupPlace(
      choose(
        town.plants,
        one => one.id,
        one => one.zone,
        target,
        rng,
      ),
    )
  const household: Aim = (_kind, target, rng) => {
    const metered = new Set(plan.meters.map(meter => meter.customer))
    const homes = town.customers.filter(
      one => metered.has(one.id) && one.use === 'home' && one.households === 1,
    )
    const found = choose(
      homes,
      one => one.id,
      one => one.zone,
      target,
      rng,
    )
    return { ...place(found.id, found.zone, found.at), node: found.node }
  }
  const town_: Aim = () => ({ target: 'all meters' })
  const AIMS: Record<IncidentKind, Aim> = {
    burst: pipe,
    'slow-leak': pipe,
    'pump-trip': pump,
    'power-failure': station,
    'chlorine-loss': plant,
    'turbidity-spike': zone,
    'household-leak': household,
    'stuck-sensor': device,
    'link-loss': zone,
    'clock-wrong': zone,
    'late-upload': town_,
  }
  return (kind, target, rng) => AIMS[kind](kind, target, rng)
}

function middleOf(link: Link, nodes: Parameters<typeof lineOf>[1]): LngLat {
  const line = lineOf(link, nodes)
  const a = line[Math.floor((line.length - 1) / 2)]!
  const b = line[Math.ceil((line.length - 1) / 2)]!
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
}
