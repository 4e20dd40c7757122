import { useQuery } from '@tanstack/react-query'
import { assetQuery } from '../api/queries.ts'
import { useSay } from '../i18n/hooks.ts'
import { isolationQuery } from '../trace/queries.ts'
import { traceStart } from '../trace/shown.ts'

/** Whom a shut-off around an asset would cut off; undefined while it is not known, or where there is nothing to shut. */
export function useImpact(asset: string | undefined) {
  const detail = useQuery({ ...assetQuery(asset ?? ''), enabled: asset !== undefined }).data
  const start = detail && traceStart(detail)
  const plan = useQuery({ ...isolationQuery(start ?? '', []), enabled: start !== undefined }).data
  return plan && { customers: plan.customerCount, households: plan.households, valves: plan.close.length }
}

/** The line of a form that says it. */
export function ImpactLine({ impact }: { impact: ReturnType<typeof useImpact> }) {
  const say = useSay()
  return <p className="muted">{impact ? say('ticket.impact', impact) : say('ticket.impactUnknown')}</p>
}
