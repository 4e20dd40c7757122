import type { Detection } from '../../model/detection.ts'
import type { GatewayState } from '../../model/gateway-state.ts'
import { assetsOf } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import type { Reading } from '../../model/reading.ts'
import type { Instant } from '../../model/time.ts'
import type { Site } from '../../runtime/site/site.ts'
import { createAbsence } from './absence/absence.ts'
import { noteReading, type Presence, presenceOf } from './absence/presence.ts'
import { activeSet } from './active-set.ts'
import type { Kept } from './kept.ts'
import { createLateWatch } from './late.ts'
import { localClock } from './local-clock.ts'
import { piecesOf } from './pieces.ts'
import { pointDetectors, siteDetectors } from './registry.ts'
import { differs, REPLACEABLE } from './replaceable.ts'
import { type DetectorSettings, detectorSettings } from './settings.ts'
import type { Section } from './settings-schema.ts'
import { type Source, sourcesOf } from './sources.ts'
import { sourcesInFiles } from './sources-in-files.ts'
import { type Context, NONE, type PointDetector, type Watch } from './watch.ts'

/** All detectors of a site at work. Everything is device time; nothing here asks a clock. */
export interface Engine {
  /**
   * One stored reading, in the order of arrival. `live` false (a late reading) changes no live detection: it is
   * judged as history and can only yield `retrospective` ones.
   */
  step(reading: Reading, live: boolean): readonly Detection[]
  /** Judges absence at `now`; call it about once a second. */
  tick(now: Instant): readonly Detection[]
  /** Learns from history, oldest first, without saying anything: after a restart. */
  warm(reading: Reading): void
  /** `step` of a reading that was stored before a restart: late ones have been judged as history then. */
  again(reading: Reading, live: boolean): readonly Detection[]
  /**
   * What the detectors remember, in pieces that are each of one moment, in the same order for the same site, settings
   * and code. A piece read between two readings of its points fits what comes after them.
   */
  pieces(): readonly Kept[]
  /** Detections that stand. */
  active(): Detection[]
  /**
   * Takes over what was published before a restart: a standing detection that still holds keeps its start; one
   * that does not is ended as soon as that can be judged. Call after `warm`, before `step`.
   */
  resume(known: readonly Detection[]): void
  /** The batch these points came in was from this gateway: a silent gateway is one cause. */
  learn(gateway: string, points: Iterable<string>): void
  /** A gateway told of its lines and devices at `now`, or its will was published. */
  hear(state: GatewayState, now: Instant): void
  /** The point or what carries it is known to be silent. */
  isLost(point: string): boolean
  /**
   * From now on detectors that can be replaced (REPLACEABLE) go by these settings. What stood by the old ones stands
   * on until the new ones confirm it, a quarter of an hour at most. Returns how many detectors were replaced.
   */
  apply(settings: DetectorSettings): number
}

interface Slot {
  /** Those of `watches` and `raw` that are about this point alone. */
  own: Map<PointDetector, Watch>
  watches: Watch[]
  raw: Watch[]
  patience: number
  presence: Presence | undefined
  last: Instant
  /** Its process conditions cannot be judged now. */
  held: boolean
}

export interface EngineOptions {
  site: Site
  /** As `detectorSettings` gives them; those of the site's detectors.yaml when left out. */
  settings?: DetectorSettings
  /** Which device, line and gateway carries each point; as the site's devices files say when left out. */
  devices?: ReadonlyMap<string, Source>
  /** Told when points are lost that nobody has called bad. */
  onLost?(points: readonly string[]): void
  /** Points whose device speaks again, before they themselves have. */
  onFound?(points: readonly string[]): void
}

