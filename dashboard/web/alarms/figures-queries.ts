import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Instant } from '../../../model/time.ts'
import { request } from '../api/request.ts'

/** `GET /alarms/figures` */
export interface AlarmFigures {
  raised: number
  perHour: { hour: Instant; raised: number }[]
  byPosition: { position: string; raised: number }[]
  byPriority: [number, number, number, number]
  perDay: number
  peak10min: number
  over10: number
  floods: { from: Instant; to: Instant; raised: number }[]
  floodTime: number
  topTen: { alarm: string; raised: number }[]
  topTenShare: number
  chattering: string[]
  stale: string[]
  timeToAcknowledge: { median: number | null; p90: number | null; never: number }
  shelved: number
  suppressed: number
  outOfService: number
}

export interface FigureRow {
  alarm: string
  type: string
  at: Instant
  priority?: number
  position?: string
  waited?: number
}

export const figuresQuery = (from: Instant, to: Instant) =>
  queryOptions({
    queryKey: ['alarm-figures', from, to],
    queryFn: ({ signal }) => request<AlarmFigures>(`/alarms/figures?from=${from}&to=${to}`, { signal }),
    placeholderData: keepPreviousData,
  })

export const figureRowsQuery = (from: Instant, to: Instant, figure: string) =>
  queryOptions({
    queryKey: ['alarm-figures', from, to, figure],
    queryFn: ({ signal }) =>
      request<{ total: number; rows: FigureRow[] }>(
        `/alarms/figures/rows?from=${from}&to=${to}&figure=${encodeURIComponent(figure)}`,
        { signal },
      ),
  })
