import type { Directory, Entry } from '../directory/directory.ts'
import { type AssetState, classOf } from '../live/asset-states.ts'
import { isDoubtful } from '../live/condition.ts'

export interface Difference {
  entry: Entry
  a: AssetState
  b: AssetState
}

interface States {
  of(entry: Entry): AssetState
}

/** What a screen shows of an asset apart from its value: its alarm's priority, and whether it may be believed. */
const shownClass = (state: AssetState) => classOf(state) * 2 + Number(isDoubtful(state.condition))

/** Every asset that stands in another class at B than at A, and nothing else; the worst change first. */
export function differences({ live }: Directory, a: States, b: States): Difference[] {
  const worst = ({ a, b }: Difference) => Math.min(classOf(a) || 9, classOf(b) || 9)
  return live
    .map(entry => ({ entry, a: a.of(entry), b: b.of(entry) }))
    .filter(({ a, b }) => shownClass(a) !== shownClass(b))
    .sort((x, y) => worst(x) - worst(y) || (x.entry.id < y.entry.id ? -1 : 1))
}
