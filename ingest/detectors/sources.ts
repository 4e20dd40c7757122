import type { GatewayState, LinkCause } from '../../model/gateway-state.ts'
import type { Point } from '../../model/point.ts'
import type { Instant } from '../../model/time.ts'

/** Where a point's readings come from: the causes they can be lost by. */
export interface Source {
  gateway?: string
  /** The connection of the gateway that its device is on. */
  line?: string
  device?: string
  /** The source of the site's devices files by which a device that publishes itself is understood. */
  publisher?: string
}

/** What a gateway says of itself; `at` is by our own clock. */
export interface GatewayNews {
  online: boolean
  at: Instant
  /** Why lines and devices do not answer, by their ids. */
  causes: ReadonlyMap<string, LinkCause>
}

/** Learns from the stream which gateway, line and device each point belongs to, and which gateways live. */
export interface Sources {
  of(point: string): Source
  /** These points came through this gateway. Says whether that was news. */
  learn(gateway: string, points: Iterable<string>): boolean
  /** A gateway's own account of its lines and devices. Says whether it changed where points belong. */
  hear(state: GatewayState, at: Instant): boolean
  gateway(id: string): GatewayNews | undefined
}

/**
 * The sources of a site's points. `devices` tells where a point comes from, where the site folder says so; points of
 * the same asset are taken for one device where nobody does.
 */
export function sourcesOf(points: ReadonlyMap<string, Point>, devices: ReadonlyMap<string, Source>): Sources {
  const learned = new Map<string, Source>()
  const gateways = new Map<string, GatewayNews>()
  const put = (id: string, source: Source): boolean => {
    const known = learned.get(id) ?? devices.get(id)
    if (!points.has(id)) return false
    const same =
      known?.gateway === source.gateway && known?.line === source.line && known?.device === source.device
    if (!same) learned.set(id, source)
    return !same
  }
  return {
    of: id => {
      const known = learned.get(id) ?? devices.get(id)
      const device = known?.device ?? points.get(id)?.asset
      return { ...known, ...(device === undefined ? {} : { device }) }
    },
    learn: (gateway, ids) => {
      let news = false
      for (const id of ids) {
        const known = learned.get(id) ?? devices.get(id)
        if (known?.gateway === gateway) continue
        const device = known?.device
        if (put(id, { gateway, ...(device === undefined ? {} : { device }) })) news = true
      }
      return news
    },
    hear: ({ gateway, online, lines = [], devices: own = [] }, at) => {
      const causes = new Map([...lines, ...own].flatMap(({ id, cause }) => (cause ? [[id, cause]] : [])))
      const before = gateways.get(gateway)
      const since = before?.online === online ? before.at : at
      gateways.set(gateway, { online, at: since, causes })
      let news = false
      for (const { id: device, line, points: ids } of own)
        for (const id of ids) if (put(id, { gateway, line, device })) news = true
      return news
    },
    gateway: id => gateways.get(id),
  }
}
