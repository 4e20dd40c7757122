import { addProtocol } from 'maplibre-gl'
import { Protocol } from 'pmtiles'

let known = false

/** Teaches the map to read archives of tiles by ranges (`pmtiles://…`). */
export function readArchives(): void {
  if (known) return
  known = true
  addProtocol('pmtiles', new Protocol().tile)
}
