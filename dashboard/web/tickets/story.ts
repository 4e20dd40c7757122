import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { TicketView, ValveFinding } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import { request } from '../api/request.ts'

interface Done {
  at: Instant
  received: Instant
  by: string
  note?: string
  data?: Record<string, unknown>
}

/** A ticket with everything that happened to it. */
export interface TicketStory extends TicketView {
  pauses?: { from: Instant; to?: Instant; until?: Instant; by: string; why: string; clocks?: string[] }[]
  extensions?: { clock: string; deadline: Instant; at: Instant; by: string; reason: string }[]
  tasks?: (Done & { task: string })[]
  moves?: (Done & { move: string })[]
  reports?: {
    at: Instant
    by: string
    source: string
    reporter?: string
    contact?: string
    content?: string
  }[]
  attachments?: { sha256: string; name: string; type: string; at: Instant; by: string; step?: string }[]
}

/** The story of a ticket; asked anew whenever the live view of it changes. */
export function useStory(view: TicketView): TicketStory | undefined {
  const { id } = view.ticket
  const asked = useQuery(
    queryOptions({
      queryKey: ['story', id],
      queryFn: ({ signal }) => request<TicketStory>(`/tickets/${encodeURIComponent(id)}`, { signal }),
      staleTime: 10_000,
    }),
  )
  // What is not in the view, a photo, a valve, is told by the view being sent again.
  const seen = useRef(view)
  const { refetch } = asked
  useEffect(() => {
    if (seen.current === view) return
    seen.current = view
    void refetch()
  }, [view, refetch])
  return asked.data
}

/** What was last reported of a valve. */
export interface ValveWord {
  finding: ValveFinding
  at: Instant
  received: Instant
  by: string
  note?: string
}

/** The last word about each valve, by when it was done. */
export function valveWords(tasks: TicketStory['tasks'] = []): Map<string, ValveWord> {
  const words = new Map<string, ValveWord>()
  for (const { task, at, received, by, note, data } of tasks) {
    if (task !== 'valve' || typeof data?.valve !== 'string') continue
    const before = words.get(data.valve)
    if (before && before.at > at) continue
    words.set(data.valve, {
      finding: data.finding as ValveFinding,
      at,
      received,
      by,
      ...(note ? { note } : {}),
    })
  }
  return words
}

/**
 * What a desk may say of a valve that is to be shut. Silence is not a closed valve: once somebody is on site it may
 * be shut already and its word under way, so it is pending; nobody there, it is open.
 */
export function valveState(word: ValveWord | undefined, onSite: boolean): ValveFinding | 'pending' | 'open' {
  return word?.finding ?? (onSite ? 'pending' : 'open')
}
