import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import { request } from '../api/request.ts'
import { useScene } from '../live/scene.ts'

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
  const { live } = useScene()
  const asked = useQuery(
    queryOptions({
      queryKey: ['story', id],
      queryFn: ({ signal }) => request<TicketStory>(`/tickets/${encodeURIComponent(id)}`, { signal }),
      staleTime: 10_000,
      enabled: live,
    }),
  )
  // What is not in the view, a photo, a valve, is told by the view being sent again.
  const seen = useRef(view)
  const { refetch } = asked
  useEffect(() => {
    if (seen.current === view || !live) return
    seen.current = view
    void refetch()
  }, [view, live, refetch])
  return live ? asked.data : undefined
}
