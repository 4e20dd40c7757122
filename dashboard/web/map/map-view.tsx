import type { LngLatBounds, LngLatLike, Map as MapLibre } from 'maplibre-gl'
import { type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { LngLat } from '../../../model/network.ts'
import type { AlarmRow } from '../alarms/order.ts'
import type { Directory, Entry } from '../directory/directory.ts'
import { useSay } from '../i18n/hooks.ts'
import type { Scene } from '../live/scene-type.ts'
import { drawn } from '../live/timing.ts'
import { useSettings } from '../settings/settings.ts'
import { useTrace } from '../trace/shown.ts'
import type { View } from '../url/view.ts'
import type { MapDatum } from './datum.ts'
import { hit } from './hit.ts'
import { MapControls } from './map-controls.tsx'
import style from './map-view.module.css'
import type { MapWords } from './map-words.ts'
import { useMeasure } from './measuring.ts'
import { mapShown } from './picture.ts'
import type { Preset } from './presets.ts'
import { type Bounds, boundsIn, FIT, startMap, tilesOf } from './start.ts'
import { overviewOf } from './style.ts'
import type { Underlay } from './underlay.ts'
import { MapUpdater } from './updater.ts'

export interface MapHandle {
  fitAll(): void
  goTo(at: LngLat, zoom?: number): void
  /** Brings a place into sight when it is not, and leaves the view alone when it is. */
  reveal(at: LngLat): void
  /** Shows all of these places. */
  fit(places: readonly LngLat[]): void
  updater: MapUpdater | undefined
}

interface MapViewProps {
  handle: RefObject<MapHandle | null>
  directory: Directory
  version: string
  /** Version of the site's own drawing under the network. */
  base: string | undefined
  /** What else lies under it. */
  underlay: Underlay
  preset: Preset
  bounds: Bounds | null
  view: View | undefined
  scene: Scene
  words: MapWords
  rows: readonly AlarmRow[]
  seen: readonly Entry[]
  keep: (entry: Entry) => boolean
  selection: { at: LngLat | undefined; line: readonly LngLat[] | undefined }
  summary: string
  onMove(view: View, inside: Pick<LngLatBounds, 'contains'>): void
  onPick(ids: string[], at: { x: number; y: number }): void
  onReady(updater: MapUpdater): void
}

const placeOf = ({ lng, lat }: { lng: number; lat: number }, { from }: MapDatum) => from([lng, lat])

/** How long a lost graphics device may take to come back before the map is made anew, real ms. */
const RECOVERY = 2_000

/** The map's element. React gives it its place; all that is in it belongs to the updater. */
export function MapView(props: MapViewProps) {
  const { handle, directory, version, base, bounds, words, rows, seen, keep, selection, summary } = props
  const { underlay, preset } = props
  const { datum } = underlay
  const say = useSay()
  const box = useRef<HTMLDivElement>(null)
  const map = useRef<MapLibre>(undefined)
  const updater = useRef<MapUpdater>(undefined)
  const latest = useRef(props)
  latest.current = props
  const [life, setLife] = useState(0)
  const [ready, setReady] = useState<MapLibre>()
  const [trouble, setTrouble] = useState<'lost' | 'tiles' | undefined>()
  const trace = useTrace(shown => shown.trace)
  const theme = useSettings(settings => settings.theme)
  const line = useMeasure(measure => measure.line)
  const measuring = useRef(false)
  measuring.current = line !== undefined

  useEffect(() => {
    const tiles = tilesOf(version, base, underlay)
    const one = startMap(box.current!, tiles, latest.current.view, bounds, datum)
    map.current = one
    let alive = true
    const tell = () => {
      const [lng, lat] = placeOf(one.getCenter(), datum)
      const seen = one.getBounds()
      const inside = { contains: (at: LngLatLike) => seen.contains(datum.to(at as LngLat)) }
      latest.current.onMove({ lng, lat, zoom: one.getZoom() }, inside)
    }
    one.on('load', () => {
      if (!alive) return
      setReady(one)
      mapShown(one)
      tell()
    })
    one.on('moveend', tell)
    one.on('click', event => {
      if (measuring.current) return useMeasure.getState().add(placeOf(event.lngLat, datum))
      const touch = (event.originalEvent as PointerEvent).pointerType === 'touch'
      latest.current.onPick(hit(one, event.point, touch), event.point)
    })
    let hovered = 0
    one.on('mousemove', event => {
      const now = performance.now()
      if (now - hovered < 100) return
      hovered = now
      one.getCanvas().style.cursor = measuring.current
        ? 'crosshair'
        : hit(one, event.point, false).length > 0
          ? 'pointer'
          : ''
    })
    one.on('error', ({ error }) => {
      if (/tile|\.mvt|AJAXError/i.test(String(error?.message))) setTrouble('tiles')
    })
    one.on('sourcedata', event => {
      if (event.sourceId !== 'net' || !event.isSourceLoaded) return
      setTrouble(before => (before === 'tiles' ? undefined : before))
      one.once('render', () => drawn('network'))
    })
    let rescue = 0
    one.on('webglcontextlost', () => {
      setTrouble('lost')
      rescue = window.setTimeout(() => setLife(before => before + 1), RECOVERY)
    })
    one.on('webglcontextrestored', () => {
      window.clearTimeout(rescue)
      setTrouble(undefined)
      updater.current?.restart()
    })
    return () => {
      alive = false
      window.clearTimeout(rescue)
      setReady(undefined)
      mapShown(undefined)
      one.remove()
      map.current = undefined
      setTrouble(undefined)
    }
  }, [version, base, underlay, life])

  // The network is on the screen before it is known what all is in it: the map stays, what it shows comes later.
  useEffect(() => {
    if (!ready) return
    const owner = new MapUpdater(ready, directory, latest.current.scene, latest.current.words, {
      datum,
      overview: overviewOf(bounds),
    })
    updater.current = owner
    owner.setRows(latest.current.rows)
    owner.setSeen(latest.current.seen)
    owner.setFilter(latest.current.keep)
    owner.setTrace(useTrace.getState().trace)
    owner.setSelection(latest.current.selection.at, latest.current.selection.line)
    owner.setMeasure(useMeasure.getState().line ?? [])
    if (latest.current.preset !== 'operation')
      owner.setLook(tilesOf(version, base, underlay), latest.current.preset)
    latest.current.onReady(owner)
    return () => {
      owner.stop()
      updater.current = undefined
    }
  }, [ready, directory, datum, bounds, version, base, underlay])

  const { scene } = props
  useEffect(() => updater.current?.setScene(scene), [scene])
  useEffect(() => updater.current?.setWords(words), [words])
  useEffect(() => updater.current?.setRows(rows), [rows])
  useEffect(() => updater.current?.setSeen(seen), [seen])
  useEffect(() => updater.current?.setFilter(keep), [keep])
  useEffect(() => updater.current?.setSelection(selection.at, selection.line), [selection])
  useEffect(() => updater.current?.setTrace(trace), [trace])
  useEffect(() => {
    if (theme) updater.current?.setLook(tilesOf(version, base, underlay), preset)
  }, [theme, version, base, underlay, preset])
  useEffect(() => updater.current?.setMeasure(line ?? []), [line])
  useEffect(() => {
    if (line) ready?.doubleClickZoom.disable()
    else ready?.doubleClickZoom.enable()
  }, [line === undefined, ready])
  useEffect(() => {
    const canvas = map.current?.getCanvas()
    canvas?.setAttribute('aria-label', say('map.region'))
  }, [say])

  const fitAll = () => {
    if (bounds) map.current?.fitBounds(boundsIn(bounds, datum.to), { padding: FIT, duration: 300 })
  }
  useImperativeHandle(handle, () => ({
    fitAll,
    goTo: (at, zoom) =>
      void map.current?.easeTo({
        center: datum.to(at),
        zoom: zoom ?? Math.max(15, map.current.getZoom()),
        duration: 300,
      }),
    reveal: at => {
      const one = map.current
      if (!one) return
      const { x, y } = one.project(datum.to(at))
      const { clientWidth, clientHeight } = one.getContainer()
      const margin = 48
      const inside = x > margin && y > margin && x < clientWidth - margin && y < clientHeight - margin
      if (!inside) one.easeTo({ center: datum.to(at), duration: 300 })
    },
    fit: places => {
      const all = places.map(datum.to)
      const edge = (pick: (...n: number[]) => number, axis: 0 | 1) => pick(...all.map(at => at[axis]))
      if (all.length === 0) return
      const corners: [LngLat, LngLat] = [
        [edge(Math.min, 0), edge(Math.min, 1)],
        [edge(Math.max, 0), edge(Math.max, 1)],
      ]
      map.current?.fitBounds(corners, { padding: FIT, duration: 300 })
    },
    updater: updater.current,
  }))

  return (
    <section className={style.frame} aria-label={say('map.region')}>
      <div ref={box} className={style.map} />
      <p className="visually-hidden" aria-live="polite">
        {summary}
      </p>
      {trouble && (
        <p className={style.trouble} role="alert">
          {say(trouble === 'lost' ? 'map.lost' : 'map.tileFailed')}
        </p>
      )}
      <MapControls map={ready} datum={datum} onFit={fitAll} />
    </section>
  )
}
