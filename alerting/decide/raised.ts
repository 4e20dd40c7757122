import type { Alarm } from '../../model/alarm.ts'
import type { AlarmRule } from '../alarm/catalogue.ts'
import type { Place } from '../places.ts'

/** An alarm that asks for attention, with its rule and place. */
export interface Raised {
  alarm: Alarm
  rule: AlarmRule
  place: Place
}
