import type { Evidence } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import { type Instant, MINUTE } from '../../model/time.ts'
import { type AreaDrift, areaDrift } from './area-drift.ts'
import { milliseconds } from './duration.ts'
import { inletFlows } from './inlet-flows.ts'
import { meteredAreas } from './metered-area.ts'
import { type SeasonalBaseline, seasonalBaseline } from './seasonal-baseline.ts'
import type { Rule } from './settings-schema.ts'
import { type StepSettings, type StepTrack, stepTrack } from './step-track.ts'
import type { Vote } from './vote.ts'
import type { Context } from './watch.ts'

/** One signal of a zone: a pressure that may fall, or an inlet flow that may rise. */
export interface Member {
  point: string
  flow: boolean
  /** −1 turns an outlet's flow into a loss of inflow. */
  sign: 1 | -1
  period: number
  track: StepTrack
  season: SeasonalBaseline
  seen: Instant | undefined
  /** Start of its own `pressure-drop` while that stands. */
  solo: Instant | undefined
}

export interface DropVote {
  start: Instant
  evidence: Evidence
}

/** A zone and what its signals say together. */
export interface DropZone {
  id: string
  members: Member[]
  /** Members that have stepped. */
  candidates: number
  start: Instant | undefined
  unknown: boolean
  evidence: Evidence
  /** Small falls that stay, where this zone speaks for an area. */
  drift: AreaDrift | undefined
  /** Start of the earliest fall while one stands. */
  readonly firstFall: Instant | undefined
  /** What the zone agrees on, if it does. */
  vote(at: Instant, vote: Vote): DropVote | undefined
  /** A pressure of it can be judged now. */
  isWatched(at: Instant): boolean
  isFalling(at: Instant, within: number): boolean
  /** None of its falling signals can be seen any more. */
  isBlind(): boolean
}

/** The zones of a site with their pressures and inlet flows; pressures without a zone stand together. */
export function dropZones(context: Context): DropZone[] {
  const zones = new Map<string, Member[]>()
  const put = (zone: string, member: Member | undefined) => {
    if (member) zones.set(zone, [...(zones.get(zone) ?? []), member])
  }
  for (const point of context.points.values()) {
    if (point.quantity === 'pressure') put(point.zone ?? context.siteId, memberOf(context, point, 1))
  }
  for (const zone of context.zones.values()) {
    if (!zones.has(zone.id)) continue
    for (const { point, sign } of inletFlows(context, zone)) put(zone.id, memberOf(context, point, sign))
  }
  const built = new Map([...zones].map(([id, members]) => [id, dropZone(id, members)]))
  addDrifts(built, context)
  return [...built.values()]
}

/**
 * Zones without a meter between them are watched for small falls as one. Where there is a tank, pressures follow its
 * level and not what flows out: nothing small can be read from them.
 */
function addDrifts(zones: ReadonlyMap<string, DropZone>, context: Context): void {
  const areas = meteredAreas(context)
  const withTank = new Set(
    context.network.nodes.flatMap(({ kind, zone }) => (kind === 'tank' ? (zone ?? []) : [])),
  )
  const spoken = new Set(areas.flatMap(area => area.zones))
  const alone = [...zones.keys()]
    .filter(id => !spoken.has(id))
    .map(id => ({ id, zones: [id], area: undefined }))
  for (const { id, zones: ids, area } of [
    ...areas.map(area => ({ id: area.zone.id, zones: area.zones, area })),
    ...alone,
  ]) {
    const pressures = ids.flatMap(zone => zones.get(zone)?.members.filter(({ flow }) => !flow) ?? [])
    const head = zones.get(id)
    const first = pressures[0] && context.points.get(pressures[0].point)
    const rule = first && context.settings.of('pressure-drop', first)
    if (!head || !rule || ids.some(zone => withTank.has(zone))) continue
    const { cusumSlack: slack = 1, cusumLimit: limit = 20, sensors = 2 } = rule
    head.drift = areaDrift(pressures, area, context, { slack, limit, sensors })
  }
}

function memberOf({ settings, clock }: Context, point: Point, sign: 1 | -1): Member | undefined {
  const rule = settings.of('pressure-drop', point)
  if (!rule) return undefined
  const flow = point.quantity === 'flow'
  const season = seasonalBaseline(clock, 15 * MINUTE)
  const track = stepTrack(stepSettings(rule, flow), point.period, season)
  return {
    point: point.id,
    flow,
    sign,
    period: point.period,
    track,
    season,
    seen: undefined,
    solo: undefined,
  }
}

function stepSettings(rule: Rule<'pressure-drop'>, flow: boolean): StepSettings {
  const time = (text: string | undefined, fallback: number) => (text ? milliseconds(text) : fallback)
  return {
    sign: flow ? 1 : -1,
    least: flow ? 1 : (rule.drop ?? 3),
    share: flow ? (rule.flowRise ?? 0.1) : 0,
    sigmas: flow ? (rule.flowSigmas ?? 6) : (rule.sigmas ?? 6),
    noise: flow ? 0.2 : 0.05,
    within: time(rule.within, 5 * MINUTE),
    reference: time(rule.reference, 30 * MINUTE),
    stays: time(rule.stays, 2 * MINUTE),
    forget: time(rule.forget, 1440 * MINUTE),
  }
}

function dropZone(id: string, members: Member[]): DropZone {
  const pressures = members.filter(member => !member.flow)
  return {
    id,
    members,
    candidates: 0,
    start: undefined,
    unknown: false,
    evidence: {},
    drift: undefined,
    get firstFall() {
      const starts = pressures.flatMap(({ track }) => (track.since === undefined ? [] : [track.since]))
      return starts.length === 0 ? undefined : Math.min(...starts)
    },
    vote: (_at, { sensors, agreeWithin }) => {
      const firm = pressures.filter(({ track }) => track.firm && !track.bad)
      const newest = Math.max(...firm.map(({ track }) => track.since!))
      const together = firm.filter(({ track }) => newest - track.since! <= agreeWithin)
      const rising = members.filter(
        ({ flow, track }) =>
          flow && track.since !== undefined && Math.abs(newest - track.since) <= agreeWithin,
      )
      if (together.length < sensors && !(together.length > 0 && rising.length > 0)) return undefined
      const most = together.reduce((a, b) => (b.track.size > a.track.size ? b : a))
      const flowRise = rising.reduce((sum, { track }) => sum + track.size, 0)
      const start = Math.min(...together.map(({ track }) => track.since!))
      const evidence: Evidence = {
        drop: round(most.track.size),
        before: round(most.track.before),
        sigma: round(most.track.sigma),
        nearest: most.point,
        sensors: together.length,
        ...(rising.length > 0 ? { flowRise: round(flowRise) } : {}),
      }
      return { start, evidence }
    },
    isWatched: at =>
      pressures.some(
        ({ seen, period, track }) => !track.bad && seen !== undefined && at - seen <= 3 * period,
      ),
    isFalling: (at, within) =>
      pressures.some(({ track }) => track.since !== undefined && at - track.since <= within),
    isBlind: () => {
      const falling = members.filter(({ track }) => track.since !== undefined)
      return (falling.length > 0 ? falling : pressures).every(({ track }) => track.bad)
    },
  }
}

const round = (value: number) => Math.round(value * 1000) / 1000
