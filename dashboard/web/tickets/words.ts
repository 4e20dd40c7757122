import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Ticket } from '../../../model/ticket.ts'
import { policyQuery } from '../api/queries.ts'
import { useNames } from '../directory/hooks.ts'
import { named, sayCode, useLanguage, useSay } from '../i18n/hooks.ts'

/** A ticket in words: what, where, and whose. */
export interface TicketWords {
  category(ticket: Pick<Ticket, 'category'>): string
  where(ticket: Ticket): string
  unit(id: string | undefined): string
  /** The rules it is handled by, as they call themselves. */
  policy(ticket: Pick<Ticket, 'policy'>): string
  /** `field:contact`, `data:valves`, `step:repaired`, `task:noticePosted` in words. */
  missing(code: string): string
}

export function useTicketWords(): TicketWords {
  const say = useSay()
  const language = useLanguage()
  const names = useNames()
  const policy = useQuery(policyQuery).data
  return useMemo(
    () => ({
      category: ticket => sayCode(say, 'ticket.category', ticket.category),
      where: ticket =>
        named(ticket.address, language) || names.asset(ticket.asset) || names.zone(ticket.zone) || '',
      unit: id => (id === undefined ? '' : (named(policy?.units[id], language) ?? id)),
      policy: ({ policy: id }) => (policy?.id === id && named(policy.name, language)) || id,
      missing: code => {
        const [kind = '', what = code] = code.split(/:(.*)/s)
        if (kind === 'step') return say('ticket.gateStep', { step: sayCode(say, 'ticket.step', what) })
        if (kind === 'task') return say('ticket.gateTask', { task: sayCode(say, 'ticket.missing', what) })
        return sayCode(say, 'ticket.missing', what)
      },
    }),
    [say, language, names, policy],
  )
}
