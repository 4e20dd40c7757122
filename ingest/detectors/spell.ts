import type { Instant } from '../../model/time.ts'

/** Where one condition stands: when it seemed to begin, since when it holds, since when it seems to be over. */
export interface Spell {
  readonly pending?: Instant
  readonly start?: Instant
  readonly over?: Instant
}

/** Nothing holds and nothing is suspected. */
export const CALM: Spell = Object.freeze({})

/** A spell read back from a checkpoint is not the same object. */
export const isCalm = ({ pending, start }: Spell) => pending === undefined && start === undefined

export interface Delays {
  /** The condition must hold this long before it counts, ms of device time. */
  onDelay: number
  /** It must be gone this long before it is over. */
  offDelay: number
}

/**
 * The spell after one more judgement at device time `at`: `holds` true (the condition is there), false (it is
 * gone) or undefined (between the limit and its deadband: neither). An on-delay of more than 0 needs a second
 * reading that agrees, so one sample never raises (domain.md §1.3).
 */
export function advance(
  spell: Spell,
  holds: boolean | undefined,
  at: Instant,
  { onDelay, offDelay }: Delays,
): Spell {
  if (spell.start === undefined) {
    if (holds !== true) return spell === CALM ? spell : CALM
    const since = spell.pending ?? at
    return at - since >= onDelay ? { start: since } : spell.pending === undefined ? { pending: at } : spell
  }
  if (holds !== false) return spell.over === undefined ? spell : { start: spell.start }
  const since = spell.over ?? at
  return at - since >= offDelay ? CALM : spell.over === undefined ? { start: spell.start, over: at } : spell
}

/** What a suspicion is worth after the data in between was unusable: a standing spell stays, a pending one restarts. */
export function interrupted(spell: Spell): Spell {
  return spell.start === undefined ? CALM : spell.over === undefined ? spell : { start: spell.start }
}
