import type { Name, Point, Position } from '../../model/point.ts'
import type { Quantity } from '../../model/quantity.ts'
import { hashText } from '../random.ts'
import { TRUNK_ZONE } from '../town/mains.ts'
import type { PumpGroup } from '../town/supply.ts'
import type { Town } from '../town/town.ts'
import { type DevicePlan, type LoggerPlan, type MeterPlan, pointOf } from './plan.ts'

/** Every instrument of a town and every point it gives. */
export interface InstrumentPlan {
  devices: DevicePlan[]
  loggers: LoggerPlan[]
  meters: MeterPlan[]
  points: Point[]
}

/** Poll intervals, s. */
const FAST = 10
const STEADY = 30
const SLOW = 60
const DAILY = 86_400

/** Smart meters a town has when nothing else is said: every customer's, up to this many. */
export const MOST_METERS = 20_000

/** Chooses instruments for a town; pure. */
export function planInstruments(town: Town, mostMeters = MOST_METERS): InstrumentPlan {
  const plan: InstrumentPlan = { devices: [], loggers: [], meters: [], points: [] }
  const at = new Map(town.network.links.map(link => [link.id, link]))
  for (const fitting of town.network.fittings) {
    const zone = fitting.zone ?? TRUNK_ZONE
    const about = { asset: fitting.id, zone, name: fitting.name }
    const plant = fitting.id.includes('WP')
    const position: Position = plant ? 'plant' : 'network'
    if (fitting.kind === 'flow-meter') {
      device(
        plan,
        fitting.id,
        'siemens-mag6000',
        { kind: 'flow', link: fitting.link! },
        FAST,
        { ...about, position },
        {
          flow: ['flow', 'flow', { deadband: 0.1 }],
          total: ['volume', 'volume', {}],
        },
      )
      const link = at.get(fitting.link!)!
      const node = plant ? link.from : at.get(link.id.replace('IN-', 'CV-'))!.to
      device(
        plan,
        `PT-${fitting.id.slice(3)}`,
        'ptmb-pressure',
        { kind: 'pressure', node },
        FAST,
        { ...about, position },
        {
          pressure: ['pressure', 'pressure', { range: [-5, 160], deadband: 0.05 }],
        },
      )
    } else if (fitting.kind === 'level-meter') {
      device(plan, fitting.id, 'ptmb-pressure', { kind: 'level', tank: fitting.node! }, STEADY, about, {
        pressure: ['level', 'level', { range: [-0.2, 8], deadband: 0.01 }],
      })
    } else if (fitting.kind === 'analyser') {
      const where: Position = plant ? 'plant' : fitting.id.startsWith('AQ-N') ? 'network' : 'end'
      device(
        plan,
        fitting.id,
        'endress-hauser-liquiline',
        { kind: 'quality', node: fitting.node!, position: where },
        STEADY,
        { ...about, position: where },
        {
          input1: ['chlorine', 'chlorine', { range: [0, 5], deadband: 0.005 }],
          input2: ['turbidity', 'turbidity', { range: [0, 40], deadband: 0.005 }],
          input3: ['ph', 'ph', { deadband: 0.01 }],
          input4: ['temperature', 'temperature', { range: [-5, 50], deadband: 0.1 }],
          input5: ['conductivity', 'conductivity', { range: [0, 2_000], deadband: 2 }],
        },
      )
    } else if (fitting.kind === 'pressure-logger') {
      const logger = {
        id: fitting.id,
        zone,
        node: fitting.node!,
        pressure: `${fitting.id}.pressure`,
        battery: `${fitting.id}.battery`,
      }
      plan.loggers.push(logger)
      plan.points.push(pointOf(logger.pressure, 'pressure', { ...about, period: SLOW, range: [-5, 160] }))
      plan.points.push(pointOf(logger.battery, 'battery', { ...about, period: 3_600 }))
    }
  }
  for (const group of [...town.plants, ...town.stations]) planGroup(plan, group)
  planMeters(plan, town, mostMeters)
  return plan
}

type Wanted = Record<
  string,
  [suffix: string, quantity: Quantity, more: { range?: [number, number]; deadband?: number; name?: Name }]
>

/** Adds a device and its points; `wanted` is profile key → what it becomes. */
function device(
  plan: InstrumentPlan,
  id: string,
  profile: string,
  subject: DevicePlan['subject'],
  period: number,
  about: { asset: string; zone: string; name: Name; position?: Position },
  wanted: Wanted,
): void {
  const points: DevicePlan['points'] = {}
  for (const [key, [suffix, quantity, { name, ...more }]] of Object.entries(wanted)) {
    const point = pointOf(`${about.asset}.${suffix}`, quantity, {
      ...about,
      ...more,
      period,
      name: name ? { zh: about.name.zh + name.zh, en: `${about.name.en} ${name.en}` } : about.name,
    })
    plan.points.push(point)
    points[key] = { point: point.id }
  }
  plan.devices.push({ id, profile, zone: about.zone, subject, period, points })
}

