/** How often each word occurs, most often first; what has no word is left out. */
export function countBy(words: readonly (string | undefined)[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const word of words) if (word !== undefined) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])
}

/** A part of a whole; null of nothing: no service is no good service. */
export function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
