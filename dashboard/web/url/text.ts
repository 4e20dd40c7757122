/** What a query may hold as it is: an address that people read out and paste must stay readable. */
const PLAIN = /%(2C|3A|2F|40|2B|7E)/gi

const plain = (text: string) => encodeURIComponent(text).replace(PLAIN, code => decodeURIComponent(code))

/** The query of an address as its words; a word given twice counts once, the last. Broken escapes stay as they are. */
export function readQuery(query: string): Record<string, string> {
  const words: Record<string, string> = {}
  for (const part of query.replace(/^\?/, '').split('&')) {
    const at = part.indexOf('=')
    if (part === '') continue
    const key = decode(at < 0 ? part : part.slice(0, at))
    words[key] = at < 0 ? '' : decode(part.slice(at + 1))
  }
  return words
}

/** Words as a query, empty ones left out; starts with `?` unless there is none. */
export function writeQuery(words: Record<string, unknown>): string {
  const parts = Object.entries(words)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([key, value]) => `${plain(key)}=${plain(String(value))}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
