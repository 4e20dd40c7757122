import type { FastifyPluginAsync } from 'fastify'
import type { Site } from '../../../runtime/site/site.ts'
import type { DroppedBasemaps } from '../basemaps/dropped.ts'
import { basemapFiles } from '../basemaps/routes.ts'
import type { Assets } from '../site/asset-table.ts'
import type { Basemap } from './basemap.ts'
import { inGcj02 } from './datum.ts'
import { tileRoutes } from './routes.ts'
import { tileSource, tilesOfLayers } from './tile-source.ts'

/** All that a map is drawn of: the network, the site's own basemap, archives that were dropped into its folder. */
export function mapTiles(
  { network, networkVersion }: Site,
  assets: Assets,
  base: Basemap | undefined,
  dropped: DroppedBasemaps,
): FastifyPluginAsync {
  return async app => {
    await app.register(tileRoutes(tileSource(network, assets), networkVersion))
    await app.register(tileRoutes(tileSource(network, assets, inGcj02), networkVersion, 'net-gcj02'))
    if (base) {
      const { layer, version } = base
      await app.register(
        tileRoutes(
          tilesOfLayers(() => [layer]),
          version,
          'base',
        ),
      )
      await app.register(
        tileRoutes(
          tilesOfLayers(() => [inGcj02(layer)]),
          version,
          'base-gcj02',
        ),
      )
    }
    await app.register(basemapFiles(dropped))
  }
}