function planGroup(plan: InstrumentPlan, { id, kind, name, zone, pumps, tank }: PumpGroup): void {
  const plant = kind === 'plant'
  const about = { asset: id, zone, name, position: plant ? ('plant' as const) : ('network' as const) }
  const side = (zh: string, en: string) => ({
    name: { zh, en },
    range: [-5, 160] as [number, number],
    deadband: 0.05,
  })
  const perPump = pumps.flatMap((_, n): [string, Wanted[string]][] => {
    const called = { name: { zh: `${n + 1}号泵`, en: `pump ${n + 1}` } }
    const key = `pump${n + 1}`
    return [
      [`${key}Running`, [`${key}.running`, 'running', called]],
      [`${key}Fault`, [`${key}.fault`, 'fault', called]],
      [`${key}Current`, [`${key}.current`, 'current', { ...called, deadband: 0.2 }]],
      [`${key}Power`, [`${key}.power`, 'power', { ...called, deadband: 0.1 }]],
      [`${key}Runtime`, [`${key}.runtime`, 'runtime', called]],
    ]
  })
  device(
    plan,
    `CIM-${id}`,
    'grundfos-cim-booster',
    { kind: 'booster', group: id, ...(tank ? { tank } : {}) },
    plant ? FAST : 15,
    about,
    {
      running: ['running', 'running', {}],
      fault: ['fault', 'fault', {}],
      alarmCode: ['alarm', 'alarm', {}],
      frequency: ['frequency', 'frequency', { deadband: 0.1 }],
      outletPressure: ['outlet', 'pressure', side('出口', 'outlet')],
      // A works draws from an open clear well and meters its outlet separately.
      ...(plant
        ? {}
        : {
            inletPressure: ['inlet', 'pressure', side('进口', 'inlet')],
            flow: ['flow', 'flow', { deadband: 0.1 }],
            volume: ['volume', 'volume', {}],
          }),
      ...(tank
        ? {
            tankLevel: [
              'level',
              'level',
              { name: { zh: '水箱', en: 'tank' }, range: [-0.2, 6], deadband: 0.01 },
            ],
          }
        : {}),
      starts: ['starts', 'starts', {}],
      ...Object.fromEntries(perPump),
    } as Wanted,
  )
  device(plan, `EM-${id}`, 'eastron-sdm630', { kind: 'power', group: id }, SLOW, about, {
    voltageL1: ['voltage', 'voltage', { deadband: 1 }],
    power: ['power', 'power', { deadband: 0.1 }],
    energy: ['energy', 'energy', {}],
  })
  if (!plant) {
    device(
      plan,
      `CL-${id}`,
      'endress-hauser-liquiline',
      { kind: 'quality', node: `${id}-O`, position: 'end' },
      STEADY,
      { ...about, position: 'end' },
      {
        input1: ['chlorine', 'chlorine', { range: [0, 5], deadband: 0.005 }],
        input2: ['turbidity', 'turbidity', { range: [0, 40], deadband: 0.005 }],
      },
    )
  }
}

/** Every n-th customer's meter when there are more customers than meters, critical ones always. */
function planMeters(plan: InstrumentPlan, town: Town, most: number): void {
  const every = Math.max(1, Math.ceil(town.customers.length / Math.max(1, most)))
  for (const [n, customer] of town.customers.entries()) {
    if (most === 0 || (n % every !== 0 && !customer.critical)) continue
    const zone = customer.zone ?? TRUNK_ZONE
    const meter = {
      customer: customer.id,
      zone,
      volume: `${customer.id}.volume`,
      leak: `${customer.id}.leak`,
      devEui: devEuiOf(town.seed, n),
    }
    const about = { asset: customer.id, zone, position: 'end' as const, period: DAILY, name: customer.name }
    plan.meters.push(meter)
    plan.points.push(pointOf(meter.volume, 'volume', about), pointOf(meter.leak, 'leak', about))
  }
}

/** A made-up EUI-64 under a locally administered prefix. */
function devEuiOf(seed: number, n: number): string {
  const tail = hashText(`${seed}`).toString(16).padStart(8, '0').slice(0, 4) + n.toString(16).padStart(8, '0')
  return `02ff${tail}`
}
