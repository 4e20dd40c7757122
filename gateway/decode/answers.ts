import type { Read } from '../plan.ts'
import type { Order, ProfilePoint } from '../profile.ts'
import { type Raw, readBits, readRaw } from './raw.ts'
import type { Answers } from './value.ts'

/** One read that was answered: its registers' bytes. */
export interface Answered {
  read: Read
  data: Uint8Array
}

/**
 * The raw values in the answers of one poll. A key whose read was not answered has none.
 * @param whole Where they are put: the same map at every poll spares a busy gateway much garbage. Keys that were
 *   not answered this time must not be in it.
 */
export function answersOf(
  answered: readonly Answered[],
  points: ReadonlyMap<string, ProfilePoint>,
  order: Order | undefined,
  whole: Map<string, Raw> = new Map(),
): Answers {
  for (const { read, data } of answered) {
    for (const slot of read.slots) {
      const point = points.get(slot.key)
      if (!point) continue
      const at = 2 * (slot.start - read.start)
      whole.set(slot.key, readRaw(data, at, point.type, point.order ?? order ?? 'ABCD', point.length))
    }
  }
  return {
    whole: key => whole.get(key),
    raw: key => {
      const value = whole.get(key)
      const point = points.get(key)
      if (!point?.bits || typeof value !== 'number') return value
      // Numbers hold 53 bits exactly; wider ones are taken apart from their bytes.
      if (point.type !== 'u64' && point.type !== 'i64') return bitsOf(value, point.bits)
      return wideBits(answered, point, point.bits, order)
    },
    point: key => points.get(key),
  }
}

function bitsOf(value: number, [first, last]: readonly [number, number]): number {
  const unsigned = value < 0 ? value + 2 ** 32 : value
  return Math.floor(unsigned / 2 ** first) % 2 ** (last - first + 1)
}

function wideBits(
  answered: readonly Answered[],
  { key, type, order: own }: ProfilePoint,
  bits: readonly [number, number],
  order: Order | undefined,
): Raw {
  for (const { read, data } of answered) {
    const slot = read.slots.find(one => one.key === key)
    if (slot) return readBits(data, 2 * (slot.start - read.start), type, own ?? order ?? 'ABCD', bits)
  }
  return null
}
