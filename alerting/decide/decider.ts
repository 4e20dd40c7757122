import type { Alarm } from '../../model/alarm.ts'
import type { Detection } from '../../model/detection.ts'
import type { Ticket } from '../../model/ticket.ts'
import type { Site } from '../../runtime/site/site.ts'
import { carryOut, touchedBy } from '../fold.ts'
import { emptyState, type State } from '../state.ts'
import { contextOf } from './context.ts'
import { decideDetection } from './detection.ts'
import { followUp } from './suppress.ts'

/** Alarms and tickets by the very code of the live service, without I/O and in device time. */
export interface Decider {
  /** What a detection changes: the alarms as they now stand and the tickets that would open. */
  onDetection(detection: Detection): { alarms: Alarm[]; tickets: Ticket[] }
  readonly state: State
}

/**
 * A decider for replays: which alarms and tickets there would have been.
 * @param policy id of the policy; the site's own when left out. Throws ConfigError when it is wrong.
 */
export function createDecider({ site, policy }: { site: Site; policy?: string }): Decider {
  const context = contextOf(site, policy)
  const state = emptyState()
  return {
    state,
    onDetection: detection => {
      const facts = carryOut(state, decideDetection(state, detection, context, detection.at), () =>
        followUp(state, context, detection.at),
      )
      const touched = new Set(facts.flatMap(fact => touchedBy(state, fact).alarms))
      const opened = facts.flatMap(fact => (fact.type === 'ticket.opened' ? [fact.ticket] : []))
      return { alarms: [...touched].map(id => state.alarms.get(id)!), tickets: opened }
    },
  }
}
