import type { Step, ValveFinding } from '../../../../model/ticket.ts'
import type { Instant } from '../../../../model/time.ts'
import type { Position } from '../position/position.ts'

/** What somebody did in the field. */
export type Act =
  | { kind: 'step'; step: Step; note?: string; data?: Record<string, unknown> }
  | { kind: 'valve'; valve: string; finding: ValveFinding; note?: string; position?: Position }
  | { kind: 'photo'; name: string; bytes: number; step?: Step }

/** What the server said against it. */
export interface Trouble {
  code: string
  message: string
}

/** Something done that the server is to hear of: written down before anything is sent, kept until it is settled. */
export interface Entry {
  /** The command's id: the same for every try, so that a second one changes nothing. */
  id: string
  /** Order in which things were done on this phone. */
  seq: number
  /** Who did it: nobody else's session sends it. */
  by: string
  ticket: string
  /** When it was done, by the platform's clock as far as the phone knew it. */
  at: Instant
  act: Act
  /** waiting: not yet confirmed. refused: a person must look at it. done: the server has it. */
  state: 'waiting' | 'refused' | 'done'
  /** Tries so far, and when the next is due by the phone's own clock. */
  tries: number
  notBefore: number
  trouble?: Trouble
  /** Somebody else had done the step already: who, and when. */
  first?: { by: string; at: Instant }
  /** When the server confirmed it. */
  settledAt?: Instant
  /** Its time lay ahead of the server's and was set back once. */
  setBack?: boolean
}

/** Entries that may wait on one phone; beyond it nothing more is taken, and the person is told. */
export const MOST_WAITING = 500
/** Settled entries that stay to be read. */
export const KEPT_SETTLED = 40

export const isWaiting = ({ state }: Pick<Entry, 'state'>): boolean => state !== 'done'

/** What is not to overtake what: steps of one ticket, findings at one valve; every photo for itself. */
export function laneOf({ act, ticket, id }: Pick<Entry, 'act' | 'ticket' | 'id'>): string {
  if (act.kind === 'step') return `steps ${ticket}`
  return act.kind === 'valve' ? `valve ${ticket} ${act.valve}` : `photo ${id}`
}
