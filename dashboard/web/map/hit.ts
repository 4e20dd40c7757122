import type { MapGeoJSONFeature, Map as MapLibre, Point2D } from 'maplibre-gl'

/** What can be clicked, the most important first: alarms, live points, fittings, then lines. */
const CLICKABLE = ['alarm', 'ticket', 'live', 'values', 'valve', 'junction', 'pipe'] as const
/** A finger is broader than a mouse, px. */
const REACH = { mouse: 10, touch: 18 }

/**
 * Assets at a place of the screen: those hit exactly, else those within reach, points before lines, alarms before
 * all. Several at one place come back together, for the person to choose.
 */
export function hit(map: MapLibre, at: Point2D, touch: boolean): string[] {
  const layers = CLICKABLE.filter(layer => map.getLayer(layer))
  const reach = touch ? REACH.touch : REACH.mouse
  const near: [[number, number], [number, number]] = [
    [at.x - reach, at.y - reach],
    [at.x + reach, at.y + reach],
  ]
  for (const area of [[at.x, at.y] as [number, number], near]) {
    const found = map.queryRenderedFeatures(area, { layers: [...layers] })
    const best = Math.min(...found.map(rank))
    const ids = found.filter(feature => rank(feature) === best).map(idOf)
    if (ids.length > 0) return [...new Set(ids)]
  }
  return []
}

const rank = ({ layer }: MapGeoJSONFeature) => {
  // A live point and the mark drawn upon it are the same thing; a job lies upon what it is about, and hides nothing.
  const as = layer.id === 'values' || layer.id === 'ticket' ? 'live' : layer.id
  return (CLICKABLE as readonly string[]).indexOf(as)
}

const idOf = ({ properties }: MapGeoJSONFeature) => String(properties.id)
