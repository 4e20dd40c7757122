import type { Span } from '../plan.ts'

/** Real ms after which an answer that has not come will not come any more. */
const LATEST = 30_000

/**
 * Serial answers carry no number: one that comes after its time-out looks like the answer to the next request of
 * the same shape, and every answer after it is one too old. Devices answer in order, so after a time-out one read
 * of a length that no missing answer has brings both sides into step again.
 */
export interface LateAnswers {
  /** The read that must be answered first; undefined when nothing is missing. */
  probe(unit: number, span: Span): Span | undefined
  unanswered(unit: number, span: Span): void
  answered(unit: number): void
}

/** @param now Real time in ms, e.g. performance.now. */
export function lateAnswers(now: () => number): LateAnswers {
  const missing = new Map<number, Map<number, number>>()
  return {
    probe(unit, { fc, start, end }) {
      const lengths = missing.get(unit)
      if (!lengths) return undefined
      for (const [length, since] of lengths) if (now() - since > LATEST) lengths.delete(length)
      if (lengths.size === 0) {
        missing.delete(unit)
        return undefined
      }
      // Lengths are compared as bytes on the wire: eight bits more or less are one byte for function codes 1 and 2.
      const step = fc <= 2 ? 8 : 1
      for (let count = step === 8 ? Math.min(8, end - start) : 1; ; count += step)
        if (!lengths.has(bytesOf(fc, count))) return { fc, start, end: start + count }
    },
    unanswered(unit, { fc, start, end }) {
      const lengths = missing.get(unit) ?? new Map<number, number>()
      missing.set(unit, lengths.set(bytesOf(fc, end - start), now()))
    },
    answered: unit => void missing.delete(unit),
  }
}

function bytesOf(fc: number, count: number): number {
  return fc <= 2 ? Math.ceil(count / 8) : 2 * count
}
