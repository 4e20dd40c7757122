import { type Form, formOf, registersOf } from './decode/raw.ts'
import type { Profile, ProfilePoint } from './profile.ts'

export type FunctionCode = 1 | 2 | 3 | 4

/** Registers (or bits, for function codes 1 and 2) [start, end) of one function code. */
export interface Span {
  fc: FunctionCode
  start: number
  end: number
}

/** What one profile point occupies. */
export interface Slot extends Span {
  key: string
  /** Its place among the device's slots. */
  index: number
  form: Form
}

/** One request. */
export interface Read extends Span {
  slots: Slot[]
}

export interface Limits {
  /** Registers in one answer. */
  maxRegisters: number
  /** Registers worth reading along to save a request. */
  maxGap: number
  /** Spans that must not be touched: registers the device refuses. */
  barriers?: readonly Span[]
}

/** Bits in one answer, by the specification. */
const MAX_BITS = 2_000

/** A manual's number as the address on the wire, counted from 0. */
export function wireAddress(address: number, fc: FunctionCode, addressing: Profile['addressing']): number {
  if (addressing === 'wire') return address
  const digit = { 1: 0, 2: 1, 3: 4, 4: 3 }[fc]
  const long = digit * 100_000
  if (digit > 0 && address > long && address <= long + 65_536) return address - long - 1
  const short = digit * 10_000
  if (digit > 0 && address > short && address < short + 10_000) return address - short - 1
  return address - 1
}

/** The registers that these points of a profile need, with the ones they refer to. */
export function slotsOf(profile: Profile, keys: Iterable<string>): Slot[] {
  const points = new Map(profile.points.map(point => [point.key, point]))
  const wanted = new Map<string, Slot>()
  const need = (key: string | undefined) => {
    const point = key === undefined ? undefined : points.get(key)
    if (!point || wanted.has(point.key)) return
    wanted.set(point.key, slotOf(profile, point, wanted.size))
    for (const other of [point.scaleFrom, point.addFrom, point.unitFrom?.key, point.statusFrom?.key])
      need(other)
  }
  for (const key of keys) need(key)
  return [...wanted.values()]
}

/** Written as one literal: slots put together by spreading have a shape each, and every poll walks over all of them. */
function slotOf(profile: Profile, point: ProfilePoint, index: number): Slot {
  const fc = (point.fc ?? profile.fc ?? 3) as FunctionCode
  const start = wireAddress(Number(point.address), fc, profile.addressing)
  const end = start + registersOf(point.type, point.length)
  return { key: point.key, fc, start, end, index, form: formOf(point) }
}

/**
 * The fewest requests that read every slot: neighbours share one while the answer stays within the limits, gaps up
 * to `maxGap` are read along, barriers never. Greedy from the left is optimal for this rule. A slot that lies on a
 * barrier is read alone.
 */
export function plan(slots: readonly Slot[], { maxRegisters, maxGap, barriers = [] }: Limits): Read[] {
  const sorted = [...slots].sort((a, b) => a.fc - b.fc || a.start - b.start || a.end - b.end)
  const reads: Read[] = []
  for (const slot of sorted) {
    const last = reads.at(-1)
    const bits = slot.fc <= 2
    const most = bits ? MAX_BITS : maxRegisters
    const gap = bits ? maxGap * 16 : maxGap
    const fits =
      last?.fc === slot.fc &&
      Math.max(slot.end, last.end) - last.start <= most &&
      slot.start - last.end <= gap &&
      !barriers.some(b => b.fc === slot.fc && b.start < Math.max(slot.end, last.end) && b.end > last.start)
    if (fits) {
      last.slots.push(slot)
      last.end = Math.max(last.end, slot.end)
    } else reads.push({ fc: slot.fc, start: slot.start, end: slot.end, slots: [slot] })
  }
  return reads
}
