import type { Point } from '../../model/point.ts'
import type { Quantity } from '../../model/quantity.ts'
import type { Track } from './track.ts'
import { type Finding, found, NOTHING } from './verdict.ts'

/** Two quantities of one asset that cannot contradict each other: the first is never above the second. */
const NEVER_ABOVE: readonly { part: Quantity; whole: Quantity; slack: number; share: number }[] = [
  // free chlorine is part of total chlorine; two analysers agree within 0.1 mg/L and 15 %
  { part: 'chlorine', whole: 'total-chlorine', slack: 0.1, share: 0.15 },
]
/** The two sides of pumps by their points' ids, and how much the inlet may show above the outlet, m. */
const INLET = /[._-](inlet|suction)$/i
const OUTLET = /[._-](outlet|discharge)$/i
const PUMP_SLACK = 3
/** The other value must be of about the same time, in periods of the slower. */
const SAME_TIME = 3

/** The partner that each point is compared with. */
export interface Partner {
  point: string
  /** This point is the part of the partner's whole; else the whole. */
  isPart: boolean
  slack: number
  share: number
  /** Only while this state is on: pumps that rest add no pressure. */
  running?: string
}

/** Which points check each other: the pairs of NEVER_ABOVE at the same asset, and the two sides of its pumps. */
export function partnersIn(points: ReadonlyMap<string, Point>): Map<string, Partner> {
  const byPlace = new Map<string, string>()
  for (const { id, asset, quantity } of points.values()) byPlace.set(`${asset} ${quantity}`, id)
  const partners = new Map<string, Partner>()
  for (const { id, asset, quantity } of points.values()) {
    for (const { part, whole, slack, share } of NEVER_ABOVE) {
      const other = byPlace.get(`${asset} ${quantity === part ? whole : part}`)
      if (other === undefined || (quantity !== part && quantity !== whole)) continue
      partners.set(id, { point: other, isPart: quantity === part, slack, share })
    }
  }
  const pressures = [...points.values()].filter(({ quantity }) => quantity === 'pressure')
  const outlets = new Map(pressures.flatMap(({ id, asset }) => (OUTLET.test(id) ? [[asset, id]] : [])))
  const runningOf = new Map<string, string>()
  // The shortest id is that of the group: `PS-1.running` rather than `PS-1.pump2.running`.
  for (const { id, asset, quantity } of points.values())
    if (quantity === 'running' && !(id.length >= (runningOf.get(asset)?.length ?? Number.POSITIVE_INFINITY)))
      runningOf.set(asset, id)
  for (const { id, asset } of pressures) {
    const [outlet, running] = [outlets.get(asset), runningOf.get(asset)]
    if (!INLET.test(id) || outlet === undefined || running === undefined) continue
    const both = { slack: PUMP_SLACK, share: 0, running }
    partners.set(id, { point: outlet, isPart: true, ...both })
    partners.set(outlet, { point: id, isPart: false, ...both })
  }
  return partners
}

/** The value contradicts its partner's: one of the two instruments is wrong, and it cannot be said which. */
export function crossFinding(
  track: Track,
  at: number,
  value: number,
  partner: Partner,
  other: Track | undefined,
  running?: Track,
): Finding {
  if (partner.running !== undefined && !(running && running.good >= 0.5)) return NOTHING
  if (!other || Number.isNaN(other.good)) return NOTHING
  if (Math.abs(at - other.goodAt) > SAME_TIME * Math.max(track.point.period, other.point.period))
    return NOTHING
  const [part, whole] = partner.isPart ? [value, other.good] : [other.good, value]
  return part > whole * (1 + partner.share) + partner.slack ? found('uncertain', 'cross-check') : NOTHING
}
