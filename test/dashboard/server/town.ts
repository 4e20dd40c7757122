import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Dashboard,
  type DashboardConfig,
  type DashboardDeps,
  startDashboard,
} from '../../../dashboard/server/dashboard.ts'
import type { Alarm } from '../../../model/alarm.ts'
import type { LiveValue } from '../../../model/live.ts'
import type { Network } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import type { TicketView } from '../../../model/ticket.ts'
import { topicsOf } from '../../../model/topics.ts'
import { startEmbeddedBroker } from '../../../runtime/broker/embedded.ts'
import { createIdentity, type Identity } from '../../../runtime/identity/identity.ts'
import { demoPeople } from '../../../runtime/identity/people.ts'
import { silentLog } from '../../../runtime/log.ts'
import { createMetrics } from '../../../runtime/metrics.ts'
import type { Site } from '../../../runtime/site/site.ts'
import { type SteppedTime, steppedTime } from '../../../runtime/stepped-time.ts'

export const NOON = Date.UTC(2026, 10, 22, 4)
const name = (zh: string, en: string) => ({ zh, en })

export const NETWORK: Network = {
  nodes: [
    { id: 'R-1', kind: 'reservoir', at: [117.0, 36.6], elevation: 100 },
    { id: 'J-1', kind: 'junction', at: [117.01, 36.6], elevation: 20, zone: 'Z-1' },
    { id: 'J-2', kind: 'junction', at: [117.02, 36.61], elevation: 22, zone: 'Z-1' },
  ],
  links: [
    {
      id: 'P-1',
      kind: 'pipe',
      from: 'R-1',
      to: 'J-1',
      length: 900,
      diameter: 600,
      vertices: [[117.005, 36.601]],
      material: 'DI',
    },
    {
      id: 'P-2',
      kind: 'pipe',
      from: 'J-1',
      to: 'J-2',
      length: 500,
      diameter: 100.4,
      vertices: [],
      zone: 'Z-1',
      year: 1998,
    },
  ],
  valves: [{ id: 'V-1', link: 'P-2', node: 'J-1', at: [117.0101, 36.6001], diameter: 100 }],
  zones: [
    {
      id: 'Z-1',
      kind: 'district',
      name: name('一区', 'District 1'),
      inlets: ['P-1'],
      outlets: [],
      area: [
        [117.0, 36.59],
        [117.03, 36.59],
        [117.03, 36.62],
      ],
    },
  ],
  stations: [
    {
      id: 'S-1',
      kind: 'secondary',
      name: name('泉城花园', 'Spring Garden'),
      node: 'J-2',
      at: [117.02, 36.61],
      pumps: ['S-1-P1'],
      households: 480,
    },
  ],
  customers: [
    { id: 'C-1', node: 'J-2', at: [117.021, 36.61], name: name('一号楼', 'House 1'), households: 60 },
    {
      id: 'C-2',
      node: 'J-2',
      link: 'P-2',
      at: [117.022, 36.61],
      name: name('二号楼', 'House 2'),
      households: 60,
    },
  ],
  fittings: [
    {
      id: 'L-1',
      kind: 'pressure-logger',
      at: [117.01, 36.6],
      node: 'J-1',
      zone: 'Z-1',
      name: name('压力点', 'Logger 1'),
    },
  ],
}

export const PRESSURE: Point = {
  id: 'L-1.pressure',
  asset: 'L-1',
  zone: 'Z-1',
  quantity: 'pressure',
  unit: 'm',
  kind: 'gauge',
  position: 'network',
  range: [0, 100],
  period: 60_000,
  deadband: 0,
  name: name('压力', 'Pressure'),
}

export function siteOf(network: Network = NETWORK): Site {
  return {
    folder: '/nowhere',
    config: {
      site: 'town',
      name: name('小镇', 'Town'),
      timeZone: 'Asia/Shanghai',
      policy: 'jinan',
      network: { file: 'town.inp', datum: 'wgs84' },
    } as unknown as Site['config'],
    network,
    networkVersion: 'v7',
    points: new Map([[PRESSURE.id, PRESSURE]]),
    files: { devices: [], policies: [] },
  }
}

export function alarmOf(id: string, more: Partial<Alarm> = {}): Alarm {
  const [kind, subject] = id.split('/') as [string, string]
  const base = { id, kind, subject, code: kind, priority: 2 as const, active: true, unknown: false }
  return { ...base, raisedAt: NOON, count: 1, evidence: { value: 3 }, ...more }
}

export function ticketOf(id: string, ...steps: ('reported' | 'dispatched' | 'closed')[]): TicketView {
  return {
    ticket: {
      id,
      source: 'alarm',
      category: 'leak',
      alarms: [],
      priority: 2,
      policy: 'jinan',
      openedAt: NOON,
      steps: steps.map(step => ({ step, at: NOON, received: NOON, by: 'li' })),
    },
    clocks: [],
    next: [],
  }
}

/** The present that the dashboard is told, to be changed by a test. */
export interface Present {
  latest: LiveValue[]
  alarms: Alarm[]
  tickets: TicketView[]
}

export interface TestTown extends Dashboard {
  clock: SteppedTime
  present: Present
  identity: Identity
  bus: DashboardDeps['bus']
  topics: DashboardDeps['topics']
  metrics: DashboardDeps['metrics']
  base: string
  /** Cookie header of somebody signed in. */
  cookieOf(person: string): Promise<string>
}

/** A dashboard over a real embedded broker, its pacing in steps. */
export async function startTown(
  config: Partial<DashboardConfig> = {},
  deps: Partial<DashboardDeps> & { network?: Network } = {},
): Promise<TestTown> {
  const { network, ...given } = deps
  const metrics = createMetrics()
  const log = silentLog()
  const broker = await startEmbeddedBroker({ port: 0, log, metrics })
  const time = steppedTime(NOON)
  const clock = steppedTime(NOON)
  const dataDir = mkdtempSync(join(tmpdir(), 'dashboard-'))
  const identity = createIdentity({ people: demoPeople(), dataDir, time: clock, fixedToken: 'fixed-token' })
  const present: Present = { latest: [], alarms: [], tickets: [] }
  const topics = topicsOf('town')
  const sources = config.upstreams
    ? {}
    : { latest: () => present.latest, alarms: () => present.alarms, tickets: () => present.tickets }
  const dashboard = await startDashboard(
    { host: '127.0.0.1', port: 0, webRoot: join(dataDir, 'web'), ...config },
    {
      site: siteOf(network),
      topics,
      bus: broker.bus,
      time,
      clock,
      log,
      metrics,
      dataDir,
      identity,
      ...sources,
      ...given,
    },
  )
  return {
    ...dashboard,
    clock,
    present,
    identity,
    bus: broker.bus,
    topics,
    metrics,
    base: `http://127.0.0.1:${dashboard.port}`,
    cookieOf: async person => {
      const { cookie } = await identity.signIn({ code: identity.issueCode(person) }, 'test')
      return `${identity.cookieName}=${cookie}`
    },
    stop: async () => {
      await dashboard.stop()
      await broker.stop()
    },
  }
}
