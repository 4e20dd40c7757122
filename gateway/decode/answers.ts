import type { Read } from '../plan.ts'
import type { Order, ProfilePoint } from '../profile.ts'
import { type Raw, readBits, readRaw } from './raw.ts'
import type { Answers } from './value.ts'

/** One read that was answered: its registers' bytes. */
export interface Answered {
  read: Read
  data: Uint8Array
}

/** Looks raw values up in the answers of one poll. A key whose read was not answered has none. */
export function answersOf(
  answered: readonly Answered[],
  points: ReadonlyMap<string, ProfilePoint>,
  order: Order | undefined,
): Answers {
  const found = new Map<string, { data: Uint8Array; at: number }>()
  for (const { read, data } of answered) {
    for (const slot of read.slots) found.set(slot.key, { data, at: 2 * (slot.start - read.start) })
  }
  const value = (key: string, bits: boolean): Raw | undefined => {
    const point = points.get(key)
    const there = found.get(key)
    if (!point || !there) return undefined
    const wordOrder = point.order ?? order ?? 'ABCD'
    if (bits && point.bits) return readBits(there.data, there.at, point.type, wordOrder, point.bits)
    return readRaw(there.data, there.at, point.type, wordOrder, point.length)
  }
  return {
    raw: key => value(key, true),
    whole: key => value(key, false),
    point: key => points.get(key),
  }
}
