import type { Detection, Detector } from '../../model/detection.ts'
import type { Point } from '../../model/point.ts'
import type { Quantity } from '../../model/quantity.ts'
import { HOUR, type Instant } from '../../model/time.ts'
import { milliseconds } from './duration.ts'
import { advance, CALM, type Delays, type Spell } from './spell.ts'
import { aboutAsset, NONE, type SiteDetector, watch } from './watch.ts'

/** How far from its usual each quantity must go to be evidence; a share where it says so. */
export interface EventSettings extends Delays {
  /** Chlorine below its usual by this share. */
  chlorine: number
  /** NTU above the usual. */
  turbidity: number
  /** Conductivity away from its usual by this share. */
  conductivity: number
  /** pH away from its usual. */
  ph: number
  /** A value older than this says nothing of now, ms. */
  within: number
}

type Sign = 'chlorine' | 'turbidity' | 'conductivity' | 'ph'
const SIGN_OF: Partial<Record<Quantity, Sign>> = {
  chlorine: 'chlorine',
  'total-chlorine': 'chlorine',
  'chlorine-dioxide': 'chlorine',
  turbidity: 'turbidity',
  conductivity: 'conductivity',
  ph: 'ph',
}

interface Course {
  at: Instant
  since: Instant
  value: number
  usual: number
}
interface EventState {
  readonly courses: Map<string, Course>
  spells: { contamination: Spell; 'quality-event': Spell }
}

/** The usual follows the water within this time, ms. */
const MEMORY = 6 * HOUR
/** It is known after this long. */
const LEARNED = 2 * HOUR

/**
 * Several quality parameters of one place that leave their usual together: two are a `quality-event`; chlorine down
 * with turbidity up and a step of conductivity is `contamination`. One alone is left to its limits and to the doubt
 * that it is the instrument. The usual is what the place showed in the hours before, and stands still while anything
 * is unusual. Source: domain.md §1.3 (combine evidence: chlorine drop + turbidity rise + conductivity step ⇒ suspected
 * intrusion, higher priority than any alone; never on one sample).
 */
export function qualityEventDetector(
  points: readonly Point[],
  settings: EventSettings,
): Detector<EventState> {
  const signs = new Map(points.map(point => [point.id, SIGN_OF[point.quantity]!]))
  const about = aboutAsset(points[0]!)
  const isOff = (sign: Sign, { value, usual }: Course): boolean => {
    if (sign === 'chlorine') return value < usual * (1 - settings.chlorine)
    if (sign === 'turbidity') return value > usual + settings.turbidity
    const away = Math.abs(value - usual)
    return sign === 'ph' ? away > settings.ph : away > usual * settings.conductivity
  }
  const offNow = (state: EventState, at: Instant): Map<Sign, Course> => {
    const found = new Map<Sign, Course>()
    for (const [point, course] of state.courses) {
      const sign = signs.get(point)!
      const known = course.at - course.since >= LEARNED && at - course.at <= settings.within
      if (known && isOff(sign, course)) found.set(sign, course)
    }
    return found
  }
  return {
    kind: 'quality-event',
    get initial() {
      return { courses: new Map(), spells: { contamination: CALM, 'quality-event': CALM } }
    },
    step: (state, { point, at, value }) => {
      const sign = signs.get(point)
      if (value === null || sign === undefined) return [state, NONE]
      const known = state.courses.get(point)
      const course: Course = known ?? { at, since: at, value, usual: value }
      const passed = at - course.at
      course.at = at
      course.value = value
      state.courses.set(point, course)
      const off = offNow(state, at)
      if (off.size === 0 && passed > 0) {
        // Young, it is the mean of what there is; later it forgets.
        const share = passed / Math.max(passed, Math.min(MEMORY, at - course.since))
        course.usual += (value - course.usual) * share
      }
      const contamination = off.has('chlorine') && off.has('turbidity') && off.has('conductivity')
      const found: Detection[] = []
      for (const [kind, holds] of [
        ['contamination', contamination],
        ['quality-event', off.size >= 2 && !contamination],
      ] as const) {
        const before = state.spells[kind]
        const after = advance(before, holds, at, settings)
        state.spells[kind] = after
        const start = after.start ?? before.start
        const active = after.start !== undefined
        if (start === undefined || active === (before.start !== undefined)) continue
        const evidence: Detection['evidence'] = { parameters: [...off.keys()].join(', ') }
        for (const [name, { value, usual }] of off) {
          evidence[name] = value
          evidence[`${name}Usual`] = usual
        }
        found.push({ kind, ...about, start, at, active, evidence })
      }
      return [state, found.length === 0 ? NONE : found]
    },
  }
}

/** One for each asset where at least two quality parameters are measured. */
export const qualityEventWatches: SiteDetector = ({ points, settings }) => {
  const byAsset = new Map<string, Point[]>()
  for (const point of points.values()) {
    if (SIGN_OF[point.quantity] === undefined) continue
    const own = byAsset.get(point.asset)
    if (own) own.push(point)
    else byAsset.set(point.asset, [point])
  }
  return [...byAsset.values()].flatMap(own => {
    const rule = settings.of('quality-event', own[0]!)
    if (!rule || new Set(own.map(({ quantity }) => SIGN_OF[quantity])).size < 2) return []
    const { chlorineDrop = 0.3, turbidityRise = 0.5, conductivityChange = 0.1, phChange = 0.3 } = rule
    const detector = qualityEventDetector(own, {
      chlorine: chlorineDrop,
      turbidity: turbidityRise,
      conductivity: conductivityChange,
      ph: phChange,
      within: milliseconds(rule.within ?? '30 min'),
      onDelay: milliseconds(rule.onDelay ?? '5 min'),
      offDelay: milliseconds(rule.offDelay ?? '15 min'),
    })
    return [
      watch(
        detector,
        own.map(({ id }) => id),
      ),
    ]
  })
}
