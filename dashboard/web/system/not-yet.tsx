import type { UseQueryResult } from '@tanstack/react-query'
import { Failed, Loading } from '../app/panel-state.tsx'

/** What stands in a panel while its question has no answer. */
export function NotYet({ asked }: { asked: UseQueryResult }) {
  return asked.error ? <Failed error={asked.error} retry={() => void asked.refetch()} /> : <Loading />
}
