import { type Notice, noticeState, type OutageKind } from '../../model/notice.ts'
import type { Name } from '../../model/point.ts'
import type { Actor } from '../../model/rights.ts'
import type { Instant } from '../../model/time.ts'
import { fromTrace } from '../notice/draft.ts'
import { missingToPublish } from '../notice/rules.ts'
import type { State } from '../state.ts'
import type { Context } from './context.ts'
import { nextId } from './next-id.ts'
import { type Outcome, refuse } from './outcome.ts'

/** What a person says of an outage; the network answers the rest. */
export interface NoticeDraft {
  kind: OutageKind
  ticket?: string
  asset?: string
  inoperable?: string[]
  area?: Name
  cause: Name
  start: Instant
  expectedRecovery: Instant
  advice?: Name
  phone?: string
  waterTrucks?: Name[]
}

/** Drafts a notice; with an asset, the trace names the valves and who will be without water. */
export function decideDraft(
  state: State,
  draft: NoticeDraft,
  actor: Pick<Actor, 'id'>,
  context: Context,
  now: Instant,
): Outcome & { id?: string } {
  const { inoperable = [], area, waterTrucks = [], ...said } = draft
  const asset = said.asset ?? (said.ticket ? state.tickets.get(said.ticket)?.ticket.pipe : undefined)
  if (said.ticket && !state.tickets.has(said.ticket)) {
    return refuse(404, 'unknown-ticket', `there is no ticket ${said.ticket}`)
  }
  const graph = context.graph()
  if (asset !== undefined && !graph.linkIndex.has(asset) && !graph.nodeIndex.has(asset)) {
    return refuse(404, 'unknown-asset', `"${asset}" is no pipe and no node of the network`)
  }
  const nothing = { valves: [], customers: 0, households: 0, critical: [], area: { zh: '', en: '' } }
  const traced = asset === undefined ? nothing : fromTrace(graph, asset, new Set(inoperable))
  const id = nextId(state, 'TZ', context, now)
  const notice: Notice = {
    ...traced,
    ...said,
    ...(area ? { area } : {}),
    waterTrucks,
    id,
    createdAt: now,
    createdBy: actor.id,
    revisions: [],
    told: [],
  }
  return { id, facts: [{ type: 'notice.drafted', notice }] }
}

export type NoticeAction =
  | { action: 'approve' | 'publish' | 'restore' }
  | { action: 'withdraw'; why: string }
  | { action: 'extend'; expectedRecovery: Instant; reason: string }
  | { action: 'told'; channel: string; recipient: string; note?: string }

/** An action on a notice, refused with what is missing. */
export function decideNotice(
  state: State,
  id: string,
  action: NoticeAction,
  actor: Pick<Actor, 'id'>,
  { policy, calendar }: Context,
  now: Instant,
): Outcome {
  const notice = state.notices.get(id)
  if (!notice) return refuse(404, 'unknown-notice', `there is no notice ${id}`)
  const stands = noticeState(notice)
  const by = actor.id
  switch (action.action) {
    case 'approve':
      if (stands !== 'draft') return refuse(409, 'not-a-draft', `the notice is ${stands}`)
      return { facts: [{ type: 'notice.approved', id, at: now, by }] }
    case 'publish': {
      if (stands !== 'draft' && stands !== 'approved') {
        return refuse(409, 'already-published', `the notice is ${stands}`)
      }
      const missing = missingToPublish(notice, policy, calendar, now)
      if (missing.length > 0) {
        return refuse(409, 'gate-closed', `cannot be published yet: ${missing.join(', ')}`, { missing })
      }
      return { facts: [{ type: 'notice.published', id, at: now, by }] }
    }
    case 'extend': {
      if (stands !== 'published') return refuse(409, 'not-published', `the notice is ${stands}`)
      const { expectedRecovery, reason } = action
      const forewarned = policy.notices.some(({ name, lead }) => name === 'extended' && lead !== undefined)
      if (forewarned && now >= notice.expectedRecovery) {
        return refuse(409, 'too-late', 'an extension is announced before the time that was promised')
      }
      return {
        facts: [{ type: 'notice.extended', id, revision: { at: now, by, expectedRecovery, reason } }],
      }
    }
    case 'restore':
      if (stands !== 'published') return refuse(409, 'not-published', `the notice is ${stands}`)
      return { facts: [{ type: 'notice.restored', id, at: now, by }] }
    case 'withdraw':
      if (stands === 'restored') return refuse(409, 'already-restored', 'the water is back')
      return { facts: [{ type: 'notice.withdrawn', id, at: now, by, why: action.why }] }
    case 'told': {
      const { channel, recipient, note } = action
      const told = { at: now, by, channel, recipient, ...(note ? { note } : {}) }
      return { facts: [{ type: 'notice.told', id, told }] }
    }
  }
}
