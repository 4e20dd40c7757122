import { MINUTE } from '../../model/time.ts'
import { networkDistance } from '../../model/trace/distance.ts'
import type { Incident } from '../incident/incident.ts'
import { WHOLE_SITE } from '../incident/join.ts'
import { openIncidents, type State } from '../state.ts'
import type { Context } from './context.ts'
import type { Raised } from './raised.ts'

/** How near, through the pipes, and how soon an effect shows in the zone next door. */
const NEXT_DOOR = { metres: 1_500, within: 10 * MINUTE }

/**
 * Incidents of neighbouring zones that may have the same cause: they began within minutes, and the way through the
 * pipes is short. A burst lowers the pressure next door too.
 */
export function nearby(
  state: State,
  { alarm, rule, place }: Raised,
  scope: string,
  context: Context,
): Incident[] {
  const { places } = context
  const node = places.nodeOf(place.asset)
  if (rule.family !== 'hydraulic' || scope === WHOLE_SITE || node === undefined) return []
  const scopes = [...state.scopes.keys()].filter(key => key.startsWith('hydraulic '))
  const open = scopes
    .map(key => key.slice('hydraulic '.length))
    .filter(other => other !== scope && other !== WHOLE_SITE && places.neighbours(scope, other))
    .flatMap(other => openIncidents(state, 'hydraulic', other))
  // Zones whose incidents were put together name the same one.
  return [...new Set(open)]
    .filter(
      ({ lastAt, scope: other }) =>
        other !== WHOLE_SITE && Math.abs(alarm.raisedAt - lastAt) <= NEXT_DOOR.within,
    )
    .filter(({ cause }) => {
      const there = state.alarms.get(cause.alarm)
      const far = there && places.nodeOf(places.of(there).asset)
      return (
        far !== undefined && networkDistance(context.graph(), node, far, NEXT_DOOR.metres) <= NEXT_DOOR.metres
      )
    })
}
