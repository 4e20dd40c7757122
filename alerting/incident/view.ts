import type { Alarm } from '../../model/alarm.ts'
import { evidenceWords } from '../../model/evidence.ts'
import { kindInfo } from '../../model/kinds.ts'
import type { Name } from '../../model/point.ts'
import type { Context } from '../decide/context.ts'
import type { State } from '../state.ts'
import type { Incident } from './incident.ts'
import { type Location, locate } from './locate.ts'

/** An incident as people see it: what it is, where, how sure, and by what evidence. */
export interface IncidentView extends Incident {
  words: Name
  location?: Location
  evidence: { alarm: string; words: Name; at: number }[]
}

/** Members shown with their evidence; a storm has thousands. */
const SHOWN = 50

/** The view of an incident, computed from its alarms as they stand. */
export function viewOfIncident(incident: Incident, state: State, { places }: Context): IncidentView {
  const members = incident.alarms
    .slice(0, SHOWN)
    .map(id => state.alarms.get(id))
    .filter(alarm => alarm !== undefined)
  const location = locate(members, places)
  const cause = state.alarms.get(incident.cause.alarm)
  const where = cause && (places.name(cause.subject) ?? { zh: cause.subject, en: cause.subject })
  const what = kindInfo(incident.cause.kind) ?? { zh: incident.cause.kind, en: incident.cause.kind }
  return {
    ...incident,
    alarms: [...incident.alarms],
    words: where
      ? { zh: `${where.zh}：${what.zh}`, en: `${where.en}: ${what.en}` }
      : { zh: what.zh, en: what.en },
    ...(location ? { location } : {}),
    evidence: members.map(alarm => ({ alarm: alarm.id, words: inWords(alarm), at: alarm.raisedAt })),
  }
}

function inWords(alarm: Alarm): Name {
  const what = kindInfo(alarm.kind)
  const both = (language: 'zh' | 'en') =>
    [what?.[language] ?? alarm.kind, evidenceWords(alarm.evidence, language)].filter(Boolean).join(' ')
  return { zh: both('zh'), en: both('en') }
}
