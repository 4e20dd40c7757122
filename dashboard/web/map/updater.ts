import type { Map as MapLibre } from 'maplibre-gl'
import type { LngLat } from '../../../model/network.ts'
import type { AlarmRow } from '../alarms/order.ts'
import type { Directory, Entry } from '../directory/directory.ts'
import { AssetStates, classOf, severity } from '../live/asset-states.ts'
import { type Condition, isDoubtful } from '../live/condition.ts'
import type { Scene } from '../live/scene-type.ts'
import { drawn } from '../live/timing.ts'
import { NO_TRACE, type ShownTrace } from '../trace/shown.ts'
import { baseName } from './base-layers.ts'
import type { MapFrame } from './datum.ts'
import type { MapWords } from './map-words.ts'
import {
  alarmFeatures,
  liveFeatures,
  placesOf,
  ticketFeatures,
  valueFeatures,
  valveFeatures,
  zoneFeatures,
  zoneNames,
} from './overlay.ts'
import { Overlays } from './overlays.ts'
import { type Preset, rampStep } from './presets.ts'
import { readTheme } from './read-theme.ts'
import { mapStyle, repaint, type Tiles } from './style.ts'
import type { MapTheme } from './theme.ts'
import { TracedPipes } from './traced-pipes.ts'
import { countsByZone } from './zone-counts.ts'

const CONDITION_CODE: Record<Condition, number> = { good: 0, uncertain: 1, stale: 2, bad: 3, never: 4 }
/** Fewest real ms between two rounds: classes at most 4 Hz, values 1 Hz. Alarms do not wait. */
const CLASSES = 250
const VALUES = 1_000

type Part = 'classes' | 'alarms' | 'tickets' | 'values' | 'static'

/**
 * The one owner of the map's content. Whatever changes is marked; one round at a time brings the map up to date, by
 * differences; what changes meanwhile waits for the next round. It never waits for the map to be idle.
 */
export class MapUpdater {
  readonly #map: MapLibre
  readonly #directory: Directory
  #states: AssetStates
  #scene: Scene
  #words: MapWords
  #theme: MapTheme
  #rows: readonly AlarmRow[] = []
  #seen: readonly Entry[] = []
  #keep: (entry: Entry) => boolean = () => true
  #changed = new Set<Entry>()
  #dirty = new Set<Part>()
  #due: number | undefined
  #values = 0
  #last = 0
  #preset: Preset = 'operation'
  #byZone = false
  readonly #frame: MapFrame
  readonly #network: TracedPipes
  readonly #overlays: Overlays
  #trace: ShownTrace = NO_TRACE
  #stops: (() => void)[] = []
  readonly #listeners = new Set<() => void>()