/** Puts every detector of the site to work. @throws ConfigError for a detectors.yaml that is not right. */
export function createEngine({ site, settings, devices, onLost, onFound }: EngineOptions): Engine {
  const context: Context = {
    siteId: site.config.site,
    network: site.network,
    points: site.points,
    zones: new Map(site.network.zones.map(zone => [zone.id, zone])),
    assets: assetsOf(site.network),
    settings: settings ?? detectorSettings(site.files.detectors),
    clock: localClock(site.config.timeZone),
    sources: sourcesOf(site.points, devices ?? sourcesInFiles(site)),
  }
  const slots = new Map<string, Slot>()
  const ticking: NonNullable<Watch['tick']>[] = []
  const standing = activeSet()
  const late = createLateWatch(context)
  for (const point of site.points.values()) slots.set(point.id, slotOf(point, context))
  const shared = siteDetectors.flatMap(detector => detector(context))
  for (const watch of shared) attach(watch)
  let pieces: readonly Kept[] | undefined
  const presences = [...slots.values()].flatMap(({ presence }) => presence ?? [])
  const absence = createAbsence(presences, context)
  const away = new Set<string>()

  function attach(watch: Watch) {
    if (watch.tick) ticking.push(watch.tick)
    for (const id of watch.points) {
      const slot = slots.get(id)
      if (slot) (watch.raw ? slot.raw : slot.watches).push(watch)
    }
  }

  function run(
    watches: readonly Watch[],
    reading: Reading,
    found: readonly Detection[],
  ): readonly Detection[] {
    let all = found
    for (const watch of watches) {
      const news = watch.step(reading)
      if (news.length > 0) all = all.length === 0 ? news : [...all, ...news]
    }
    return all
  }

  function judge(slot: Slot, reading: Reading): readonly Detection[] {
    let found = run(slot.raw, reading, NONE)
    const usable = reading.quality === 'good' && reading.value !== null
    if (usable) {
      found = run(slot.watches, reading, found)
      if (slot.held) {
        slot.held = false
        found = [...found, ...standing.release(reading.point, reading.at, found)]
      }
    } else if (!slot.held) {
      slot.held = true
      found = [...found, ...standing.hold(reading.point, reading.at)]
    }
    return found.length > 0 ? standing.take(found) : NONE
  }

  const current = (slot: Slot, { at }: Reading) => !(at <= slot.last)

  function replace(slot: Slot, detector: PointDetector, point: Point) {
    const before = slot.own.get(detector)
    const after = detector(point, context)
    for (const list of [slot.watches, slot.raw]) {
      const at = before ? list.indexOf(before) : -1
      if (at >= 0) list.splice(at, 1)
    }
    slot.own.delete(detector)
    if (!after) return
    slot.own.set(detector, after)
    ;(after.raw ? slot.raw : slot.watches).push(after)
  }

  function take(reading: Reading, live: boolean, whenLate: (reading: Reading) => readonly Detection[]) {
    const slot = slots.get(reading.point)
    if (!slot) return NONE
    if (slot.presence) noteReading(slot.presence, reading)
    const age = (reading.received ?? reading.at) - reading.at
    const inTime = live || (slot.patience > 0 && age <= slot.patience)
    if (!inTime || !current(slot, reading)) return whenLate(reading)
    slot.last = reading.at
    return judge(slot, reading)
  }

  return {
    step: (reading, live) => take(reading, live, late.step),
    again: (reading, live) => take(reading, live, () => NONE),
    pieces: () => {
      if (pieces) return pieces
      const kept = new Map([...slots].map(([id, slot]) => [id, keptSlot(slot)]))
      // Not in the order in which they were put to work: some have been replaced.
      const alone = [...slots.values()].flatMap(({ own }) =>
        pointDetectors.flatMap(one => own.get(one) ?? []),
      )
      pieces = [
        ...piecesOf(
          [...alone, ...shared].flatMap(({ memory }) => memory),
          kept,
        ),
        standing,
      ]
      return pieces
    },
    tick: now => {
      let found: readonly Detection[] = absence.tick(now)
      const lost: string[] = []
      const back: string[] = []
      for (const presence of presences) {
        const { id } = presence.point
        if (!presence.lost && away.delete(id)) back.push(id)
        if (presence.lost) away.add(id)
        const slot = slots.get(id)
        if (!presence.lost || !slot || slot.held) continue
        slot.held = true
        const gone: Reading = {
          point: presence.point.id,
          at: now,
          value: null,
          quality: 'bad',
          reason: 'comm-failure',
        }
        lost.push(gone.point)
        found = [...found, ...run(slot.raw, gone, NONE), ...standing.hold(gone.point, now)]
      }
      if (lost.length > 0) onLost?.(lost)
      if (back.length > 0) onFound?.(back)
      for (const tick of ticking) {
        const news = tick(now)
        if (news.length > 0) found = [...found, ...news]
      }
      late.forget(now)
      found = [...found, ...standing.unconfirmed(now)]
      return found.length > 0 ? standing.take(found) : NONE
    },
    warm: reading => {
      const slot = slots.get(reading.point)
      if (!slot || !current(slot, reading)) return
      slot.last = reading.at
      if (slot.presence) noteReading(slot.presence, reading)
      judge(slot, reading)
    },
    active: () => standing.all(),
    resume: known => {
      standing.resume(known)
      absence.resume(known)
    },
    learn: (gateway, points) => {
      if (context.sources.learn(gateway, points)) absence.regroup()
    },
    hear: (state, now) => {
      if (context.sources.hear(state, now)) absence.regroup()
    },
    isLost: point => away.has(point),
    apply: next => {
      const before = context.settings
      context.settings = next
      late.restart()
      pieces = undefined
      let replaced = 0
      for (const [section, { detector, kinds }] of Object.entries(REPLACEABLE)) {
        for (const point of context.points.values()) {
          const slot = slots.get(point.id)
          if (!slot || !differs(section as Section, point, before, next)) continue
          replace(slot, detector, point)
          standing.doubt(point.id, kinds(point))
          replaced++
        }
      }
      return replaced
    },
  }
}

function keptSlot(slot: Slot): Kept {
  return {
    save: () => {
      const { last, held, presence } = slot
      return [last, held, presence?.seen, presence?.deadSince, presence?.newest]
    },
    load: saved => {
      const [last, held, seen, deadSince, newest] = saved as [
        number,
        boolean,
        number,
        number | undefined,
        number,
      ]
      Object.assign(slot, { last, held })
      if (slot.presence) Object.assign(slot.presence, { seen, deadSince, newest })
    },
  }
}

function slotOf(point: Point, context: Context): Slot {
  const own = new Map<PointDetector, Watch>()
  for (const detector of pointDetectors) {
    const watch = detector(point, context)
    if (watch) own.set(detector, watch)
  }
  const watches = [...own.values()]
  return {
    own,
    watches: watches.filter(watch => !watch.raw),
    raw: watches.filter(watch => watch.raw),
    patience: watches.reduce((most, watch) => Math.max(most, watch.patience ?? 0), 0),
    presence: presenceOf(point, context),
    last: Number.NaN,
    held: false,
  }
}
