import { useQuery } from '@tanstack/react-query'
import type { Right } from '../../../model/rights.ts'
import type { SessionInfo } from '../../../model/screen.ts'
import { sessionQuery } from '../api/queries.ts'

export function useSession(): SessionInfo | undefined {
  return useQuery(sessionQuery).data
}

/** Whether the person may do something; the server decides, this only explains buttons. */
export function useMay(right: Right): boolean {
  return useSession()?.rights.includes(right) ?? false
}
