/**
 * Something whose memory outlives a restart. `save` gives plain data for a structured clone, which may share arrays with
 * the living thing: it is written at once. `load` puts a fresh thing where the saved one was.
 */
export interface Kept {
  save(): unknown
  load(saved: unknown): void
}

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'save' in value && 'load' in value

/** A detector's state as plain data: what in its fields keeps itself is asked for it, one by one or in lists and maps. */
export function savedState(state: unknown): unknown {
  if (!isPlain(state)) return state
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, saved(value)]))
}

/** The state that `data` was saved of; `fresh` is the detector's first state, whose living parts are filled. */
export function loadedState<S>(fresh: S, data: unknown): S {
  if (!isPlain(fresh) || !isPlain(data)) return data as S
  const entries = Object.entries(data)
  return Object.fromEntries(entries.map(([name, value]) => [name, loaded(fresh[name], value)])) as S
}

function saved(value: unknown): unknown {
  if (isKept(value)) return value.save()
  if (value instanceof Map && isKept(value.values().next().value))
    return new Map([...(value as Map<unknown, Kept>)].map(([key, one]) => [key, one.save()]))
  if (Array.isArray(value) && isKept(value[0])) return (value as Kept[]).map(one => one.save())
  return value
}

function loaded(fresh: unknown, data: unknown): unknown {
  if (isKept(fresh)) {
    fresh.load(data)
    return fresh
  }
  if (fresh instanceof Map && isKept(fresh.values().next().value)) {
    for (const [key, one] of fresh as Map<unknown, Kept>) {
      const own = (data as Map<unknown, unknown>).get(key)
      if (own !== undefined) one.load(own)
    }
    return fresh
  }
  if (Array.isArray(fresh) && isKept(fresh[0])) {
    for (const [i, one] of (fresh as Kept[]).entries()) one.load((data as unknown[])[i])
    return fresh
  }
  return data
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
