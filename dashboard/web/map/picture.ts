import type { Map as MapLibre } from 'maplibre-gl'

let shown: MapLibre | undefined

/** The map that is on the screen; undefined when it goes. */
export function mapShown(map: MapLibre | undefined): void {
  shown = map
}

/** The map as it is on the screen now, as a PNG's data: address. The picture lives only as long as its frame. */
export function mapPicture(): Promise<string | undefined> {
  const map = shown
  if (!map) return Promise.resolve(undefined)
  return new Promise(resolve => {
    map.once('render', () => resolve(map.getCanvas().toDataURL('image/png')))
    map.triggerRepaint()
  })
}
