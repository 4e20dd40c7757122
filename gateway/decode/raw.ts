import type { NumberType, Order, ProfilePoint } from '../profile.ts'

/** What registers say before any meaning: a number, a text, or null when the bytes cannot be this type. */
export type Raw = number | string | null

/** How a value lies in its registers. */
export interface Form {
  readonly type: NumberType
  /** The device's own when undefined. */
  readonly order: Order | undefined
  /** Registers of a string. */
  readonly length: number | undefined
}

const forms = new Map<string, Form>()

/** The form of a point, the same object for all that lie alike: thousands of registers share a handful of them. */
export function formOf({ type, order, length }: Pick<ProfilePoint, 'type' | 'order' | 'length'>): Form {
  const name = `${type} ${order} ${length}`
  const known = forms.get(name)
  if (known) return known
  const form = { type, order, length }
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

const scratch = Buffer.alloc(8)

/** Brings `words` registers from wire order into big-endian; the result is overwritten by the next call. */
function bigEndian(data: Uint8Array, at: number, words: number, order: Order): Buffer {
  const swapWords = order === 'CDAB' || order === 'DCBA'
  const swapBytes = order === 'BADC' || order === 'DCBA'
  for (let word = 0; word < words; word++) {
    const from = at + 2 * (swapWords ? words - 1 - word : word)
    scratch[2 * word] = data[swapBytes ? from + 1 : from]!
    scratch[2 * word + 1] = data[swapBytes ? from : from + 1]!
  }
  return scratch
}

/**
 * Reads one value from register bytes as they came from the wire.
 * @param at Offset of its first byte.
 * @param length Registers of a string.
 * @returns null when the bytes are not there or cannot be this type (a BCD digit above 9). 64-bit integers beyond
 *   2^53 lose their last digits.
 */
export function readRaw(data: Uint8Array, at: number, type: NumberType, order: Order, length = 1): Raw {
  const words = registersOf(type, length)
  if (at < 0 || at + 2 * words > data.length) return null
  if (type === 'string') return text(data, at, words, order)
  const bytes = bigEndian(data, at, words, order)
  switch (type) {
    case 'u8':
      return bytes[1]!
    case 'i8':
      return bytes.readInt8(1)
    case 'u16':
      return bytes.readUInt16BE(0)
    case 'i16':
      return bytes.readInt16BE(0)
    case 'u32':
      return bytes.readUInt32BE(0)
    case 'i32':
      return bytes.readInt32BE(0)
    case 'u64':
      return Number(bytes.readBigUInt64BE(0))
    case 'i64':
      return Number(bytes.readBigInt64BE(0))
    case 'f32':
      return bytes.readFloatBE(0)
    case 'f64':
      return bytes.readDoubleBE(0)
    case 'bcd16':
    case 'bcd32':
      return bcd(bytes, 2 * words)
    case 'bit':
      return bytes[1]! & 1
  }
}

/** The big-endian bytes of an integer as one, for taking bits out of 64. */
export function readBits(
  data: Uint8Array,
  at: number,
  type: NumberType,
  order: Order,
  [first, last]: readonly [number, number],
): Raw {
  const words = registersOf(type)
  if (type === 'string' || at < 0 || at + 2 * words > data.length) return null
  const bytes = bigEndian(data, at, words, order)
  let whole = 0n
  for (let i = 0; i < 2 * words; i++) whole = (whole << 8n) | BigInt(bytes[i]!)
  return Number((whole >> BigInt(first)) & ((1n << BigInt(last - first + 1)) - 1n))
}

function bcd(bytes: Uint8Array, length: number): number | null {
  let value = 0
  for (let i = 0; i < length; i++) {
    const high = bytes[i]! >> 4
    const low = bytes[i]! & 15
    if (high > 9 || low > 9) return null
    value = value * 100 + high * 10 + low
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
