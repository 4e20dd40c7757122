import type { Reading } from '../reading.ts'

/** Why a message, or a part of one, did not become readings. */
export const REJECTIONS = [
  'topic-mismatch',
  'too-large',
  'too-many',
  'not-text',
  'not-json',
  'not-this-form',
  'not-protobuf',
  'bad-frame',
  'nothing-mapped',
  'time-invalid',
  'point-invalid',
  'unknown-alias',
  'out-of-sequence',
  'not-born',
  'decoder-failed',
] as const
export type RejectionCode = (typeof REJECTIONS)[number]

/** Why, with what people need to find it in the message. */
export interface Rejection {
  code: RejectionCode
  detail: string
}

/** What one message says. */
export interface Decoded {
  /** In the order of the message. `at` is the device's time, values are SI. */
  readings: Reading[]
  /** Stored-up readings the sender marked as history: never a live state. */
  backlog: Reading[]
  /** Values in the message that no mapping asks for. */
  unmapped: number
  /** The first thing that could not be used; readings may be there all the same. */
  rejected?: Rejection
  /** A message to publish, by which a Sparkplug node is asked to introduce itself again. */
  rebirth?: { topic: string; payload: Uint8Array }
}

/** Limits of one message; what is beyond is rejected by name. */
export const LIMITS = {
  bytes: 1_048_576,
  readings: 10_000,
  /** Characters of a message quoted in a rejection. */
  quoted: 80,
}

/** The SI unit of a point; undefined where it is not known. */
export type UnitOf = (point: string) => string | undefined

/** Gathers what a message says. */
export class Harvest implements Decoded {
  readings: Reading[] = []
  backlog: Reading[] = []
  unmapped = 0
  declare rejected?: Rejection
  declare rebirth?: Decoded['rebirth']
  readonly unitOf: UnitOf

  constructor(unitOf: UnitOf = () => undefined) {
    this.unitOf = unitOf
  }

  /** False when the message holds more than is taken from one. */
  add(reading: Reading, historical = false): boolean {
    if (this.readings.length + this.backlog.length >= LIMITS.readings) {
      this.reject('too-many', `more than ${LIMITS.readings} values`)
      return false
    }
    if (historical) this.backlog.push(reading)
    else this.readings.push(reading)
    return true
  }

  reject(code: RejectionCode, detail: string): this {
    this.rejected ??= { code, detail: quote(detail, 200) }
    return this
  }

  /** A message that maps to nothing at all is a mistake in the mapping or a foreign message. */
  done(): this {
    if (this.readings.length === 0 && this.backlog.length === 0 && this.unmapped > 0)
      this.reject('nothing-mapped', `none of its ${this.unmapped} values is mapped to a point`)
    return this
  }
}

/** A piece of untrusted text for a message. */
export function quote(text: string, most = LIMITS.quoted): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
