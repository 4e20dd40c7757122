const KEY = 'standpipe.wall'

interface Kept {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

/**
 * The token of this screen: brought once behind the `#` of its address, which no server and no log ever sees, and kept
 * here from then on.
 * @param store the browser's storage
 */
export function wallToken(hash: string, store: Kept): string | undefined {
  const brought = new URLSearchParams(hash.replace(/^#/, '')).get('token')
  if (brought) store.setItem(KEY, brought)
  return brought ?? store.getItem(KEY) ?? undefined
}
