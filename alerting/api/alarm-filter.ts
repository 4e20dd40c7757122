import { type Static, Type } from 'typebox'
import type { Alarm } from '../../model/alarm.ts'
import { POSITIONS } from '../../model/point.ts'
import type { Places } from '../places.ts'
import { short, word } from './fields.ts'

/** Which alarms are asked for; of each list one must fit, of the fields all. */
export const alarmFilter = {
  /** e.g. `1,2` */
  priority: Type.Optional(Type.String({ pattern: '^[1-4](,[1-4]){0,3}$' })),
  zone: Type.Optional(short),
  asset: Type.Optional(short),
  kind: Type.Optional(short),
  alarm: Type.Optional(short),
  /** Where its point stands: plant, network, end. */
  position: Type.Optional(word(POSITIONS)),
}
const AlarmFilter = Type.Object(alarmFilter)
export type AlarmFilter = Static<typeof AlarmFilter>

/** Whether an alarm is among those asked for. */
export function alarmMatcher(filter: AlarmFilter, places: Places): (alarm: Alarm) => boolean {
  const { priority, zone, asset, kind, alarm: id, position } = filter
  const priorities = priority?.split(',').map(Number)
  return alarm =>
    (priorities === undefined || priorities.includes(alarm.priority)) &&
    (zone === undefined || alarm.zone === zone) &&
    (asset === undefined || alarm.asset === asset) &&
    (kind === undefined || alarm.kind === kind) &&
    (id === undefined || alarm.id === id) &&
    (position === undefined || places.point(alarm.point ?? alarm.subject)?.position === position)
}
