import type { Point } from '../../../model/point.ts'
import type { Selector } from './queries.ts'

/** Whether a rule is for this point, as ingest decides it; everything named must fit. */
export function isMeant(selector: Selector | undefined, point: Point): boolean {
  if (!selector) return true
  const named = (wanted: string | string[] | undefined, given: string | undefined) =>
    wanted === undefined || (given !== undefined && [wanted].flat().some(pattern => matches(pattern, given)))
  return (
    named(selector.quantity, point.quantity) &&
    named(selector.position, point.position) &&
    named(selector.zone, point.zone) &&
    named(selector.asset, point.asset) &&
    named(selector.point, point.id)
  )
}

function matches(pattern: string, id: string): boolean {
  if (!pattern.includes('*')) return pattern === id
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`).test(id)
}
