import { queryOptions } from '@tanstack/react-query'
import type { TicketView } from '../../../model/ticket.ts'
import { command, request } from '../api/request.ts'

/** Ways by which people reach a utility (policy words). */
export const SOURCES = [
  'hotline',
  '12345',
  'window',
  'visit',
  'letter',
  'media',
  'authority',
  'patrol',
  'hand',
] as const

/** What is taken down of a call; empty where it was not said. */
export interface Call {
  source: (typeof SOURCES)[number]
  category: string
  zone: string
  asset: string
  reporter: string
  contact: string
  address: string
  content: string
  contactWindow: string
  externalNo: string
}

/** An open job that a call may be about. */
export interface Suggestion {
  ticket: string
  category: string
  metres?: number
  openedAt: number
  why: 'near' | 'sameAsset' | 'sameZone'
}

/** Whether a call says where and what: without these nobody can be sent. */
export const saysWhat = ({ address, content }: Call): boolean =>
  address.trim() !== '' && content.trim() !== ''

/** The words that were said, under their names; what was not said is not sent. */
export function said(call: Call): Record<string, unknown> {
  const { address, source, category, ...rest } = call
  const words = Object.entries(rest).flatMap(([key, value]) => {
    const trimmed = value.trim()
    return trimmed === '' ? [] : [[key, trimmed] as const]
  })
  const where = address.trim()
  return {
    source,
    category,
    ...Object.fromEntries(words),
    ...(where && { address: { zh: where, en: where } }),
  }
}

/** Opens a job; `id` is the same for every try of one call. */
export const openFromCall = (id: string, call: Call): Promise<TicketView> =>
  command('/tickets', { id, alarms: [], ...said(call) })

/** Writes a call down on a job that there is already. */
export function addReport(id: string, ticket: string, call: Call): Promise<unknown> {
  const { source, reporter, contact, content, externalNo } = said(call)
  const report = { source, reporter, contact, content, externalNo }
  return command(`/tickets/${encodeURIComponent(ticket)}/reports`, { id: `${id}r`, ...report })
}

export const nearbyQuery = ({ category, zone, asset }: Pick<Call, 'category' | 'zone' | 'asset'>) =>
  queryOptions({
    queryKey: ['nearby', category, zone, asset],
    queryFn: ({ signal }) => {
      const words = new URLSearchParams({ category, ...(zone && { zone }), ...(asset && { asset }) })
      return request<{ tickets: Suggestion[] }>(`/tickets/nearby?${words}`, { signal })
    },
    enabled: zone !== '' || asset !== '',
    staleTime: 10_000,
  })
