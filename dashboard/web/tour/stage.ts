import type { Alarm } from '../../../model/alarm.ts'
import { MINUTE } from '../../../model/time.ts'

/** What a first visitor is led through, in this order. */
export const STAGES = ['wait', 'see', 'acknowledge', 'ticket', 'replay', 'done'] as const
export type Stage = (typeof STAGES)[number]

/** How far the visitor has come, from what has happened and what is on the screen; nothing of it is remembered. */
export interface Progress {
  burst: Alarm | undefined
  selected: string | undefined
  /** Ever shown on this visit. */
  sawTicket: boolean
  sawReplay: boolean
}

/** The burst to be led to: the newest that still stands, else the newest there is. */
export function burstOf(alarms: readonly Alarm[]): Alarm | undefined {
  const bursts = alarms.filter(({ kind, asset, zone }) => kind === 'burst' && (asset ?? zone) !== undefined)
  const rank = (alarm: Alarm) => [alarm.active ? 1 : 0, alarm.raisedAt] as const
  return bursts.sort((a, b) => rank(b)[0] - rank(a)[0] || rank(b)[1] - rank(a)[1])[0]
}

export function stageOf({ burst, selected, sawTicket, sawReplay }: Progress): Stage {
  if (sawReplay) return 'done'
  if (!burst) return 'wait'
  if (!burst.acked) return selected === placeOf(burst) ? 'acknowledge' : 'see'
  if (burst.ticket !== undefined && !sawTicket) return 'ticket'
  return 'replay'
}

export const placeOf = ({ asset, zone }: Alarm): string | undefined => asset ?? zone

/** Where a replay of it begins: a little before anybody knew. */
export const beforeIt = ({ raisedAt }: Alarm): number => raisedAt - 10 * MINUTE
