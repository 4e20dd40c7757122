import { queryOptions } from '@tanstack/react-query'
import type { Notice, NoticeState } from '../../../model/notice.ts'
import type { Instant } from '../../../model/time.ts'
import { command, request } from '../api/request.ts'

/** A notice, where it stands, and whom the rules want told of it. */
export interface NoticeView extends Notice {
  state: NoticeState
  tell: { channels: string[]; recipients: string[] }
}

export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: ({ signal }) => request<{ now: Instant; notices: NoticeView[] }>('/notices', { signal }),
  staleTime: 5_000,
  refetchInterval: 30_000,
})

/** What a person says of an outage; valves, customers and households come from the network. */
export interface Draft {
  kind: Notice['kind']
  ticket?: string
  area?: { zh: string; en: string }
  cause: { zh: string; en: string }
  start: Instant
  expectedRecovery: Instant
  phone?: string
}

export const draftNotice = (id: string, draft: Draft): Promise<NoticeView> =>
  command('/notices', { id, ...draft })

export type Act = 'approve' | 'publish' | 'extend' | 'restore' | 'withdraw'

export const actOnNotice = (
  notice: string,
  act: Act,
  more: Record<string, unknown> = {},
): Promise<NoticeView> => command(`/notices/${encodeURIComponent(notice)}/${act}`, more)

/** What may be done with a notice, the usual first. */
export const actsOf = (state: NoticeState): readonly Act[] =>
  (
    ({
      draft: ['publish', 'approve', 'withdraw'],
      approved: ['publish', 'withdraw'],
      published: ['restore', 'extend', 'withdraw'],
      restored: [],
      withdrawn: [],
    }) as const
  )[state]
