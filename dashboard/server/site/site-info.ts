import type { LngLat, Network } from '../../../model/network.ts'
import type { SiteInfo } from '../../../model/screen.ts'
import type { Site } from '../../../runtime/site/site.ts'

/** What screens must know of the site before anything else. */
export function siteInfo({ config, network, networkVersion }: Site): SiteInfo {
  return {
    site: config.site,
    name: config.name,
    timeZone: config.timeZone,
    ...(config.language && { language: config.language }),
    policy: config.policy,
    networkVersion,
    bounds: boundsOf(network),
    ...(config.network.datum && { datum: config.network.datum }),
    zones: network.zones,
    stations: network.stations,
  }
}

/** West, south, east, north of everything that has a place; null when nothing has. */
export function boundsOf(network: Network): SiteInfo['bounds'] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  const include = ([lng, lat]: LngLat) => {
    west = Math.min(west, lng)
    east = Math.max(east, lng)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  for (const { at } of network.nodes) include(at)
  for (const { vertices } of network.links) vertices.forEach(include)
  for (const { area } of network.zones) area?.forEach(include)
  return west <= east ? [west, south, east, north] : null
}
