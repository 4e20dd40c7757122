import type { Detection, Detector, Evidence } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import type { Reading } from '../../model/reading.ts'
import { type Instant, MINUTE } from '../../model/time.ts'
import { type DropTogether, dropMemory } from './drop-memory.ts'
import { type DropVote, type DropZone, dropZones, type Member } from './drop-zones.ts'
import { milliseconds } from './duration.ts'
import type { Rule } from './settings-schema.ts'
import type { Vote } from './vote.ts'
import { aboutPoint, NONE, type SiteDetector, watch } from './watch.ts'

interface DropState extends DropTogether {
  members: Map<string, { member: Member; zone: DropZone }>
  /** Who is told of a point's value because of small falls. */
  drifts: Map<string, DropZone[]>
}

/**
 * A sudden pressure drop that stays. Two sensors of a zone, or one and the zone's inlet flow, agree: `burst`,
 * subject the zone. All zones at once: `plant-event`, subject the site, instead of them. One sensor alone, after
 * its neighbours had time to agree: `pressure-drop`, subject the point. Falls too small for that which several sensors
 * and the inflow show for an hour or two (CUSUM) are a `burst`, too. Source: domain.md §2.1 (≥ 0.05 MPa in minutes),
 * §4.2 (threshold + rate, seasonal baseline, CUSUM, spatial vote, false-alarm context), §8 P-DROP.
 */
