/** An MQTT topic filter cut into its levels once, for matching many topics. */
export type Filter = readonly string[]

/** Cuts a filter or topic into levels. */
export function levelsOf(filter: string): Filter {
  return filter.split('/')
}

/** True when a topic is matched by the filter (MQTT 3.1.1 §4.7; `$` topics are not matched by wildcards). */
export function matches(filter: Filter, topic: Filter): boolean {
  const first = filter[0]
  if (topic[0]?.startsWith('$') && (first === '#' || first === '+')) return false
  for (let i = 0; i < filter.length; i++) {
    const level = filter[i]
    if (level === '#') return true
    if (i >= topic.length || (level !== '+' && level !== topic[i])) return false
  }
  return filter.length === topic.length
}

/** True when every topic matched by `asked` is also matched by `allowed`. */
export function covers(allowed: Filter, asked: Filter): boolean {
  if (asked[0]?.startsWith('$') && allowed[0] !== asked[0]) return false
  for (let i = 0; i < allowed.length; i++) {
    const level = allowed[i]
    if (level === '#') return true
    const wanted = asked[i]
    if (wanted === undefined || wanted === '#') return false
    if (level !== '+' && level !== wanted) return false
  }
  return allowed.length === asked.length
}

/** True when some topic is matched by both filters. */
export function meets(a: Filter, b: Filter): boolean {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] === '#' || b[i] === '#') return true
    if (a[i] === undefined || b[i] === undefined) return false
    if (a[i] !== b[i] && a[i] !== '+' && b[i] !== '+') return false
  }
  return true
}

/** What is wrong with a filter by MQTT's rules, or undefined. */
export function filterMistake(filter: string): string | undefined {
  if (filter === '') return 'is empty'
  if (filter.includes('\u0000')) return 'contains a NUL character'
  if (/\p{Cc}/u.test(filter)) return 'contains a control character'
  const levels = levelsOf(filter)
  if (levels.length > 100) return 'has more than 100 levels'
  for (const [i, level] of levels.entries()) {
    if (level.includes('#') && (level !== '#' || i < levels.length - 1)) return '# stands alone at the end'
    if (level.includes('+') && level !== '+') return '+ stands alone between slashes'
  }
  return undefined
}
