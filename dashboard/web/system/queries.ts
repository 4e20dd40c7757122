import { queryOptions } from '@tanstack/react-query'
import type { Name } from '../../../model/point.ts'
import type { Actor } from '../../../model/rights.ts'
import type { Instant } from '../../../model/time.ts'
import { request } from '../api/request.ts'

/** `GET /ingest/health` */
export interface Health {
  now: Instant
  ok: boolean
  intake: { ok: boolean; fault: string | null; behind: number; bytes: number; damaged: number }
  history: { store: string; ok: boolean; fault: string | null; waiting: number }
  gateways: { gateway: string; points: number; online: boolean; since: Instant; heard: Instant }[]
  counts: Record<string, number>
  quarantined: number
}

export interface Quarantined {
  fault: string
  source: string
  detail: string
  last: Instant
  count: number
}

/** What people read of the policy in force. */
export interface PolicyText {
  id: string
  name: Name
  version: string
  source: string
  clocks: {
    name: string
    rule: string
    article?: string
    limit?: unknown
    level?: string
    assumed?: boolean
  }[]
}

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => request<Health>('/ingest/health', { signal }),
  refetchInterval: 5_000,
  staleTime: 0,
})

export const quarantineQuery = queryOptions({
  queryKey: ['quarantine'],
  queryFn: ({ signal }) => request<{ total: number; entries: Quarantined[] }>('/quarantine', { signal }),
  refetchInterval: 15_000,
  staleTime: 0,
})

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => request<{ people: Actor[] }>('/people', { signal }),
})

export const policyTextQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: ({ signal }) => request<PolicyText>('/policy', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})
