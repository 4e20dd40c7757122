/** Something that can be found: what people call it, and what else they might type. */
export interface Findable {
  id: string
  words: readonly string[]
}

/**
 * The best matches for what was typed: words that begin with it before words that hold it, shorter before longer.
 * Every part typed must be somewhere.
 */
export function find<T extends Findable>(things: Iterable<T>, typed: string, most: number): T[] {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (parts.length === 0) return []
  const found: { thing: T; score: number }[] = []
  for (const thing of things) {
    let score = 0
    for (const part of parts) {
      const best = Math.min(...thing.words.map(word => rank(word.toLowerCase(), part)))
      if (best === Number.POSITIVE_INFINITY) {
        score = best
        break
      }
      score += best
    }
    if (score < Number.POSITIVE_INFINITY) found.push({ thing, score })
  }
  return found
    .sort((a, b) => a.score - b.score || (a.thing.id < b.thing.id ? -1 : 1))
    .slice(0, most)
    .map(({ thing }) => thing)
}

function rank(word: string, part: string): number {
  const at = word.indexOf(part)
  if (at < 0) return Number.POSITIVE_INFINITY
  const place = at === 0 ? 0 : /[\s\-_.·]/.test(word[at - 1] ?? '') ? 40 : 80
  return place + Math.min(39, word.length - part.length)
}
