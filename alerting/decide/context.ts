import type { Calendar } from '../clocks/calendar.ts'
import type { Places } from '../places.ts'
import type { Policy } from '../policy/schema.ts'

/** Everything a decision may look at besides the state and the time. */
export interface Context {
  places: Places
  policy: Policy
  calendar: Calendar
  /** Language of texts that are stored. */
  language: 'zh' | 'en'
}
