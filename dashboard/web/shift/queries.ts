import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import { command, request } from '../api/request.ts'

/** `GET /duties`: one duty as it stands for one subject. */
export interface Duty {
  duty: string
  rule: string
  subject: string
  grade?: string
  every: string
  last?: Instant
  by?: string
  due?: Instant
  overdue: boolean
}

export interface Handover {
  id: string
  begunAt: Instant
  outgoing: string
  items: Record<string, string>
  standing: { alarms: string[]; tickets: string[] }
  takenAt?: Instant
  incoming?: string
}

/** `GET /duties/handover` */
export interface HandoverStand {
  now: Instant
  items: string[]
  inspection: string[]
  blocks: string[]
  handovers: Handover[]
}

type Counted<K extends string> = Record<K, string> & { tickets: number }
/** `GET /tickets/figures` */
export interface ServiceFigures {
  opened: number
  open: number
  rework: number
  repeats: number
  calledBack: number | null
  reinspected: number | null
  bySource: Counted<'source'>[]
  byCategory: Counted<'category'>[]
  byUnit: Counted<'unit'>[]
  complaintsByTarget: Counted<'target'>[]
  inTime: { clock: string; rule: string; met: number; late: number; running: number; share: number | null }[]
  targets: { name: string; rule: string; wanted: number; value: number | null; reached: boolean | null }[]
  violations: { name: string; rule: string; tickets: number; fine: [number, number] }[]
}

export const dutiesQuery = queryOptions({
  queryKey: ['duties'],
  queryFn: ({ signal }) => request<{ now: Instant; duties: Duty[] }>('/duties', { signal }),
  staleTime: 10_000,
})

export const handoverQuery = queryOptions({
  queryKey: ['handover'],
  queryFn: ({ signal }) => request<HandoverStand>('/duties/handover', { signal }),
  refetchInterval: 15_000,
  staleTime: 0,
})

export const serviceQuery = (from: Instant, to: Instant) =>
  queryOptions({
    queryKey: ['service-figures', from, to],
    queryFn: ({ signal }) => request<ServiceFigures>(`/tickets/figures?from=${from}&to=${to}`, { signal }),
    placeholderData: keepPreviousData,
  })

export const ticketRowsQuery = (from: Instant, to: Instant, figure: string) =>
  queryOptions({
    queryKey: ['service-figures', from, to, figure],
    queryFn: ({ signal }) =>
      request<{ total: number; tickets: TicketView[] }>(
        `/tickets/figures/rows?from=${from}&to=${to}&figure=${encodeURIComponent(figure)}`,
        { signal },
      ),
  })

export const dutyDone = (duty: string, subject: string, note: string): Promise<unknown> =>
  command('/duties/done', { duty, subject, ...(note.trim() === '' ? {} : { note: note.trim() }) })

export const beginHandover = (items: Record<string, string>): Promise<unknown> =>
  command('/duties/handover', { items })

export const takeHandover = (handover: string, inspection: Record<string, boolean>): Promise<unknown> =>
  command('/duties/handover/take', { handover, inspection })
