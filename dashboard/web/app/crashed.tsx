import type { ErrorComponentProps } from '@tanstack/react-router'
import { Failed } from './panel-state.tsx'

/** A page that failed while drawing; the bar with alarms and freshness stays around it. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  return <Failed error={error} retry={reset} />
}
