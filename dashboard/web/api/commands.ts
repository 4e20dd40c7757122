import type { SessionInfo } from '../../../model/screen.ts'
import type { Step, TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import { command, newId, request } from './request.ts'

/** Commands change the world only when the server says so: nothing here is optimistic. */

export const signIn = (name: string, password: string): Promise<SessionInfo> =>
  request('/session', { method: 'POST', body: JSON.stringify({ name, password }) })

export const signOut = (): Promise<void> => request('/session', { method: 'DELETE' })

export const acknowledge = (alarms: readonly string[], note?: string): Promise<unknown> =>
  command('/alarms/acknowledge', { alarms, ...(note ? { note } : {}) })

export const shelve = (alarms: readonly string[], until: Instant, reason: string): Promise<unknown> =>
  command('/alarms/shelve', { alarms, until, reason })

export interface StepRequest {
  step: Step
  /** Idempotency key: the same for every try of one step. */
  id?: string
  note?: string
  data?: Record<string, unknown>
}

export const takeStep = (ticket: string, { id = newId(), ...body }: StepRequest): Promise<TicketView> =>
  command(`/tickets/${encodeURIComponent(ticket)}/steps`, { id, ...body })
