import type { Network } from '../../model/network.ts'
import type { Duty, Policy } from '../policy/schema.ts'
import { pipeGrade } from './duties.ts'

/** Subject of a duty that is the whole utility's. */
export const UTILITY = 'utility'

/**
 * What a duty comes round for: the zones that have pipes of its grade, the stations, the tanks. What the network does
 * not know (routes of river crossings, reading rounds) is the utility's until somebody reports it by name.
 */
export function subjectsOf({ of, grade }: Duty, network: Network, policy: Policy): string[] {
  switch (of) {
    case 'pipe': {
      const zones = new Set<string>()
      for (const { kind, diameter, zone } of network.links) {
        if (kind === 'pipe' && diameter > 0 && zone !== undefined) {
          if (grade === undefined || pipeGrade({ dn: diameter }, policy) === grade) zones.add(zone)
        }
      }
      return zones.size > 0 ? [...zones].sort() : [UTILITY]
    }
    case 'tank': {
      const stations = network.stations.filter(({ kind }) => kind === 'secondary').map(({ id }) => id)
      const tanks = network.nodes.filter(({ kind }) => kind === 'tank').map(({ id }) => id)
      const all = [...stations, ...tanks].sort()
      return all.length > 0 ? all : [UTILITY]
    }
    case 'station': {
      const stations = network.stations.map(({ id }) => id).sort()
      return stations.length > 0 ? stations : [UTILITY]
    }
    default:
      return [UTILITY]
  }
}

/** Share of secondary stations that show what the policy's board must show (JN-PMP-04); null without such a form. */
export function boardsComplete(network: Network, { forms }: Policy): number | null {
  const board = forms.find(({ name }) => name === 'stationBoard')
  const stations = network.stations.filter(({ kind }) => kind === 'secondary')
  if (!board || stations.length === 0) return null
  const shows = stations.filter(({ supplyHours, responsible, phone }) => {
    const known: Record<string, string | undefined> = { supplyHours, responsible, servicePhone: phone }
    return board.fields.every(field => known[field])
  })
  return shows.length / stations.length
}
