import type { Entry } from './entry.ts'

/** Where entries lie between two lives of the app. What `put` has resolved for survives the phone being switched off. */
export interface OutboxStore {
  all(): Promise<Entry[]>
  /** Writes an entry, and its photo with it: both or neither. */
  put(entry: Entry, photo?: Blob): Promise<void>
  /** Writes many at once. */
  putAll(entries: readonly Entry[]): Promise<void>
  /** Takes entries away with their photos. */
  remove(ids: readonly string[]): Promise<void>
  photo(id: string): Promise<Blob | undefined>
  /** Forgets a photo that the server has. */
  dropPhoto(id: string): Promise<void>
}
