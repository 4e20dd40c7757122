import type { Logger } from 'pino'
import { isOpen, STEPS, type TicketView, ticketStep } from '../../model/ticket.ts'
import type { Cancel } from '../../runtime/time.ts'
import { random } from '../random.ts'
import { EFFECTS, type Stage } from './effects.ts'
import { type Incident, type IncidentSpec, USUAL_SIZE } from './incident.ts'
import type { Aim } from './targets.ts'

/** Everything that goes wrong in the town, and who repairs it. */
export interface Incidents {
  /** Past and present, oldest first; the oldest past ones are forgotten beyond a thousand. */
  list(): readonly Incident[]
  /** @throws CodedError `unknown-target` */
  inject(spec: IncidentSpec): Incident
  /** Ends an incident; false when there is none of this id or it is over. */
  repair(id: string): boolean
  /** A ticket as it stands now: a crew that has stopped the water or repaired ends what it was sent for. */
  onTicket(view: TicketView): void
  stop(): void
}

const MOST_REMEMBERED = 1_000

/** Kinds that a crew with a ticket ends by closing valves already. */
const ENDED_BY_STOPPING = new Set(['burst', 'slow-leak'])

export function openIncidents(given: Stage, aim: Aim, seed: number, log: Logger): Incidents {
  const all: Incident[] = []
  const timers = new Set<Cancel>()
  // Every timer of an incident ends with the town: one that is left keeps the program from ending.
  const stage: Stage = { ...given, time: { ...given.time, at: (at, task) => keep(at, task) } }
  const keep = (at: number, task: () => unknown): Cancel => {
    const cancel = given.time.at(at, () => {
      timers.delete(cancel)
      return task()
    })
    timers.add(cancel)
    return cancel
  }
  const undo = new Map<string, (now: number) => void>()
  let count = 0

  const end = (incident: Incident, endedBy: NonNullable<Incident['endedBy']>): boolean => {
    const restore = undo.get(incident.id)
    if (!restore) return false
    undo.delete(incident.id)
    incident.endedAt = stage.time.now()
    incident.endedBy = endedBy
    restore(incident.endedAt)
    log.info({ incident: incident.id, endedBy }, `simulated ${incident.kind} at ${incident.target} is over`)
    return true
  }

  const inject = ({ kind, target, size, lasts }: IncidentSpec): Incident => {
    count++
    const incident: Incident = {
      id: `SIM-${count}`,
      kind,
      size: size ?? USUAL_SIZE[kind],
      startedAt: stage.time.now(),
      ...aim(kind, target, random(seed).fork(`incident ${count}`)),
    }
    all.push(incident)
    while (all.length > MOST_REMEMBERED && all[0]!.endedAt !== undefined) all.shift()
    undo.set(incident.id, EFFECTS[kind](incident, stage))
    log.info({ incident: incident.id, zone: incident.zone }, `simulated ${kind} at ${incident.target}`)
    if (kind === 'late-upload') end(incident, 'time')
    else if (lasts !== undefined) stage.time.at(incident.startedAt + lasts, () => end(incident, 'time'))
    return incident
  }

  return {
    list: () => all,
    inject,
    repair: id => {
      const incident = all.find(one => one.id === id)
      return incident !== undefined && end(incident, 'repair')
    },
    onTicket: ({ ticket }) => {
      const reached = STEPS.indexOf(ticketStep(ticket))
      const stopped = reached >= STEPS.indexOf('waterStopped')
      const repaired = reached >= STEPS.indexOf('repaired') || !isOpen(ticket)
      if (!stopped) return
      for (const incident of all) {
        const meant = incident.startedAt <= ticket.openedAt && isAbout(ticket, incident)
        if (!meant || incident.endedAt !== undefined) continue
        if (repaired) end(incident, 'repair')
        else if (ENDED_BY_STOPPING.has(incident.kind)) end(incident, 'waterStopped')
      }
    },
    stop: () => {
      for (const incident of all) end(incident, 'stop')
      for (const cancel of timers) cancel()
    },
  }
}

function isAbout(ticket: TicketView['ticket'], incident: Incident): boolean {
  if (ticket.asset !== undefined && [incident.target, incident.node].includes(ticket.asset)) return true
  if (ticket.asset !== undefined && incident.target.startsWith(`${ticket.asset}-`)) return true
  return ticket.zone !== undefined && ticket.zone === incident.zone
}