  constructor(map: MapLibre, directory: Directory, scene: Scene, words: MapWords, frame: MapFrame) {
    this.#map = map
    this.#frame = frame
    this.#network = new TracedPipes(map)
    this.#overlays = new Overlays(map, frame.datum)
    map.on('zoomend', this.#zoomed)
    this.#directory = directory
    this.#words = words
    this.#theme = readTheme()
    this.#scene = scene
    this.#states = new AssetStates(directory, scene.tags)
    this.setScene(scene)
  }

  /** How assets stand in what is shown. */
  get states(): AssetStates {
    return this.#states
  }

  /** Shows the present or a moment of the past; the map itself stays. */
  setScene(scene: Scene): void {
    for (const stop of this.#stops) stop()
    const { tags, alarms, tickets } = scene
    this.#scene = scene
    this.#states = new AssetStates(this.#directory, tags)
    const states = this.#states
    const note = (entries: readonly Entry[], now = false) => this.#note(entries, now)
    this.#stops = [
      tags.listen(points => {
        note(states.pointsChanged(points, scene.now(), scene.speed))
        if (this.#preset !== 'operation') note(this.#measuring(points))
        this.mark('values')
      }),
      tickets.listen(() => this.mark('tickets')),
      alarms.listen(() => note(states.setAlarms(alarms.all, scene.now(), scene.speed), true)),
      scene.onSecond(() => {
        note(states.timePassed(scene.now(), scene.speed))
        this.mark('values')
      }),
    ]
    states.timePassed(scene.now(), scene.speed)
    states.setAlarms(alarms.all, scene.now(), scene.speed)
    this.restart()
    for (const told of this.#listeners) told()
  }

  /** After the style was loaded anew: everything must be told again. */
  restart(): void {
    this.#changed = new Set(this.#directory.live)
    this.#dirty = new Set(['static', 'classes', 'alarms', 'tickets', 'values'])
    this.#nameBase()
    this.#schedule(0)
  }

  setWords(words: MapWords): void {
    this.#words = words
    this.#nameBase()
    for (const part of ['static', 'alarms', 'values'] as const) this.mark(part)
  }

  /** Rivers and roads are called what the viewer calls them. */
  #nameBase(): void {
    if (!this.#map.getLayer('base-name')) return
    this.#map.setLayoutProperty('base-name', 'text-field', baseName(this.#words.language))
  }

  /** Standing alarms in the operator's order. */
  setRows(rows: readonly AlarmRow[]): void {
    this.#rows = rows
    this.mark('alarms', true)
  }

  /** Assets in view, what matters most first. */
  setSeen(seen: readonly Entry[]): void {
    this.#seen = seen
    this.mark('values')
  }

  setFilter(keep: (entry: Entry) => boolean): void {
    this.#keep = keep
    this.#changed = new Set(this.#directory.live)
    this.mark('classes')
  }

  /** The selected asset: a ring at its place, or its course. */
  setSelection(at: LngLat | undefined, line: readonly LngLat[] | undefined): void {
    this.#overlays.draw('selection', line ?? (at ? [at] : []))
  }

  /** The way that is being measured. */
  setMeasure(line: readonly LngLat[]): void {
    this.#overlays.draw('measure', line)
  }

  /** Draws a trace, and takes back the one before. */
  setTrace(trace: ShownTrace): void {
    this.#network.show(trace)
    this.#trace = trace
    this.#overlays.set('trace-valves', valveFeatures(trace, this.#theme))
  }

  /**
   * Takes the colours of the page's theme, and what the map is looked at for; only paint changes, nothing is loaded
   * again.
   */
  setLook(tiles: Tiles, preset: Preset): void {
    this.#theme = readTheme()
    if (preset !== this.#preset) this.#changed = new Set(this.#directory.live)
    this.#preset = preset
    repaint(this.#map, mapStyle(this.#theme, tiles, this.#frame.overview, preset))
    for (const part of ['classes', 'alarms', 'tickets', 'values'] as const) this.mark(part, true)
    this.setTrace(this.#trace)
  }

  /** Hears when some asset stands differently. */
  listen(told: () => void): () => void {
    this.#listeners.add(told)
    return () => void this.#listeners.delete(told)
  }

  mark(part: Part, now = false): void {
    this.#dirty.add(part)
    this.#schedule(now ? 0 : CLASSES)
  }

  stop(): void {
    window.clearTimeout(this.#due)
    this.#due = undefined
    for (const stop of this.#stops) stop()
    this.#map.off('zoomend', this.#zoomed)
    this.#listeners.clear()
  }

  readonly #zoomed = (): void => {
    if (this.#countsByZone() !== this.#byZone) this.mark('alarms', true)
  }

  #countsByZone(): boolean {
    return countsByZone(this.#map.getZoom(), this.#frame.overview, placesOf(this.#rows, this.#directory))
  }

  /** Assets of these points: in a preset a value changes a colour, however good it is. */
  #measuring(points: readonly string[]): Entry[] {
    return points.flatMap(id => this.#directory.byId.get(this.#directory.points.get(id)?.asset ?? '') ?? [])
  }

  #note(entries: readonly Entry[], now: boolean): void {
    if (entries.length === 0) return
    for (const entry of entries) this.#changed.add(entry)
    this.mark('classes', now)
    for (const told of this.#listeners) told()
  }

  /** A round at once, or no earlier than `gap` ms after the one before. */
  #schedule(gap: number): void {
    if (this.#due !== undefined && gap > 0) return
    window.clearTimeout(this.#due)
    this.#due = window.setTimeout(() => this.#round(), Math.max(0, this.#last + gap - performance.now()))
  }

  #round(): void {
    this.#due = undefined
    this.#last = performance.now()
    if (!this.#overlays.ready) {
      this.#schedule(CLASSES)
      return
    }
    const dirty = this.#dirty
    this.#dirty = new Set()
    if (dirty.has('static')) {
      this.#overlays.set('live', liveFeatures(this.#directory))
      this.#overlays.set('zone-names', zoneNames(this.#directory, this.#words.zone))
    }
    if (dirty.has('classes')) this.#classes()
    if (dirty.has('tickets'))
      this.#overlays.setBoth(
        'tickets',
        ticketFeatures(this.#scene.tickets.all, this.#directory, this.#theme, view =>
          this.#preset === 'work' ? this.#words.ticket(view) : '',
        ),
      )
    if (dirty.has('alarms')) {
      this.#byZone = this.#countsByZone()
      const { alarm, zone } = this.#words
      const given = [this.#rows, this.#directory, this.#theme, alarm] as const
      this.#overlays.setBoth('alarms', this.#byZone ? zoneFeatures(...given, zone) : alarmFeatures(...given))
    }
    if (dirty.has('values')) {
      const now = performance.now()
      if (now - this.#values < VALUES && !dirty.has('static')) {
        this.#dirty.add('values')
        this.#schedule(VALUES - (now - this.#values))
      } else {
        this.#values = now
        const seen = [...this.#seen].sort((a, b) => severity(this.states.of(a)) - severity(this.states.of(b)))
        this.#overlays.setBoth(
          'values',
          valueFeatures(
            seen,
            entry => this.states.of(entry),
            this.#theme,
            this.#words.asset,
            entry => this.#step(entry) > 0,
          ),
        )
      }
    }
  }

  #classes(): void {
    for (const entry of this.#changed) {
      if (entry.unplaced) continue
      const state = this.states.of(entry)
      this.#map.setFeatureState(
        { source: 'live', id: entry.index },
        {
          c: classOf(state),
          q: CONDITION_CODE[state.condition],
          out: !this.#keep(entry),
          r: this.#step(entry),
        },
      )
    }
    if (this.#changed.size > 0) this.#map.once('render', () => drawn('classes'))
    this.#changed.clear()
  }

  #step(entry: Entry): number {
    const good = !isDoubtful(this.states.of(entry).condition)
    return rampStep(entry, this.#preset, point => this.#scene.tags.get(point), good)
  }
}