export function pressureDropDetector(
  siteId: string,
  points: ReadonlyMap<string, Point>,
  build: () => DropZone[],
  vote: Vote,
): Detector<DropState> {
  return {
    kind: 'burst',
    get initial() {
      const zones = build()
      const all = zones.flatMap(zone => zone.members.map(member => [member.point, { member, zone }] as const))
      const drifts = new Map<string, DropZone[]>()
      for (const zone of zones)
        for (const point of zone.drift?.points ?? []) drifts.set(point, [...(drifts.get(point) ?? []), zone])
      return { zones, members: new Map(all), drifts, plant: undefined }
    },
    step: (state, reading) => {
      const news = drift(state, reading)
      const known = state.members.get(reading.point)
      if (!known) return [state, news]
      const changed = take(known.member, known.zone, reading)
      const waiting = known.zone.candidates > 0
      const found = changed || waiting ? judge(state, known.zone, reading.at) : NONE
      return [state, news.length === 0 ? found : [...news, ...found]]
    },
  }

  function drift(state: DropState, { point, at, value, quality }: Reading): Detection[] {
    if (quality !== 'good' || value === null) return NONE
    let found = NONE
    for (const zone of state.drifts.get(point) ?? []) {
      const watched = zone.drift!
      if (zone.start !== undefined && at - zone.start > vote.forget) watched.forget()
      if (!watched.take(point, at, value, zone.start === undefined)) continue
      if (state.plant === undefined) found = [...found, ...judgeZone(zone, zone.vote(at, vote), at)]
    }
    return found
  }

  function take(member: Member, zone: DropZone, { at, value, quality }: Reading): boolean {
    const { track } = member
    if (quality !== 'good' || value === null) {
      const news = !track.bad
      track.bad = true
      return news && zone.start !== undefined
    }
    const wasBad = track.bad
    member.seen = at
    member.season.add(at, value * member.sign, zone.start === undefined && track.since === undefined)
    const stood = track.since !== undefined
    const changed = track.add(at, value * member.sign)
    if (stood !== (track.since !== undefined)) zone.candidates += stood ? -1 : 1
    return changed || (wasBad && zone.start !== undefined)
  }

  function judge(state: DropState, zone: DropZone, at: Instant): Detection[] {
    const found: Detection[] = []
    const agreed = zone.vote(at, vote)
    const falling = state.zones.filter(other => other.isWatched(at))
    const everywhere = falling.length >= 2 && falling.every(other => other.isFalling(at, vote.agreeWithin))
    if (state.plant === undefined && agreed && everywhere) {
      state.plant = Math.min(...falling.map(other => other.firstFall ?? at))
      for (const other of falling) found.push(...endBurst(other, at, { explainedBy: 'plant-event' }))
      found.push(plantEvent(state.plant, at, true, falling.length))
    } else if (state.plant !== undefined && state.zones.every(other => other.candidates === 0)) {
      found.push(plantEvent(state.plant, at, false, falling.length))
      state.plant = undefined
    }
    if (state.plant === undefined) found.push(...judgeZone(zone, agreed, at))
    return found
  }

  function judgeZone(zone: DropZone, agreed: DropVote | undefined, at: Instant): Detection[] {
    const sign = agreed ?? zone.drift?.vote()
    if (zone.start === undefined && sign) {
      zone.start = sign.start
      zone.evidence = sign.evidence
      return [...endSolos(zone, at), burst(zone, sign.start, at, true, sign.evidence)]
    }
    if (zone.start !== undefined) {
      if (zone.candidates === 0 && !zone.drift?.stands()) return endBurst(zone, at, {})
      const unknown = zone.isBlind()
      if (unknown === zone.unknown) return NONE
      zone.unknown = unknown
      return [{ ...burst(zone, zone.start, at, true, zone.evidence), ...(unknown ? { unknown } : {}) }]
    }
    return solos(zone, at)
  }

  function endBurst(zone: DropZone, at: Instant, why: Evidence): Detection[] {
    if (zone.start === undefined) return NONE
    const ended = burst(zone, zone.start, at, false, { ...zone.evidence, ...why })
    zone.start = undefined
    zone.unknown = false
    zone.drift?.forget()
    return [ended]
  }

  function solos(zone: DropZone, at: Instant): Detection[] {
    return zone.members.flatMap(member => {
      const { track } = member
      if (member.sign !== 1 || member.flow) return []
      const stands = track.firm && track.since !== undefined && at - track.since >= vote.soloAfter
      if (stands === (member.solo !== undefined) || track.bad) return []
      const start = member.solo ?? track.since ?? at
      member.solo = stands ? start : undefined
      return [solo(member, start, at, stands)]
    })
  }

  function endSolos(zone: DropZone, at: Instant): Detection[] {
    return zone.members.flatMap(member => {
      if (member.solo === undefined) return []
      const ended = solo(member, member.solo, at, false)
      member.solo = undefined
      return [ended]
    })
  }

  function solo({ point, track }: Member, start: Instant, at: Instant, active: boolean): Detection {
    const evidence = {
      drop: round(track.size),
      before: round(track.before),
      sigma: round(track.sigma),
      sensors: 1,
    }
    return { kind: 'pressure-drop', ...aboutPoint(points.get(point)!), start, at, active, evidence }
  }

  function burst(
    zone: DropZone,
    start: Instant,
    at: Instant,
    active: boolean,
    evidence: Evidence,
  ): Detection {
    const asset = typeof evidence.nearest === 'string' ? points.get(evidence.nearest)?.asset : undefined
    return {
      kind: 'burst',
      subject: zone.id,
      zone: zone.id,
      ...(asset && { asset }),
      start,
      at,
      active,
      evidence,
    }
  }

  function plantEvent(start: Instant, at: Instant, active: boolean, zones: number): Detection {
    return { kind: 'plant-event', subject: siteId, start, at, active, evidence: { zones } }
  }
}

const round = (value: number) => Math.round(value * 1000) / 1000

/** The drop detector of a site: one, because zones are judged together. */
export const pressureDropWatches: SiteDetector = context => {
  const pressures = [...context.points.values()].filter(point => point.quantity === 'pressure')
  const rule = pressures.map(point => context.settings.of('pressure-drop', point)).find(found => found)
  if (!rule) return []
  const build = () => dropZones(context)
  const seen = build().flatMap(zone => [
    ...zone.members.map(({ point }) => point),
    ...(zone.drift?.points ?? []),
  ])
  const detector = pressureDropDetector(context.siteId, context.points, build, voteOf(rule))
  return [watch(detector, [...new Set(seen)], true, dropMemory)]
}

function voteOf(rule: Rule<'pressure-drop'>): Vote {
  const { sensors = 2, agreeWithin = '10 min', soloAfter = '10 min', forget = '24 h' } = rule
  return {
    sensors,
    forget: milliseconds(forget),
    agreeWithin: milliseconds(agreeWithin) || 10 * MINUTE,
    soloAfter: milliseconds(soloAfter) || 10 * MINUTE,
  }
}
