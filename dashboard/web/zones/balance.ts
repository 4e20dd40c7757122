import type { Zone } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import type { SeriesColumns } from '../../../model/screen.ts'
import type { Instant } from '../../../model/time.ts'
import type { Directory } from '../directory/directory.ts'

/** The flow meters at a zone's borders. Water in counts up, water out down. */
export interface ZoneMeters {
  zone: Zone
  in: Point[]
  out: Point[]
  /** Inlets or outlets at which no meter was found: then a balance is not known. */
  unmeasured: number
}

/**
 * The meters of each zone: flow points in it or upon its inlets. A meter's id ends like the inlet's (IN-01A, FM-01A),
 * or it sits in the zone and is the only one.
 */
export function zoneMeters(directory: Directory): ZoneMeters[] {
  const flows = [...directory.points.values()].filter(
    point => point.quantity === 'flow' && directory.byId.get(point.asset)?.kind === 'flow-meter',
  )
  const meterOf = new Map<string, Point>()
  const tail = (id: string) => /[^-]*$/.exec(id)?.[0] ?? id
  const zones = [...directory.zones.values()]
  for (const zone of zones)
    for (const inlet of zone.inlets) {
      const meter = flows.find(
        point => point.asset === inlet || (point.zone === zone.id && tail(point.asset) === tail(inlet)),
      )
      if (meter) meterOf.set(inlet, meter)
    }
  return zones
    .filter(zone => zone.kind !== 'supply')
    .map(zone => {
      const at = (links: readonly string[]) => links.flatMap(link => meterOf.get(link) ?? [])
      const [into, out] = [at(zone.inlets), at(zone.outlets)]
      return {
        zone,
        in: into,
        out,
        unmeasured: zone.inlets.length + zone.outlets.length - into.length - out.length,
      }
    })
}

/** Water into a zone now, m³/h; null when one of its meters says nothing. */
export function netFlow(into: readonly (number | null)[], out: readonly (number | null)[]): number | null {
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number | null>(
      (total, value) => (total === null || value === null ? null : total + value),
      0,
    )
  const [plus, minus] = [sum(into), sum(out)]
  return plus === null || minus === null ? null : plus - minus
}

/** The hours in which people sleep, in the zone's own time (domain.md §5: 02:00–04:00). */
export const NIGHT = { from: 2, to: 4 }

/** The lowest flow of a series between two instants; undefined without a reading there. */
export function lowest(
  { at, value }: Pick<SeriesColumns, 'at' | 'value'>,
  from: Instant,
  to: Instant,
): number | undefined {
  let least: number | undefined
  for (const [i, time] of at.entries()) {
    const one = value[i]
    if (time < from || time >= to || one === null || one === undefined) continue
    least = least === undefined ? one : Math.min(least, one)
  }
  return least
}

/** The last night before `now`: its beginning and end. `offset` ms that the zone's clocks are ahead of UTC. */
export function lastNight(now: Instant, offset: number): { from: Instant; to: Instant } {
  const hour = 3_600_000
  const midnight = Math.floor((now + offset) / (24 * hour)) * 24 * hour - offset
  const to = midnight + NIGHT.to * hour
  const end = to <= now ? to : to - 24 * hour
  return { from: end - (NIGHT.to - NIGHT.from) * hour, to: end }
}
