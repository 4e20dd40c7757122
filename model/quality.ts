/** OPC UA's triple: may the value be used, used with care, or not at all. Ordered from best to worst. */
export const QUALITIES = ['good', 'uncertain', 'bad'] as const
export type Quality = (typeof QUALITIES)[number]

/**
 * Why a quality is not good. The position is stored in history: append, never reorder.
 * At most 64 entries (six bits of the code).
 */
export const REASONS = [
  'unspecified',
  'comm-failure',
  'device-failure',
  'sensor-failure',
  'not-connected',
  'sentinel',
  'out-of-range',
  'rate',
  'spike',
  'flat-line',
  'stuck-at-limit',
  'clock-ahead',
  'clock-behind',
  'stale',
  'maintenance',
  'calibration-due',
  'bad-register',
  'undecodable',
  'totaliser-reverse',
  'totaliser-rollover',
  'meter-exchange',
  'cross-check',
  'duplicate',
  'substituted',
  'configuration',
  'no-sample',
  'gap',
] as const
export type Reason = (typeof REASONS)[number]

/** Quality and reason in one byte: bits 7–6 the quality, bits 5–0 the reason; 0 is plain good. */
export type QualityCode = number

/** The byte that stands for a quality and its reason on the wire and in history. */
export function encodeQuality(quality: Quality, reason?: Reason): QualityCode {
  return (QUALITIES.indexOf(quality) << 6) | (reason ? REASONS.indexOf(reason) : 0)
}

/** The quality of a code; an unknown code is bad, never good. */
export function qualityOf(code: QualityCode): Quality {
  return QUALITIES[code >> 6] ?? 'bad'
}

/** The reason of a code, undefined when none was given. */
export function reasonOf(code: QualityCode): Reason | undefined {
  const index = code & 63
  return index === 0 ? undefined : REASONS[index]
}

/** The worse of two qualities. */
export function worse(a: Quality, b: Quality): Quality {
  return QUALITIES.indexOf(a) >= QUALITIES.indexOf(b) ? a : b
}

/** Quality of an OPC-style status as Sparkplug and many JSON payloads carry it (192 good, 64 uncertain, 0 bad, 500 stale). */
export function fromOpc(status: number): { quality: Quality; reason?: Reason } {
  if (status === 500) return { quality: 'bad', reason: 'stale' }
  if (status >= 192 && status < 256) return { quality: 'good' }
  if (status >= 64 && status < 128) return { quality: 'uncertain', reason: 'unspecified' }
  return { quality: 'bad', reason: 'unspecified' }
}
