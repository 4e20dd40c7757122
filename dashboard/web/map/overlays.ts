import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import type { LngLat } from '../../../model/network.ts'
import type { MapDatum } from './datum.ts'
import { lineFeature, moved } from './drawing.ts'
import type { Features } from './overlay.ts'
import type { Overlay } from './style.ts'

/** What is put over the network, where the map's datum says it is. */
export class Overlays {
  readonly #map: MapLibre
  readonly #datum: MapDatum

  constructor(map: MapLibre, datum: MapDatum) {
    this.#map = map
    this.#datum = datum
  }

  /** Whether there is anything to put it into yet. */
  get ready(): boolean {
    return this.#source('live') !== undefined
  }

  set(id: Overlay, features: Features): void {
    this.#source(id)?.setData(moved(features, this.#datum))
  }

  /** Marks and words come from sources of their own: a badge must not wait for a font. */
  setBoth(id: 'alarms' | 'values' | 'tickets', features: Features): void {
    this.set(id, features)
    this.set(`${id}-words`, features)
  }

  /** A place, or the way along several. */
  draw(id: 'selection' | 'measure', line: readonly LngLat[]): void {
    this.#source(id)?.setData(lineFeature(line, this.#datum))
  }

  #source(id: Overlay): GeoJSONSource | undefined {
    return this.#map.getSource<GeoJSONSource>(id)
  }
}
