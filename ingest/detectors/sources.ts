import type { Point } from '../../model/point.ts'

/** Where a point's readings come from: the causes they can be lost by. */
export interface Source {
  gateway?: string
  device?: string
}

/** Learns from the stream which gateway and device each point belongs to. */
export interface Sources {
  of(point: string): Source
  /** These points came through this gateway. Says whether that was news. */
  learn(gateway: string, points: Iterable<string>): boolean
}

/**
 * The sources of a site's points. `devices` tells which device carries a point, where the site folder says so;
 * points of the same asset are taken for one device where it does not.
 */
export function sourcesOf(points: ReadonlyMap<string, Point>, devices: ReadonlyMap<string, Source>): Sources {
  const gateways = new Map<string, string>()
  return {
    of: id => {
      const known = devices.get(id)
      const gateway = gateways.get(id) ?? known?.gateway
      const device = known?.device ?? points.get(id)?.asset
      return { ...(gateway === undefined ? {} : { gateway }), ...(device === undefined ? {} : { device }) }
    },
    learn: (gateway, ids) => {
      let news = false
      for (const id of ids) {
        if (gateways.get(id) === gateway || !points.has(id)) continue
        gateways.set(id, gateway)
        news = true
      }
      return news
    },
  }
}
