import type { Instant } from '../../model/time.ts'
import type { State } from '../state.ts'
import { dayKey, ticketId } from '../ticket/open.ts'
import type { Context } from './context.ts'

/** The next id of the local day; ids are never given out twice. */
export function nextId(state: State, prefix: string, context: Context, now: Instant): string {
  const given = state.numbers.get(dayKey(prefix, now, context.calendar)) ?? 0
  return ticketId(prefix, now, given + 1, context.calendar)
}
