/** A CJ/T 188 frame: `68 T A0…A6 C L DATA CS 16`, after any number of FE wake-up bytes. */
export interface Cjt188Frame {
  /** 0x10 cold water, 0x11 hot, 0x12 drinking, 0x13 reclaimed… */
  type: number
  /** 14 digits, as printed on the meter. */
  address: string
  control: number
  data: Uint8Array
}

/** What a reply to "read current data" (DI 901F) says. */
export interface Cjt188Reading {
  /** m³ */
  volume: number | null
  /** m³ at the last settlement day. */
  settlementVolume: number | null
  /** The meter's clock as `yyyyMMddHHmmss`, local; undefined when it is not set. */
  clock?: string
  /** 0 open, 1 closed, null in between or broken. */
  valve: number | null
  batteryLow: number
}

const START = 0x68
const END = 0x16
const READ_REPLY = 0x81
const SHORTEST = 13
/** Unit codes of registers, and what turns them into m³. */
const TO_M3: Record<number, number> = { 41: 0.001, 44: 1 }

/**
 * The first whole frame in the bytes, wherever it begins, and where it ends. A wrong checksum, length or end byte
 * is passed over: the search goes on behind it.
 */
export function cjt188Frame(bytes: Uint8Array): { frame: Cjt188Frame; end: number } | undefined {
  for (let start = 0; start + SHORTEST <= bytes.length; start++) {
    if (bytes[start] !== START) continue
    const check = start + 11 + bytes[start + 10]!
    if (bytes[check + 1] !== END || sum(bytes.subarray(start, check)) !== bytes[check]) continue
    const address = bcd(bytes.subarray(start + 2, start + 9))
    if (address === undefined) continue
    const frame = {
      type: bytes[start + 1]!,
      address,
      control: bytes[start + 9]!,
      data: bytes.slice(start + 11, check),
    }
    return { frame, end: check + 2 }
  }
  return undefined
}

/** What a read reply says; undefined when the frame is another one. Its two DI bytes may stand in either order. */
export function cjt188Reading({ control, data }: Cjt188Frame): Cjt188Reading | undefined {
  const di = [data[0], data[1]]
  const current = di.includes(0x90) && di.includes(0x1f)
  if (control !== READ_REPLY || !current || data.length < 22) return undefined
  const clock = bcd(data.subarray(13, 20))
  const status = data[20]!
  return {
    volume: register(data.subarray(3, 8)),
    settlementVolume: register(data.subarray(8, 13)),
    ...(clock === undefined || /^0+$/.test(clock) ? {} : { clock }),
    valve: (status & 3) === 0 ? 0 : (status & 3) === 1 ? 1 : null,
    batteryLow: (status >> 2) & 1,
  }
}

/** The request that is answered with the current data. */
export function cjt188Request(address: string, serial = 0, type = 0x10): Uint8Array {
  const digits = address.padStart(14, '0')
  const pairs = Array.from({ length: 7 }, (_, i) => Number.parseInt(digits.slice(12 - 2 * i, 14 - 2 * i), 16))
  const frame = [START, type, ...pairs, 0x01, 0x03, 0x90, 0x1f, serial & 0xff]
  return Uint8Array.from([...frame, sum(Uint8Array.from(frame)), END])
}

/** Four BCD bytes with two decimals, low byte first, and the unit's code. */
function register(bytes: Uint8Array): number | null {
  const digits = bcd(bytes.subarray(0, 4))
  const factor = TO_M3[bytes[4]!]
  return digits === undefined || factor === undefined ? null : (Number(digits) * factor) / 100
}

/** The digits of BCD bytes, low byte first; undefined when one is no digit. */
function bcd(bytes: Uint8Array): string | undefined {
  const text = [...bytes].reverse().map(byte => byte.toString(16).padStart(2, '0'))
  const digits = text.join('')
  return /^\d+$/.test(digits) ? digits : undefined
}

function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte) => (total + byte) & 0xff, 0)
}
