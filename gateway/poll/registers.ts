import type { Reason } from '../../model/quality.ts'
import type { Answered } from '../decode/answers.ts'
import { LinkError, ModbusException } from '../modbus/read-error.ts'
import { plan, type Read, type Slot, type Span } from '../plan.ts'
import type { Target } from './target.ts'

/** Asks for registers; rejects with ModbusException when the device refuses, with others when it cannot be asked. */
export type Ask = (span: Span) => Promise<Uint8Array>

/** What one round of reads brought: answers, and the keys that were not to be had with the reason. */
export interface Round {
  answered: Answered[]
  missing: Map<string, Reason>
}

/** Reads a device's registers and learns which of them it refuses. */
export interface Registers {
  /** One round. Rejects when the device is lost: no answer, or its gateway says that it does not respond. */
  read(ask: Ask): Promise<Round>
  /** Profile keys whose registers the device refuses. */
  readonly refused: readonly string[]
  /** Tries the refused ones again from the next round on. */
  forget(): void
  /** True once anything was learned that a later try could find changed. */
  readonly learned: boolean
}

const BUSY = [5, 6]
const LOST = [10, 11]

/** Rounds in a row in which a read may go unanswered while others are answered, before it is halved. */
const MOST_MISSES = 3

/**
 * Starts with the target's plan; a refused request is halved until the registers at fault stand alone. Some devices
 * say nothing at all instead of refusing: a read that stays unanswered while others are answered is halved, too,
 * one step a round.
 */
export function registers(target: Target): Registers {
  const bad = new Map<string, Span>()
  const misses = new Map<Read, number>()
  let barriers: Span[] = []
  let maxRegisters = target.maxRegisters
  let reads: readonly Read[] = target.reads
  let split = false

  const replan = () => {
    const good = target.slots.filter(slot => !bad.has(slot.key))
    reads = plan(good, { maxRegisters, maxGap: target.maxGap, barriers: [...barriers, ...bad.values()] })
  }

  /** True when everything in the read was answered. */
  const take = async (read: Read, ask: Ask, round: Round): Promise<boolean> => {
    try {
      round.answered.push({ read, data: await ask(read) })
      return true
    } catch (error) {
      if (!(error instanceof ModbusException) || LOST.includes(error.exception)) throw error
      if (BUSY.includes(error.exception)) {
        for (const { key } of read.slots) round.missing.set(key, 'device-failure')
        return false
      }
      await isolate(read, error, ask, round)
      return false
    }
  }

  const isolate = async (read: Read, { exception }: ModbusException, ask: Ask, round: Round) => {
    const [left, right] = halves(read.slots)
    // An illegal function is refused for every register alike.
    if (exception === 1 || !left || !right) {
      for (const slot of read.slots) bad.set(slot.key, slot)
      return
    }
    const whole = [await take(left, ask, round), await take(right, ask, round)]
    if (whole.includes(false)) return
    // Each half is fine, so it was what lies between them, or the length.
    if (right.start > left.end) barriers.push({ fc: read.fc, start: left.end, end: right.start })
    else maxRegisters = Math.max(left.end - left.start, right.end - right.start)
  }

  /** An unanswered read goes last, so that the next round finds out whether the device answers anything else. */
  const missed = (read: Read, round: Round, error: unknown) => {
    reads = [...reads.filter(one => one !== read), read]
    if (round.answered.length === 0 || round.missing.size > 0) throw error
    for (const { key } of read.slots) round.missing.set(key, 'comm-failure')
    const count = (misses.get(read) ?? 0) + 1
    misses.set(read, count)
    if (count < MOST_MISSES) return
    const [left, right] = halves(read.slots)
    misses.delete(read)
    if (!left || !right) {
      for (const slot of read.slots) bad.set(slot.key, slot)
      replan()
      return
    }
    split = true
    reads = [...reads.filter(one => one !== read), left, right]
    for (const half of [left, right]) misses.set(half, MOST_MISSES - 1)
  }

  return {
    async read(ask) {
      const round: Round = { answered: [], missing: new Map() }
      let whole = true
      for (const read of reads) {
        try {
          whole = (await take(read, ask, round)) && whole
          misses.delete(read)
        } catch (error) {
          if (!(error instanceof LinkError)) throw error
          missed(read, round, error)
        }
      }
      if (!whole) replan()
      for (const key of bad.keys()) round.missing.set(key, 'bad-register')
      return round
    },
    get refused() {
      return [...bad.keys()]
    },
    forget() {
      bad.clear()
      misses.clear()
      barriers = []
      split = false
      replan()
    },
    get learned() {
      return bad.size > 0 || barriers.length > 0 || split
    },
  }
}

/** Two reads of about half the registers each; slots on the same registers stay together. */
function halves(slots: readonly Slot[]): [Read | undefined, Read | undefined] {
  const starts = [...new Set(slots.map(slot => slot.start))]
  const cut = starts[Math.ceil(starts.length / 2)]
  if (cut === undefined) return [undefined, undefined]
  return [readOf(slots.filter(slot => slot.start < cut)), readOf(slots.filter(slot => slot.start >= cut))]
}

function readOf(slots: Slot[]): Read | undefined {
  const first = slots[0]
  return first && { fc: first.fc, start: first.start, end: Math.max(...slots.map(slot => slot.end)), slots }
}
