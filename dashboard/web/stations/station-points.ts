import type { Point } from '../../../model/point.ts'

/** What is measured at one pump. */
export interface PumpPoints {
  name: string
  running?: Point
  fault?: Point
  frequency?: Point
  current?: Point
  power?: Point
  runtime?: Point
  starts?: Point
}

/** A station's points by what they mean there. */
export interface StationPoints {
  inlet?: Point
  outlet?: Point
  setpoint?: Point
  flow?: Point
  level?: Point
  frequency?: Point
  power?: Point
  energy?: Point
  chlorine?: Point
  turbidity?: Point
  mains?: Point
  flooding?: Point
  door?: Point
  /** Of the valve that lets water in. */
  valve?: Point
  pumps: PumpPoints[]
}

type PumpKey = Exclude<keyof PumpPoints, 'name'>
const OF_PUMP: Partial<Record<Point['quantity'], PumpKey>> = {
  running: 'running',
  fault: 'fault',
  frequency: 'frequency',
  current: 'current',
  power: 'power',
  runtime: 'runtime',
  starts: 'starts',
}
type StationKey = Exclude<keyof StationPoints, 'pumps'>
const OF_STATION: Partial<Record<Point['quantity'], StationKey>> = {
  flow: 'flow',
  level: 'level',
  frequency: 'frequency',
  power: 'power',
  energy: 'energy',
  chlorine: 'chlorine',
  turbidity: 'turbidity',
  setpoint: 'setpoint',
  'mains-power': 'mains',
  flooding: 'flooding',
  door: 'door',
  'valve-position': 'valve',
}

const INLET = /inlet|suction|进|入口/i
const OUTLET = /outlet|discharge|出/i

/**
 * Sorts a station's points by what they mean. A pump's points are on an asset of their own (`pumps`), or have its
 * number in their id: `PS-01.pump2.running`.
 */
export function stationPoints(points: readonly Point[], pumps: readonly string[] = []): StationPoints {
  const found: StationPoints = { pumps: [] }
  const byPump = new Map<string, PumpPoints>()
  for (const point of points) {
    const number = /[.\-_]pump[-_]?(\d+)\b/i.exec(point.id)?.[1]
    const pump = number ?? (pumps.includes(point.asset) ? String(pumps.indexOf(point.asset) + 1) : undefined)
    if (pump !== undefined) {
      const one = byPump.get(pump) ?? { name: pump }
      byPump.set(pump, one)
      const key = OF_PUMP[point.quantity]
      if (key) one[key] ??= point
      continue
    }
    const key = point.quantity === 'pressure' ? pressureKey(point, found) : OF_STATION[point.quantity]
    if (key) found[key] ??= point
  }
  found.pumps = [...byPump.values()].sort((a, b) => Number(a.name) - Number(b.name))
  return found
}

function pressureKey({ id, name }: Point, found: StationPoints): 'inlet' | 'outlet' {
  const words = `${id} ${name.zh} ${name.en}`
  if (INLET.test(words)) return 'inlet'
  if (OUTLET.test(words)) return 'outlet'
  return found.outlet ? 'inlet' : 'outlet'
}

/** How a pump stands. Nothing is known of one that does not say whether it runs. */
export type PumpState = 'running' | 'stopped' | 'fault' | 'unknown'

export function pumpState(running: number | null, fault: number | null): PumpState {
  if (fault !== null && fault > 0) return 'fault'
  if (running === null) return 'unknown'
  return running > 0 ? 'running' : 'stopped'
}

/** kWh for a cubic metre now; undefined where hardly any water flows or something is not known. */
export function specificEnergy(power: number | null, flow: number | null): number | undefined {
  return power === null || flow === null || flow < 0.5 || power < 0 ? undefined : power / flow
}
