import { queryOptions, useQuery } from '@tanstack/react-query'
import type { TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import { request } from '../api/request.ts'
import type { Span } from './span.ts'
import style from './timeline.module.css'

const allTickets = queryOptions({
  queryKey: ['tickets', 'all'],
  queryFn: ({ signal }) => request<{ tickets: TicketView[] }>('/tickets', { signal }),
  staleTime: 60_000,
})

/** Most jobs painted; the newest. */
const MOST = 60

/** Jobs as strips from their opening to their last step, a tick for each step. */
export function JobRow({ span, x }: { span: Span; x(at: Instant): number }) {
  const tickets = useQuery(allTickets).data?.tickets ?? []
  const shown = tickets
    .map(({ ticket }) => ({ ticket, last: ticket.steps.at(-1)?.at ?? ticket.openedAt }))
    .filter(({ ticket, last }) => last >= span.from && ticket.openedAt <= span.to)
    .slice(-MOST)
  return shown.map(({ ticket, last }) => {
    const [left, right] = [x(Math.max(span.from, ticket.openedAt)), x(Math.min(span.to, last))]
    const steps = ticket.steps.filter(({ at }) => at >= span.from && at <= span.to)
    return (
      <div key={ticket.id} aria-hidden="true" title={ticket.id}>
        <div className={style.job} data-job style={{ left, width: right - left }} />
        {steps.map(({ step, at }) => (
          <div key={`${step}${at}`} className={style.jobStep} style={{ left: x(at) }} />
        ))}
      </div>
    )
  })
}
