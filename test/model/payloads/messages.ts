import { type PayloadDecoder, payloadDecoder } from '../../../model/payloads/decode.ts'
import type { Decoded, UnitOf } from '../../../model/payloads/decoded.ts'
import type { PayloadSource } from '../../../model/payloads/source.ts'
import { encodeQuality } from '../../../model/quality.ts'

/** When the tests' messages are received unless they say otherwise. */
export const RECEIVED = Date.parse('2026-07-01T02:00:05.000Z')

/** A source without what all tests have in common. */
export type Source = Omit<PayloadSource, 'id' | 'topic'> & { topic?: string }

/** A decoder whose local times are Chinese. */
export function decoderOf(source: Source, zone = 'Asia/Shanghai', unitOf?: UnitOf): PayloadDecoder {
  return payloadDecoder({ id: 'test', topic: 'meters/{device}/up', ...source }, zone, unitOf)
}

/** What one message says to a source. */
export function decoded(
  source: Source,
  message: unknown,
  { topic = 'meters/7/up', received = RECEIVED, zone = 'Asia/Shanghai' } = {},
): Decoded {
  return decoderOf(source, zone).decode(topic, bytes(message), received)
}

/** A message's bytes: as they are, a text, or JSON. */
export function bytes(message: unknown): Uint8Array {
  if (message instanceof Uint8Array) return message
  return new TextEncoder().encode(typeof message === 'string' ? message : JSON.stringify(message))
}

/** Readings as `point time value`, with the quality where it is not good. */
export function told({ readings }: Pick<Decoded, 'readings'>): string[] {
  return readings.map(({ point, at, value, quality, reason }) => {
    const number = value === null ? 'null' : String(Number(value.toFixed(6)))
    const good = encodeQuality(quality, reason) === 0
    return `${point} ${new Date(at).toISOString()} ${number}${good ? '' : ` ${quality}/${reason}`}`
  })
}
