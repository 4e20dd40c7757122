import { useSyncExternalStore } from 'react'

function mediaHook(media: string): () => boolean {
  const query = typeof matchMedia === 'undefined' ? undefined : matchMedia(media)
  const listen = (told: () => void) => {
    query?.addEventListener('change', told)
    return () => query?.removeEventListener('change', told)
  }
  return () => useSyncExternalStore(listen, () => query?.matches ?? false)
}

/** A screen one hand holds. */
export const useNarrow = mediaHook('(max-width: 700px)')
/** Room for a job and its clocks side by side. */
export const useWide = mediaHook('(min-width: 1401px)')
