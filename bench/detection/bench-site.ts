import type { Network } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import { QUANTITIES, type Quantity } from '../../model/quantity.ts'
import type { Site } from '../../runtime/site/site.ts'

const EMPTY: Network = {
  nodes: [],
  links: [],
  valves: [],
  zones: [],
  stations: [],
  customers: [],
  fittings: [],
}

/** A point of a benchmark's instrument. */
export function benchPoint(
  asset: string,
  quantity: Quantity,
  period: number,
  more: Partial<Point> = {},
): Point {
  const { unit, kind, range } = QUANTITIES[quantity]
  const id = `${asset}.${quantity}`
  const name = { zh: id, en: id }
  return {
    id,
    asset,
    quantity,
    unit,
    kind,
    position: 'network',
    range: [...range],
    period,
    deadband: 0,
    name,
    ...more,
  }
}

/** A site that is nothing but its points. */
export function benchSite(points: readonly Point[], timeZone: string, network: Partial<Network> = {}): Site {
  return {
    folder: '.',
    config: {
      site: 'bench',
      name: { zh: '测试', en: 'Bench' },
      timeZone,
      policy: 'jinan',
      network: { file: 'none.inp' },
      http: { host: '127.0.0.1', port: 0 },
      broker: { host: '127.0.0.1', port: 0 },
      history: { store: 'duckdb' },
      journal: { store: 'sqlite' },
    },
    network: { ...EMPTY, ...network },
    networkVersion: 'bench',
    points: new Map(points.map(point => [point.id, point])),
    files: { devices: [], policies: [] },
  }
}
