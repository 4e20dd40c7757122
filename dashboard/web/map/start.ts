import { Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { LngLat } from '../../../model/network.ts'
import type { View } from '../url/view.ts'
import type { MapDatum } from './datum.ts'
import { drawImage, PIXEL_RATIO } from './images.ts'
import { readTheme } from './read-theme.ts'
import { mapStyle, overviewOf, type Tiles } from './style.ts'
import type { Underlay } from './underlay.ts'

// After bundling the library cannot find its worker by itself.
setWorkerUrl(workerUrl)

export type Bounds = [west: number, south: number, east: number, north: number]

/** Whether this browser can draw a map at all. */
export function hasWebgl(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null
  } catch {
    return false
  }
}

/** Addresses of the tiles of one version; they never change. */
export function tilesOf(version: string, base: string | undefined, { archive, datum }: Underlay): Tiles {
  const shifted = datum.name === 'gcj02' ? '-gcj02' : ''
  const of = (what: string, of: string) =>
    `${location.origin}/tiles/${what}${shifted}/${encodeURIComponent(of)}/{z}/{x}/{y}.mvt`
  return { net: of('net', version), base: archive || !base ? undefined : of('base', base), archive }
}

/** Room around the whole network: what lies on the map must not cover it. */
export const FIT = { top: 36, bottom: 64, left: 36, right: 56 }

/** Bounds as corners, where the map's datum says they are. */
export const boundsIn = ([west, south, east, north]: Bounds, to: MapDatum['to']): [LngLat, LngLat] => [
  to([west, south]),
  to([east, north]),
]

/** A flat map, north up, of our own tiles and nothing else. */
export function startMap(
  container: HTMLElement,
  tiles: Tiles,
  view: View | undefined,
  bounds: Bounds | null,
  { to }: MapDatum,
): MapLibre {
  const map = new MapLibre({
    container,
    style: mapStyle(readTheme(), tiles, overviewOf(bounds)),
    ...(view
      ? { center: to([view.lng, view.lat]), zoom: view.zoom }
      : bounds
        ? { bounds: boundsIn(bounds, to), fitBoundsOptions: { padding: FIT } }
        : {}),
    minZoom: 5,
    maxZoom: 20,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    rollEnabled: false,
    maxPitch: 0,
    fadeDuration: 0,
    // A row of shortcuts of ours begins where the library's end.
    keyboard: true,
    renderWorldCopies: false,
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.setMissingStyleImageResolver(async id => {
    const data = drawImage(id, readTheme())
    if (data && !map.hasImage(id)) map.addImage(id, data, { pixelRatio: PIXEL_RATIO })
  })
  return map
}
