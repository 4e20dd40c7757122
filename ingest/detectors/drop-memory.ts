import type { Instant } from '../../model/time.ts'
import type { DropZone, Member } from './drop-zones.ts'
import type { Memory } from './watch.ts'

/** What the drop detector knows of a site's zones together. */
export interface DropTogether {
  readonly zones: readonly DropZone[]
  /** Start of a drop everywhere, while that stands. */
  plant: Instant | undefined
}

interface SavedZone {
  zone: Pick<DropZone, 'candidates' | 'start' | 'unknown' | 'evidence'>
  drift: unknown
  members: { own: Pick<Member, 'seen' | 'solo'>; track: unknown; season: unknown }[]
}

/** What the drop detector remembers, zone by zone: a large site's is not written in one go. */
export function dropMemory(state: DropTogether): Memory[] {
  const plant: Memory = {
    points: [],
    save: () => state.plant,
    load: saved => {
      state.plant = saved as Instant | undefined
    },
  }
  return [...state.zones.map(zoneMemory), plant]
}

function zoneMemory(zone: DropZone): Memory {
  return {
    points: [...new Set([...zone.members.map(({ point }) => point), ...(zone.drift?.points ?? [])])],
    save: (): SavedZone => {
      const { candidates, start, unknown, evidence } = zone
      const members = zone.members.map(({ seen, solo, track, season }) => ({
        own: { seen, solo },
        track: track.save(),
        season: season.save(),
      }))
      return { zone: { candidates, start, unknown, evidence }, drift: zone.drift?.save(), members }
    },
    load: saved => {
      const { zone: own, drift, members } = saved as SavedZone
      Object.assign(zone, own)
      if (drift !== undefined) zone.drift?.load(drift)
      for (const [i, member] of zone.members.entries()) {
        const known = members[i]!
        Object.assign(member, known.own)
        member.track.load(known.track)
        member.season.load(known.season)
      }
    },
  }
}
