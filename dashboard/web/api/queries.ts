import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query'
import type { LngLat } from '../../../model/network.ts'
import type { Name, Point } from '../../../model/point.ts'
import type { Actor } from '../../../model/rights.ts'
import type {
  AssetDetail,
  AssetTable,
  SeriesReply,
  SessionInfo,
  SiteInfo,
  Surroundings,
} from '../../../model/screen.ts'
import type { TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import type { HistoryEvent } from '../replay/fold.ts'
import { ApiError, request } from './request.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only what may have been the network is tried again.
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      staleTime: 60_000,
      refetchOnWindowFocus: false,
    },
  },
})

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => request<SessionInfo>('/session', { signal }),
  staleTime: 5 * 60_000,
})

/** People of the site, to give a job to. */
export const peopleQuery = queryOptions({
  queryKey: ['people-of-site'],
  queryFn: async ({ signal }) => (await request<{ people: Actor[] }>('/people', { signal })).people,
  staleTime: 5 * 60_000,
})

export const siteQuery = queryOptions({
  queryKey: ['site'],
  queryFn: ({ signal }) => request<SiteInfo>('/site', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

export const assetsQuery = queryOptions({
  queryKey: ['assets'],
  queryFn: ({ signal }) => request<AssetTable>('/assets', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

export const pointsQuery = queryOptions({
  queryKey: ['points'],
  queryFn: async ({ signal }) => {
    const answer = await request<Point[] | { points: Point[] }>('/points', { signal })
    return Array.isArray(answer) ? answer : answer.points
  },
  staleTime: Number.POSITIVE_INFINITY,
})

export const assetQuery = (id: string) =>
  queryOptions({
    queryKey: ['asset', id],
    queryFn: ({ signal }) => request<AssetDetail>(`/assets/${encodeURIComponent(id)}`, { signal }),
    staleTime: 10 * 60_000,
  })

export const ticketQuery = (id: string) =>
  queryOptions({
    queryKey: ['ticket', id],
    queryFn: ({ signal }) => request<TicketView>(`/tickets/${encodeURIComponent(id)}`, { signal }),
    staleTime: 5_000,
  })

export const seriesQuery = (points: readonly string[], from: Instant, to: Instant, px: number) =>
  queryOptions({
    queryKey: ['series', points, from, to, px],
    queryFn: ({ signal }) => {
      const list = points.map(encodeURIComponent).join(',')
      return request<SeriesReply>(`/series?points=${list}&from=${from}&to=${to}&px=${px}`, { signal })
    },
    enabled: points.length > 0,
    placeholderData: keepPreviousData,
  })

/** The network within half a kilometre of a place. */
export const aroundQuery = ([lng, lat]: LngLat) =>
  queryOptions({
    queryKey: ['around', lng, lat],
    queryFn: ({ signal }) =>
      request<Surroundings>(`/network/around?lng=${lng}&lat=${lat}&metres=500`, { signal }),
    staleTime: 10 * 60_000,
  })

/** Most events of alarms in one answer. */
const MOST_EVENTS = 10_000

export const alarmHistoryQuery = (from: Instant, to: Instant) =>
  queryOptions({
    queryKey: ['alarm-history', from, to],
    queryFn: ({ signal }) =>
      request<{ events: HistoryEvent[]; more: boolean }>(
        `/alarms/history?from=${from}&to=${to}&limit=${MOST_EVENTS}`,
        {
          signal,
        },
      ),
    placeholderData: keepPreviousData,
  })

/** What the screens use of the policy in force. */
export interface PolicyInfo {
  id: string
  name: Name
  units: Record<string, Name>
  forms?: { name: string; rule: string; fields: string[] }[]
  /** Its time limits as they are written: what starts and ends each, and where the rule stands. */
  clocks?: { name: string; rule: string; article: string; from: string; until: string; note?: string }[]
  quietHours?: { rule: string; from: string; to: string; unless?: string }
}

export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: ({ signal }) => request<PolicyInfo>('/policy', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})
