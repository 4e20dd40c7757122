import { useSyncExternalStore } from 'react'

const query = typeof matchMedia === 'undefined' ? undefined : matchMedia('(max-width: 700px)')

const listen = (told: () => void) => {
  query?.addEventListener('change', told)
  return () => query?.removeEventListener('change', told)
}

/** A screen one hand holds. */
export const useNarrow = (): boolean => useSyncExternalStore(listen, () => query?.matches ?? false)
