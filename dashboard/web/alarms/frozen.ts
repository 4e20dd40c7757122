/**
 * A list that holds still under the pointer: while `held`, rows keep their places and what is new waits in a count.
 * Rows that have changed show their new content in their old place; rows that are gone stay until released.
 */
export interface Frozen<T> {
  rows: readonly T[]
  /** Rows that are waiting above or between the ones shown. */
  waiting: number
}

/**
 * @param held order of ids at the moment the pointer came, undefined when the list is free
 * @param gone the last content of rows, for those that are no longer in `rows`
 */
export function freeze<T>(
  rows: readonly T[],
  idOf: (row: T) => string,
  held: readonly string[] | undefined,
  gone: ReadonlyMap<string, T>,
): Frozen<T> {
  if (!held) return { rows, waiting: 0 }
  const now = new Map(rows.map(row => [idOf(row), row]))
  const shown = held.flatMap(id => now.get(id) ?? gone.get(id) ?? [])
  const known = new Set(held)
  return { rows: shown, waiting: rows.filter(row => !known.has(idOf(row))).length }
}
