import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Instant } from '../../../model/time.ts'
import { request } from '../api/request.ts'

/** A zone's water of one local day, m³; null where a part of it is not known. */
export interface ZoneDay {
  day: string
  from: Instant
  to: Instant
  in: number | null
  out: number | null
  kept: number | null
  metered: number | null
  told: number
  lost: number | null
  share: number | null
}

export interface ZoneBalance {
  zone: string
  unmeasured: number
  meters: number
  customers: number
  tanksUnknown: number
  days: ZoneDay[]
}

export const balanceQuery = (zone: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['zone-balance', zone, from, to],
    queryFn: ({ signal }) =>
      request<ZoneBalance>(`/zone-balance?zone=${encodeURIComponent(zone)}&from=${from}&to=${to}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 10 * 60_000,
  })

export interface Night {
  day: string
  /** Lowest mean of an hour, m³/h; null when too little is known. */
  flow: number | null
  at: Instant | null
  known: number
}

export const nightsQuery = (zone: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['night-flow', zone, from, to],
    queryFn: async ({ signal }) =>
      (
        await request<{ nights: Night[] }>(
          `/night-flow?zone=${encodeURIComponent(zone)}&from=${from}&to=${to}`,
          { signal },
        )
      ).nights,
    placeholderData: keepPreviousData,
    staleTime: 10 * 60_000,
  })
