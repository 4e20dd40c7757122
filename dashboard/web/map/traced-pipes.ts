import type { Map as MapLibre } from 'maplibre-gl'
import type { ShownTrace } from '../trace/shown.ts'

/** The pipes of a trace, drawn by their state on the network's own tiles. */
export class TracedPipes {
  readonly #map: MapLibre
  #shown: readonly string[] = []

  constructor(map: MapLibre) {
    this.#map = map
  }

  /** Draws a trace, and takes back the one before. */
  show({ pipes, dry }: ShownTrace): void {
    const target = (id: string) => ({ source: 'net', sourceLayer: 'pipe', id })
    for (const id of this.#shown) this.#map.removeFeatureState(target(id), 'trace')
    for (const id of dry) this.#map.setFeatureState(target(id), { trace: 2 })
    for (const id of pipes) this.#map.setFeatureState(target(id), { trace: 1 })
    this.#shown = [...pipes, ...dry]
  }
}
