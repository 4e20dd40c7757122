import type { Read, Slot } from '../plan.ts'
import { ORDERS, type Order, type ProfilePoint } from '../profile.ts'
import { type Raw, readBits } from './raw.ts'
import type { Answers } from './value.ts'

/** One read that was answered: its registers' bytes. */
export interface Answered {
  read: Read
  data: Uint8Array
}

/** The registers of one device and what they hold. */
export interface Layout {
  slots: readonly Slot[]
  points: ReadonlyMap<string, ProfilePoint>
  order: Order | undefined
}

/** Raw values by the place of their slot in the layout; undefined where nothing was answered. */
export type RawValues = (Raw | undefined)[]

/** Puts the raw values of one poll's answers into `values`, which may be that of the poll before. */
export function readAnswers(
  answered: readonly Answered[],
  { order = 'ABCD' }: Pick<Layout, 'order'>,
  values: RawValues,
): void {
  values.fill(undefined)
  const which = ORDERS.indexOf(order)
  for (const { read, data } of answered) {
    const first = read.start
    for (const { index, start, form } of read.slots)
      values[index] = form.readers[which]!(data, 2 * (start - first))
  }
}

function valuesIn(answered: readonly Answered[], layout: Layout): RawValues {
  const values: RawValues = new Array(layout.slots.length)
  readAnswers(answered, layout, values)
  return values
}

/**
 * Looks the answers of one poll up by profile key.
 * @param values What `readAnswers` found in them, where it has been asked already.
 */
export function answersOf(
  answered: readonly Answered[],
  layout: Layout,
  values: RawValues = valuesIn(answered, layout),
): Answers {
  const whole = (key: string) => {
    const slot = layout.slots.find(one => one.key === key)
    return slot && values[slot.index]
  }
  return {
    whole,
    raw: key => {
      const value = whole(key)
      const point = layout.points.get(key)
      if (!point?.bits || typeof value !== 'number') return value
      // Numbers hold 53 bits exactly; wider ones are taken apart from their bytes.
      if (point.type !== 'u64' && point.type !== 'i64') return bitsOf(value, point.bits)
      return wideBits(answered, point, point.bits, layout.order)
    },
    point: key => layout.points.get(key),
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
