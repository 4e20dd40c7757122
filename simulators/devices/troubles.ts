import { type Instant, MINUTE } from '../../model/time.ts'

/** Dirt in a zone's water (or everywhere): how much at most, NTU, and since when; it settles slowly after its end. */
export interface Dirt {
  zone: string | undefined
  peak: number
  from: Instant
  until: Instant
}

/** What is wrong with instruments and their links just now. Incidents write it; devices read it. */
export interface Troubles {
  /** Devices, or zones with everything in them, that do not answer. */
  silent: Set<string>
  /** Devices whose sensor shows the same for ever, by device id. */
  stuck: Set<string>
  /** How wrong the clock of a device or of a zone's devices is, ms; positive is ahead. */
  clocks: Map<string, number>
  /** Groups without mains power, pumps that have tripped. */
  dark: Set<string>
  tripped: Set<string>
  /** m³/h behind a customer's meter, and since when. */
  householdLeaks: Map<string, { flow: number; since: Instant }>
  dirt: Set<Dirt>
  isSilent(device: string, zone: string): boolean
  clockOf(device: string, zone: string): number
  /** NTU on top of the usual. */
  turbidityAt(zone: string, at: Instant): number
}

const RISE = 8 * MINUTE
const SETTLING = 40 * MINUTE

/** Everything in order. */
export function newTroubles(): Troubles {
  const silent = new Set<string>()
  const clocks = new Map<string, number>()
  const dirt = new Set<Dirt>()
  return {
    silent,
    stuck: new Set(),
    clocks,
    dark: new Set(),
    tripped: new Set(),
    householdLeaks: new Map(),
    dirt,
    isSilent: (device, zone) => silent.has(device) || silent.has(zone),
    clockOf: (device, zone) => clocks.get(device) ?? clocks.get(zone) ?? 0,
    turbidityAt: (zone, at) => {
      let sum = 0
      for (const one of dirt) {
        if (at < one.from || (one.zone !== undefined && one.zone !== zone)) continue
        const risen = Math.min(1, (Math.min(at, one.until) - one.from) / RISE)
        sum += one.peak * risen * (at > one.until ? Math.exp(-(at - one.until) / SETTLING) : 1)
      }
      return sum
    },
  }
}
