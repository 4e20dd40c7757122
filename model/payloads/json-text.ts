import { LIMITS, quote, type Rejection } from './decoded.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The JSON value in these bytes, or why there is none. Never throws. */
export function jsonIn(payload: Uint8Array): { value: unknown } | { rejected: Rejection } {
  if (payload.length > LIMITS.bytes)
    return { rejected: { code: 'too-large', detail: `${payload.length} bytes; at most ${LIMITS.bytes}` } }
  let text: string
  try {
    text = decoder.decode(payload)
  } catch {
    return { rejected: { code: 'not-text', detail: 'is not UTF-8' } }
  }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { rejected: { code: 'not-json', detail: quote(text) } }
  }
}

/** An object of JSON, not a list and not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text or number of a message as a part of a point id. */
export function nameText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value.length <= 256 ? value : undefined
}
