import type { Customer } from '../../model/network.ts'
import type { Random } from '../random.ts'
import { type Draft, type DraftLink, serial } from './draft.ts'
import type { Layout } from './layout.ts'
import { crowd, type Lodging } from './lodgings.ts'
import type { Use } from './patterns.ts'
import { alongCourse, type globe } from './place.ts'
import type { PumpGroup } from './supply.ts'
import { type Tenant, tenants } from './tenants.ts'

/** A customer with what only the simulator knows: how and how much it uses. */
export interface TownCustomer extends Customer {
  use: Use
  /** m³ on an average day */
  daily: number
}

/** Share of the customers that live behind a secondary-supply station. */
const HIGH_RISE = 0.12

/** Puts every customer at a street or in a high-rise, with name, address and use. */
export function settle(
  draft: Draft,
  layout: Layout,
  stations: readonly PumpGroup[],
  toGlobe: ReturnType<typeof globe>,
  rng: Random,
): TownCustomer[] {
  const total = layout.scale.customers
  const lodgings = crowd(lodgingsOf(draft, layout, stations), total, HIGH_RISE)
  const customers: TownCustomer[] = []
  const special = new Map(
    tenants(total).map((tenant, n, all) => [Math.floor(((n + 0.5) * total) / all.length), tenant]),
  )
  let waiting: Tenant[] = []
  for (const { link, station, count, house } of lodgings) {
    const placed = rng.fork(link.id)
    for (let n = 0; n < count; n++) {
      const due = special.get(customers.length)
      if (due) waiting.push(due)
      const tenant = station ? undefined : waiting[0]
      if (tenant) waiting = waiting.slice(1)
      const share = station ? 0.85 + 0.15 * placed.next() : 0.06 + (0.88 * (n + placed.next())) / count
      const aside = (n % 2 === 0 ? 1 : -1) * (8 + placed.next() * 0.16 * layout.scale.spacing)
      const { name, address, households, use, daily, critical } = house(n, placed, tenant)
      customers.push({
        id: `C${serial(customers.length + 1, 6)}`,
        node: station ? link.to : share < 0.5 ? link.from : link.to,
        link: link.id,
        at: toGlobe(alongCourse(link.course, share, aside)),
        ...(link.zone === undefined ? {} : { zone: link.zone }),
        name,
        address,
        households,
        ...(critical ? { critical } : {}),
        ...(station ? { station: station.id } : {}),
        use,
        daily,
      })
    }
  }
  return customers
}

/** Every stretch of pipe that people live at; the town is densest in its middle. */
function lodgingsOf(draft: Draft, layout: Layout, stations: readonly PumpGroup[]): Lodging[] {
  const weight = (link: DraftLink) => {
    const [x, y] = alongCourse(link.course, 0.5)
    return link.length * (0.55 + Math.exp(-((Math.hypot(x, y) / (0.32 * layout.size)) ** 2)))
  }
  const streets = [...draft.links.values()].filter(link => link.role === 'street')
  return [
    ...streets.map(link => ({ link, weight: weight(link) })),
    ...stations.map(station => ({ link: draft.link(`${station.id}-UP`), station, weight: 1 })),
  ]
}
