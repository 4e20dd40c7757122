import type { Network } from '../../model/network.ts'
import type { Name } from '../../model/point.ts'
import { type Graph, graphOf } from '../../model/trace/graph.ts'
import type { Site } from '../../runtime/site/site.ts'
import type { Calendar } from '../clocks/calendar.ts'
import type { NotifyConfig } from '../notify/config.ts'
import { notifyOf } from '../notify/load.ts'
import { type Places, placesOf } from '../places.ts'
import { policyInForce } from '../policy/load.ts'
import type { Policy } from '../policy/schema.ts'

/** Everything a decision may look at besides the state and the time. */
export interface Context {
  network: Network
  places: Places
  policy: Policy
  calendar: Calendar
  calendarIn(zone: string): Calendar
  /** The network for tracing, compiled when first asked for. */
  graph(): Graph
  /** The utility's name, for what customers read. */
  utility: Name
  /** Who is told of what; absent when the site tells nobody. */
  notify?: NotifyConfig
  /** Language of texts that are stored. */
  language: 'zh' | 'en'
}

/** The context of a site. Throws ConfigError when its policy is wrong. */
export function contextOf(site: Site, policy?: string): Context {
  let graph: Graph | undefined
  const notify = notifyOf(site)
  return {
    network: site.network,
    places: placesOf(site),
    ...policyInForce(site, policy),
    graph: () => (graph ??= graphOf(site.network)),
    utility: site.config.name,
    ...(notify ? { notify } : {}),
    language: site.config.language ?? 'zh',
  }
}
