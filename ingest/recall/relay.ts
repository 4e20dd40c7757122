import type { Detection } from '../../model/detection.ts'
import { detectionId } from '../../model/detection.ts'
import type { Engine } from '../detectors/engine.ts'
import type { DetectorSettings } from '../detectors/settings.ts'

/**
 * The detectors at work: those that know the past, or, while they are still learning it, others that stand in for them
 * and know only the last of it.
 */
export interface Relay
  extends Pick<Engine, 'step' | 'tick' | 'active' | 'learn' | 'hear' | 'isLost' | 'pieces' | 'apply'> {
  /** Offset of the intake log up to which the detectors at work have seen everything. */
  readonly seen: number
  /** Since when others stand in, and for how long the past has been learned of; undefined once it is known. */
  readonly learning: boolean
  isAtWork(engine: Engine): boolean
  /** False for an entry that they have been shown already. */
  begins(end: number): boolean
  /** Those that will take over hear of gateways meanwhile. */
  prepare(next: Engine): void
  /**
   * The prepared ones take over; they have seen the log up to `seen`. What stands goes on standing with its start.
   * @returns what they found beyond that
   */
  handOver(seen: number): Detection[]
}

export function relayOf(first: Engine, seen: number): Relay {
  let engine = first
  let next: Engine | undefined
  let upTo = seen
  let changed: DetectorSettings | undefined
  return {
    get seen() {
      return upTo
    },
    get learning() {
      return next !== undefined
    },
    isAtWork: one => one === engine,
    begins(end) {
      if (end <= upTo) return false
      upTo = end
      return true
    },
    prepare: successor => {
      next = successor
    },
    handOver(to) {
      if (!next) return []
      if (changed) next.apply(changed)
      const known = new Set(engine.active().map(detectionId))
      next.resume(engine.active())
      engine = next
      next = undefined
      upTo = Math.max(upTo, to)
      return engine.active().filter(detection => !known.has(detectionId(detection)))
    },
    step: (reading, live) => engine.step(reading, live),
    tick: now => engine.tick(now),
    active: () => engine.active(),
    pieces: () => engine.pieces(),
    isLost: point => engine.isLost(point),
    apply(settings) {
      // Those that learn do so by the settings they began with.
      if (next) changed = settings
      return engine.apply(settings)
    },
    learn(gateway, points) {
      engine.learn(gateway, points)
      next?.learn(gateway, points)
    },
    hear(state, now) {
      engine.hear(state, now)
      next?.hear(state, now)
    },
  }
}
