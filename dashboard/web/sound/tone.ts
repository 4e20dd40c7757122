import type { Priority } from '../../../model/alarm.ts'

/** One pulse: when it starts and how long it lasts in seconds, and how high it is in Hz. */
export interface Pulse {
  at: number
  length: number
  pitch: number
}

/** A pattern per priority that can be told apart with closed eyes: three rising pulses, two, one, none. */
export const PATTERNS: Record<Priority, readonly Pulse[]> = {
  1: [
    { at: 0, length: 0.16, pitch: 660 },
    { at: 0.22, length: 0.16, pitch: 880 },
    { at: 0.44, length: 0.26, pitch: 1175 },
  ],
  2: [
    { at: 0, length: 0.18, pitch: 784 },
    { at: 0.28, length: 0.18, pitch: 784 },
  ],
  3: [{ at: 0, length: 0.22, pitch: 523 }],
  4: [],
}

/** In a flood one tone says enough; real ms between two. */
export const TONE_EVERY = 10_000
/** Between two tones of a calm list. */
export const TONE_GAP = 1_500

/**
 * Which of the alarms just raised sounds now: the worst, unless one as bad has only just sounded.
 * @param last when the last tone was and of which priority, real ms
 */
export function toneFor(
  raised: readonly Priority[],
  last: { at: number; priority: Priority } | undefined,
  now: number,
  flood: boolean,
): Priority | undefined {
  const worst = raised.length === 0 ? undefined : (Math.min(...raised) as Priority)
  if (worst === undefined || PATTERNS[worst].length === 0) return undefined
  if (!last) return worst
  if (flood) return now - last.at >= TONE_EVERY ? worst : undefined
  return now - last.at >= TONE_GAP || worst < last.priority ? worst : undefined
}
