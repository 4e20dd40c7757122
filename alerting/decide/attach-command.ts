import type { Actor } from '../../model/rights.ts'
import type { Instant } from '../../model/time.ts'
import type { State } from '../state.ts'
import type { Attachment } from '../ticket/record.ts'
import { type Outcome, refuse } from './outcome.ts'

/** Files of one ticket. */
const MOST = 200

/** Puts a stored file to a ticket. The same file again changes nothing. */
export function decideAttach(
  state: State,
  id: string,
  file: Pick<Attachment, 'sha256' | 'type' | 'bytes' | 'name'> & { step?: string; at?: Instant },
  actor: Pick<Actor, 'id'>,
  now: Instant,
): Outcome {
  const record = state.tickets.get(id)
  if (!record) return refuse(404, 'unknown-ticket', `there is no ticket ${id}`)
  if (record.attachments.some(({ sha256 }) => sha256 === file.sha256)) return { facts: [] }
  if (record.attachments.length >= MOST) return refuse(409, 'too-many', `a ticket holds ${MOST} files`)
  const attachment = { ...file, at: Math.min(file.at ?? now, now), received: now, by: actor.id }
  return { facts: [{ type: 'ticket.attached', id, attachment }] }
}
