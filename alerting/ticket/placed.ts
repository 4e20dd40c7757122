import type { Ticket } from '../../model/ticket.ts'
import type { Place, Places } from '../places.ts'

type Spot = Pick<Ticket, 'asset' | 'at' | 'zone'>
/** What the network says of where a ticket is: it decides clocks (ring road, diameter) and where a trace begins. */
export type Placed = Partial<Pick<Ticket, 'zone' | 'at' | 'pipe' | 'dn' | 'ring' | 'address'>>

/**
 * Where something is that a person has named: by its asset, else by the pipe that runs nearest to the spot, else by
 * its zone, which says on which side of the ring road it is and no more.
 */
export function placed({ asset, at, zone }: Spot, places: Places): Placed {
  if (asset !== undefined) return pick(places.of({ subject: asset, asset, evidence: {} }))
  if (at !== undefined) return pick(places.around(at))
  if (zone === undefined) return {}
  const { ring } = places.of({ subject: zone, zone, evidence: {} })
  return ring ? { ring } : {}
}

function pick({ zone, at, pipe, dn, ring, address }: Place): Placed {
  return {
    ...(zone ? { zone } : {}),
    ...(at ? { at } : {}),
    ...(pipe ? { pipe } : {}),
    ...(dn ? { dn } : {}),
    ...(ring ? { ring } : {}),
    ...(address ? { address } : {}),
  }
}
