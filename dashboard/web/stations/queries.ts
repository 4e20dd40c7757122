import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Instant } from '../../../model/time.ts'
import { request } from '../api/request.ts'

export interface PumpHours {
  pump: string
  /** h */
  running: number
  stopped: number
  unknown: number
  starts: number
  mostStartsInHour: number
}

/** The pump's own counter beside what was seen of it, h. */
export interface CounterCheck {
  from: Instant
  to: Instant
  counted: number
  seen: number
  unknown: number
  allowed: number
  agrees: boolean
}

export interface StationDay {
  day: string
  from: Instant
  to: Instant
  energy: { value: number | null }
  volume: { value: number | null }
  specific: number | null
  pumps: PumpHours[]
}

export interface StationFigures {
  from: Instant
  to: Instant
  days: StationDay[]
  pumps: (PumpHours & { runningPoint: string; counterPoint: string | null; counter: CounterCheck | null })[]
}

export const figuresQuery = (station: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['station-figures', station, from, to],
    queryFn: ({ signal }) =>
      request<StationFigures>(`/stations/${encodeURIComponent(station)}/figures?from=${from}&to=${to}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    refetchInterval: 60_000,
  })

/** A duty as it stands for one subject. */
export interface Duty {
  duty: string
  rule: string
  subject: string
  every: string
  last?: Instant
  by?: string
  due?: Instant
  overdue: boolean
}

export const dutiesQuery = queryOptions({
  queryKey: ['duties'],
  queryFn: async ({ signal }) => (await request<{ duties: Duty[] }>('/duties', { signal })).duties,
  staleTime: 5 * 60_000,
})
