import type { Detection } from '../../../model/detection.ts'
import type { Network } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import { QUANTITIES, type Quantity } from '../../../model/quantity.ts'
import type { Reading } from '../../../model/reading.ts'
import { type Instant, MINUTE } from '../../../model/time.ts'
import type { Site } from '../../../runtime/site/site.ts'

/** Midnight in Shanghai on a Monday. */
export const MIDNIGHT: Instant = Date.parse('2026-11-22T16:00:00Z')

export function point(id: string, more: Partial<Point> = {}): Point {
  const [asset, quantity = 'pressure'] = id.split('.') as [string, Quantity]
  const { unit, kind, range } = QUANTITIES[quantity]
  return {
    id,
    asset,
    quantity,
    unit,
    kind,
    position: 'network',
    range,
    period: MINUTE,
    deadband: 0,
    name: { zh: id, en: id },
    ...more,
  }
}

const EMPTY: Network = {
  nodes: [],
  links: [],
  valves: [],
  zones: [],
  stations: [],
  customers: [],
  fittings: [],
}

/** A site of these points; `network` adds what the test needs. */
export function siteOf(points: readonly Point[], network: Partial<Network> = {}): Site {
  return {
    folder: '/nowhere',
    config: {
      site: 'town',
      name: { zh: '镇', en: 'Town' },
      timeZone: 'Asia/Shanghai',
      policy: 'jinan',
      network: { file: 'town.inp' },
      http: { host: '127.0.0.1', port: 0 },
      broker: { host: '127.0.0.1', port: 0 },
      history: { store: 'duckdb' },
      journal: { store: 'sqlite' },
    },
    network: { ...EMPTY, ...network },
    networkVersion: '1',
    points: new Map(points.map(p => [p.id, p])),
    files: { devices: [], policies: [] },
  }
}

export function good(pointId: string, at: Instant, value: number, received?: Instant): Reading {
  return { point: pointId, at, value, quality: 'good', ...(received === undefined ? {} : { received }) }
}

export function bad(pointId: string, at: Instant, reason: Reading['reason'] = 'comm-failure'): Reading {
  return { point: pointId, at, value: null, quality: 'bad', ...(reason ? { reason } : {}) }
}

/** A detection in one line: `02:05 + burst DMA-1 (since 02:01)`. */
export function line(detection: Detection): string {
  const clock = (at: Instant) => new Date(at + 8 * 60 * MINUTE).toISOString().slice(11, 16)
  const { kind, subject, start, at, active, unknown, retrospective } = detection
  const marks = `${unknown ? ' ?' : ''}${retrospective ? ' late' : ''}`
  return `${clock(at)} ${active ? '+' : '-'} ${kind} ${subject} (since ${clock(start)})${marks}`
}

/** Small repeatable noise in −1…1. */
export function noise(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 31 - 1
  }
}
