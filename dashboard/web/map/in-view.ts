import type { LngLatBounds } from 'maplibre-gl'
import type { Entry } from '../directory/directory.ts'
import { type AssetState, severity } from '../live/asset-states.ts'
import { type Filter, holds, textPasses } from '../url/filter.ts'

/** Whether an asset passes the filter of the address; `words` are the texts a person would look for it by. */
export function entryPasses(
  filter: Filter,
  entry: Entry,
  state: AssetState,
  words: readonly string[],
): boolean {
  if (filter.prio.length > 0 && !(state.alarm && filter.prio.includes(state.alarm.priority))) return false
  if (filter.state.length > 0 && !(state.state && filter.state.includes(state.state))) return false
  return (
    holds(filter.zone, entry.zone) &&
    holds(filter.kind, entry.kind) &&
    textPasses(filter.text, [...words, entry.id])
  )
}

/** Live assets inside `bounds`, the worst first, then by name: the order of the alarm list, so that both read alike. */
export function inView(
  live: readonly Entry[],
  bounds: Pick<LngLatBounds, 'contains'> | undefined,
  stateOf: (entry: Entry) => AssetState,
  nameOf: (entry: Entry) => string,
): Entry[] {
  const seen = live.filter(entry => !entry.unplaced && (bounds === undefined || bounds.contains(entry.at)))
  const keys = new Map(seen.map(entry => [entry, { rank: severity(stateOf(entry)), name: nameOf(entry) }]))
  return seen.sort((a, b) => {
    const [x, y] = [keys.get(a)!, keys.get(b)!]
    return x.rank - y.rank || (x.name < y.name ? -1 : x.name > y.name ? 1 : a.index - b.index)
  })
}

/** The next abnormal asset after `current` in the list's order, around the end; `step` −1 goes back. */
export function nextAbnormal(
  abnormal: readonly string[],
  current: string | undefined,
  step: 1 | -1,
): string | undefined {
  if (abnormal.length === 0) return undefined
  const at = current === undefined ? -1 : abnormal.indexOf(current)
  if (at < 0) return step === 1 ? abnormal[0] : abnormal.at(-1)
  return abnormal[(at + step + abnormal.length) % abnormal.length]
}
