import type { Instant } from '../time.ts'
import { type Cjt188Reading, cjt188Frame, cjt188Reading } from './cjt188.ts'
import { type Harvest, LIMITS } from './decoded.ts'
import type { Mapping } from './mapping.ts'
import { harvestNamed } from './named-values.ts'
import { stampOf } from './path-values.ts'
import type { Names } from './topic.ts'

const VALUES = [
  'volume',
  'settlementVolume',
  'valve',
  'batteryLow',
] as const satisfies (keyof Cjt188Reading)[]

/**
 * CJ/T 188 frames that a data unit passes on, as bytes or as hex text. Names: `address` (14 digits). Values:
 * volume, settlementVolume (m³), valve (0 open, 1 closed), batteryLow. The time is the meter's own clock.
 */
export function harvestCjt188(
  harvest: Harvest,
  mapping: Mapping,
  payload: Uint8Array,
  names: Names,
  received: Instant,
): Harvest {
  if (payload.length > LIMITS.bytes) return harvest.reject('too-large', `${payload.length} bytes`)
  let rest = fromHex(payload) ?? payload
  let found = cjt188Frame(rest)
  if (!found) return harvest.reject('bad-frame', 'holds no CJ/T 188 frame with a right checksum')
  while (found) {
    const { frame, end } = found
    const reading = cjt188Reading(frame)
    if (!reading) harvest.reject('bad-frame', `the frame of ${frame.address} is no reply with current data`)
    else if (!take(harvest, mapping, reading, { ...names, address: frame.address }, received)) break
    rest = rest.subarray(end)
    found = cjt188Frame(rest)
  }
  return harvest.done()
}

function take(
  harvest: Harvest,
  mapping: Mapping,
  reading: Cjt188Reading,
  names: Names,
  received: Instant,
): boolean {
  const stamp = stampOf(harvest, reading.clock, undefined, mapping.zone, received)
  if (!stamp) return true
  return VALUES.every(name =>
    harvestNamed(harvest, mapping, name, { raw: reading[name], ...stamp, names }, received),
  )
}

/** Bytes written as hex digits with or without blanks. */
function fromHex(payload: Uint8Array): Uint8Array | undefined {
  if (payload.length > 8_192 || payload.some(byte => byte > 0x7f)) return undefined
  const text = new TextDecoder().decode(payload).replace(/\s+/g, '')
  if (text.length % 2 === 1 || !/^[0-9a-f]+$/i.test(text)) return undefined
  return Uint8Array.from(text.match(/../g)!, pair => Number.parseInt(pair, 16))
}
