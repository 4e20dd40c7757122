import { type NumberType, ORDERS, type Order, type ProfilePoint } from '../profile.ts'

/** What registers say before any meaning: a number, a text, or null when the bytes cannot be this type. */
export type Raw = number | string | null

/**
 * Reads one value from register bytes as they came from the wire; `at` is the offset of its first byte. null when the
 * bytes are not there or cannot be this type (a BCD digit above 9). 64-bit integers beyond 2^53 lose their last digits.
 */
export type ReadRaw = (data: Uint8Array, at: number) => Raw

/** How a value lies in its registers. */
export interface Form {
  /** How to read it on a device of each of the orders, in the order of ORDERS. */
  readonly readers: readonly ReadRaw[]
}

const forms = new Map<string, Form>()

/** The form of a point, the same object for all that lie alike: thousands of registers share a handful of them. */
export function formOf({ type, order, length }: Pick<ProfilePoint, 'type' | 'order' | 'length'>): Form {
  const name = `${type} ${order} ${length}`
  const known = forms.get(name)
  if (known) return known
  const form = { readers: ORDERS.map(devices => readerOf(type, order ?? devices, length)) }
  forms.set(name, form)
  return form
}

const REGISTERS: Record<NumberType, number> = {
  u8: 1,
  i8: 1,
  u16: 1,
  i16: 1,
  bcd16: 1,
  bit: 1,
  u32: 2,
  i32: 2,
  f32: 2,
  bcd32: 2,
  u64: 4,
  i64: 4,
  f64: 4,
  string: 1,
}

/** Registers a value of this type takes; a string's are its `length`. */
export function registersOf(type: NumberType, length = 1): number {
  return type === 'string' ? length : REGISTERS[type]
}

const scratch = new Uint8Array(8)
const view = new DataView(scratch.buffer)

/** Brings `words` registers from wire order into big-endian; the result is overwritten by the next call. */
function bigEndian(data: Uint8Array, at: number, words: number, order: Order): Uint8Array {
  const swapWords = order === 'CDAB' || order === 'DCBA'
  const swapBytes = order === 'BADC' || order === 'DCBA'
  for (let word = 0; word < words; word++) {
    const from = at + 2 * (swapWords ? words - 1 - word : word)
    scratch[2 * word] = data[swapBytes ? from + 1 : from]!
    scratch[2 * word + 1] = data[swapBytes ? from : from + 1]!
  }
  return scratch
}

/** Reads numbers of more than one register out of the eight bytes that `bigEndian` fills. */
const WIDE: Partial<Record<NumberType, () => Raw>> = {
  u32: () => view.getUint32(0),
  i32: () => view.getInt32(0),
  u64: () => Number(view.getBigUint64(0)),
  i64: () => Number(view.getBigInt64(0)),
  f32: () => view.getFloat32(0),
  f64: () => view.getFloat64(0),
  bcd32: () => bcd(view.getUint32(0), 8),
}

/** Reads numbers out of one register. */
const NARROW: Partial<Record<NumberType, (register: number) => Raw>> = {
  u8: register => register & 0xff,
  i8: register => (register << 24) >> 24,
  i16: register => (register << 16) >> 16,
  bcd16: register => bcd(register, 4),
  bit: register => register & 1,
}

/**
 * The way to read a type, chosen once: a device's registers are read at every poll.
 * @param length Registers of a string.
 */
export function readerOf(type: NumberType, order: Order, length?: number): ReadRaw {
  const words = registersOf(type, length)
  if (type === 'string') return (data, at) => (holds(data, at, words) ? text(data, at, words, order) : null)
  const wide = WIDE[type]
  if (wide)
    return (data, at) => {
      if (!holds(data, at, words)) return null
      bigEndian(data, at, words, order)
      return wide()
    }
  const high = order === 'BADC' || order === 'DCBA' ? 1 : 0
  const register = (data: Uint8Array, at: number) => (data[at + high]! << 8) | data[at + 1 - high]!
  const narrow = NARROW[type]
  if (!narrow) return (data, at) => (holds(data, at, 1) ? register(data, at) : null)
  return (data, at) => (holds(data, at, 1) ? narrow(register(data, at)) : null)
}

const holds = (data: Uint8Array, at: number, words: number) => at >= 0 && at + 2 * words <= data.length

/** The big-endian bytes of an integer as one, for taking bits out of 64. */
export function readBits(
  data: Uint8Array,
  at: number,
  type: NumberType,
  order: Order,
  [first, last]: readonly [number, number],
): Raw {
  const words = registersOf(type)
  if (type === 'string' || !holds(data, at, words)) return null
  const bytes = bigEndian(data, at, words, order)
  let whole = 0n
  for (let i = 0; i < 2 * words; i++) whole = (whole << 8n) | BigInt(bytes[i]!)
  return Number((whole >> BigInt(first)) & ((1n << BigInt(last - first + 1)) - 1n))
}

/** The decimal digits that stand in the four bits each of a number; null when one is above 9. */
function bcd(packed: number, digits: number): number | null {
  let value = 0
  for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    const digit = (packed >>> shift) & 15
    if (digit > 9) return null
    value = value * 10 + digit
  }
  return value
}

function text(data: Uint8Array, at: number, words: number, order: Order): string {
  const swapBytes = order === 'BADC' || order === 'DCBA'
  let out = ''
  for (let i = 0; i < 2 * words; i++) {
    const byte = data[at + (swapBytes ? i ^ 1 : i)]!
    if (byte === 0) break
    out += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '?'
  }
  return out.trim()
}
