import { useLocation, useNavigate, useSearch as useRouterSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { Search } from './grammar.ts'

/** The words of the address. */
export const useSearch = (): Search => useRouterSearch({ strict: false }) as Search

export const usePath = (): string => useLocation({ select: location => location.pathname })

export interface Go {
  /** Changes words of the address; undefined takes one out. `replace` leaves no step for the Back button. */
  change(words: Partial<Search>, options?: { replace?: boolean }): void
  /** Goes to another page with the same selection, filter and time. */
  to(path: string, words?: Partial<Search>): void
}

export function useGo(): Go {
  const navigate = useNavigate()
  const change = useCallback<Go['change']>(
    (words, { replace = false } = {}) =>
      void navigate({ to: '.', search: ((before: Search) => ({ ...before, ...words })) as never, replace }),
    [navigate],
  )
  const to = useCallback<Go['to']>(
    (path, words = {}) =>
      void navigate({
        to: path,
        search: ((before: Search) => ({ ...before, tab: undefined, ...words })) as never,
      }),
    [navigate],
  )
  return { change, to }
}
