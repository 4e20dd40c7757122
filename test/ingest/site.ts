import type { Point } from '../../model/point.ts'
import type { Quantity } from '../../model/quantity.ts'
import { QUANTITIES } from '../../model/quantity.ts'
import { SECOND } from '../../model/time.ts'
import type { Site } from '../../runtime/site/site.ts'

/** A point as a row of points.csv would make it; 5-second pressure unless said otherwise. */
export function aPoint(id: string, fields: Partial<Point> = {}): Point {
  const quantity = (fields.quantity ?? id.split('.')[1] ?? 'pressure') as Quantity
  const { unit, kind, range, zh, en } = QUANTITIES[quantity]
  return {
    id,
    asset: id.split('.')[0]!,
    zone: 'Z1',
    quantity,
    unit,
    kind,
    position: 'network',
    range: [...range],
    period: 5 * SECOND,
    deadband: 0,
    name: { zh, en },
    ...fields,
  }
}

/** A site with these points and no network. */
export function aSite(points: readonly Point[]): Site {
  return {
    folder: '/nowhere',
    config: {
      site: 'test',
      name: { zh: '测试', en: 'test' },
      timeZone: 'Asia/Shanghai',
      policy: 'jinan',
      network: { file: 'network.inp' },
      http: { host: '127.0.0.1', port: 0 },
      broker: { host: '127.0.0.1', port: 0 },
      history: { store: 'duckdb' },
      journal: { store: 'sqlite' },
    },
    network: { nodes: [], links: [], valves: [], zones: [], stations: [], customers: [], fittings: [] },
    networkVersion: '0',
    points: new Map(points.map(point => [point.id, point])),
    files: { devices: [], policies: [] },
  }
}
