import type { Network } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import type { Site } from '../../runtime/site/site.ts'

const name = (zh: string, en: string) => ({ zh, en })
const pipe = (id: string, from: string, to: string, diameter: number, zone: string) => ({
  id,
  kind: 'pipe' as const,
  from,
  to,
  length: 300,
  diameter,
  vertices: [],
  zone,
  name: name(`${id}管`, `pipe ${id}`),
})
const node = (id: string, lng: number, lat: number, zone: string) => ({
  id,
  kind: 'junction' as const,
  at: [lng, lat] as [number, number],
  elevation: 20,
  zone,
})

/**
 * Two zones side by side, fed by one plant:
 *
 *     PLANT ══ E1 ══DN400══ E2 ──DN100── E3      zone east (inside the ring)
 *       ╚═════ W1 ──DN200── W2                    zone west (outside the ring), station S1 at W2
 */
export const network: Network = {
  nodes: [
    { id: 'PLANT', kind: 'reservoir', at: [117.0, 36.6], elevation: 60 },
    node('E1', 117.01, 36.6, 'east'),
    node('E2', 117.02, 36.6, 'east'),
    node('E3', 117.03, 36.6, 'east'),
    node('W1', 116.99, 36.6, 'west'),
    node('W2', 116.98, 36.6, 'west'),
  ],
  links: [
    pipe('M1', 'PLANT', 'E1', 600, 'east'),
    pipe('P1', 'E1', 'E2', 400, 'east'),
    pipe('P2', 'E2', 'E3', 100, 'east'),
    pipe('M2', 'PLANT', 'W1', 300, 'west'),
    pipe('P3', 'W1', 'W2', 200, 'west'),
  ],
  valves: [],
  zones: [
    { id: 'east', kind: 'district', name: name('东区', 'East'), inlets: ['M1'], outlets: [], ring: 'inside' },
    {
      id: 'west',
      kind: 'district',
      name: name('西区', 'West'),
      inlets: ['M2'],
      outlets: [],
      ring: 'outside',
    },
  ],
  stations: [
    {
      id: 'S1',
      kind: 'secondary',
      name: name('一号泵站', 'Station 1'),
      node: 'W2',
      zone: 'west',
      at: [116.98, 36.6],
      pumps: ['S1-P1'],
    },
  ],
  customers: [
    {
      id: 'C1',
      node: 'E3',
      at: [117.03, 36.601],
      zone: 'east',
      name: name('张三', 'Zhang San'),
      households: 1,
    },
  ],
  fittings: [
    {
      id: 'PL-E2',
      kind: 'pressure-logger',
      at: [117.02, 36.6],
      node: 'E2',
      zone: 'east',
      name: name('东二测压点', 'logger E2'),
    },
    {
      id: 'PL-E3',
      kind: 'pressure-logger',
      at: [117.03, 36.6],
      node: 'E3',
      zone: 'east',
      name: name('东三测压点', 'logger E3'),
    },
    {
      id: 'PL-W2',
      kind: 'pressure-logger',
      at: [116.98, 36.6],
      node: 'W2',
      zone: 'west',
      name: name('西二测压点', 'logger W2'),
    },
    {
      id: 'AN-E1',
      kind: 'analyser',
      at: [117.01, 36.6],
      node: 'E1',
      zone: 'east',
      name: name('东一水质仪', 'analyser E1'),
    },
  ],
}

const point = (asset: string, quantity: 'pressure' | 'chlorine', zone: string): [string, Point] => {
  const id = `${asset}.${quantity}`
  return [
    id,
    {
      id,
      asset,
      zone,
      quantity,
      unit: quantity === 'pressure' ? 'm' : 'mg/L',
      kind: 'gauge',
      position: 'network',
      range: [0, 100],
      period: 60_000,
      deadband: 0,
      name: name(`${asset}${quantity}`, `${asset} ${quantity}`),
    },
  ]
}

export const points = new Map([
  point('PL-E2', 'pressure', 'east'),
  point('PL-E3', 'pressure', 'east'),
  point('PL-W2', 'pressure', 'west'),
  point('AN-E1', 'chlorine', 'east'),
])

/** A site of that town working by one of the shipped policies. */
export function townSite(policy = 'jinan'): Site {
  return {
    folder: '/nowhere',
    config: {
      site: 'town',
      name: name('小城', 'Town'),
      timeZone: 'Asia/Shanghai',
      language: 'zh',
      policy,
      network: { file: 'town.inp' },
      http: { host: '127.0.0.1', port: 0 },
      broker: { host: '127.0.0.1', port: 0 },
      history: { store: 'duckdb' },
      journal: { store: 'sqlite' },
    },
    network,
    networkVersion: '1',
    points,
    files: { devices: [], policies: [] },
  }
}
