import type { Draft } from './draft.ts'
import type { Mains } from './mains.ts'
import { PEAK, type Sized } from './sizing.ts'
import type { PumpGroup, TankShape } from './supply.ts'

/** Pressure the worst street should have at the peak, m. */
const WORST = 24
/** Loops carry about this share of the loss a tree would have. */
const LOOPS_SAVE = 0.6

/** A pressure-reducing valve to build: where and to what. */
export interface Reducer {
  zone: string
  inlet: string
  setting: number
}

/** Sets plants, pumps, towers and pressure reducers so that every street has its pressure and none too much. */
export function setHeads(
  draft: Draft,
  mains: Mains,
  sized: Sized,
  demand: ReadonlyMap<string, number>,
  plants: readonly PumpGroup[],
  stations: readonly PumpGroup[],
  towers: readonly TankShape[],
): Reducer[] {
  const streets = [...draft.nodes.values()].filter(node => node.role === 'street')
  const need = (id: string) => draft.node(id).elevation + LOOPS_SAVE * (sized.lossTo.get(id) ?? 0) + WORST
  const head = Math.max(...streets.map(node => need(node.id)))
  const total = [...demand.values()].reduce((sum, mean) => sum + mean, 0)
  for (const plant of plants) {
    const outlet = draft.node(plant.discharge)
    plant.setpoint = Math.round((head - outlet.elevation) * 10) / 10
    plant.share = (sized.served.get(plant.discharge) ?? 0) / total
    // Two of three pumps carry the peak, with something to spare.
    plant.flow = Math.ceil((PEAK * total * plant.share * 1.15) / 2)
    plant.head = Math.ceil(1.12 * (head - draft.node(`${plant.id}-R`).elevation))
  }
  for (const station of stations) setStation(draft, demand, total, station)
  for (const tower of towers) setTower(draft, sized, tower, head, total / towers.length)
  return reducers(draft, mains, head, sized)
}

function setStation(
  draft: Draft,
  demand: ReadonlyMap<string, number>,
  total: number,
  station: PumpGroup,
): void {
  const mean = demand.get(`${station.id}-H`) ?? 1
  station.share = mean / total
  station.flow = Math.max(4, Math.ceil((2.1 * mean) / 2))
  station.head = Math.ceil(station.setpoint * (station.tank ? 1.15 : 0.9))
  const valve = station.floatValve === undefined ? undefined : draft.link(station.floatValve)
  if (!valve) return
  // Half open the float valve passes the mean at 20 m: K = 2 g h / v².
  const velocity = mean / 3_600 / (Math.PI * 0.05 ** 2)
  valve.setting = Math.round((2 * 9.81 * 20) / Math.max(0.02, velocity) ** 2)
}

function setTower(draft: Draft, sized: Sized, tower: TankShape, head: number, mean: number): void {
  const joint = draft.linksAt(tower.id)[0]!.from
  const full = head - 0.25 * LOOPS_SAVE * (sized.lossTo.get(joint) ?? 0)
  tower.diameter = Math.max(8, Math.round(Math.sqrt((1.6 * mean) / (Math.PI * 1.2))))
  draft.node(tower.id).elevation = Math.round((full - 3.6) * 100) / 100
}

/** Districts of one inlet that lie so low that their mean static pressure would pass 34 m; at least the lowest one. */
function reducers(draft: Draft, mains: Mains, head: number, sized: Sized): Reducer[] {
  const loss = (node: string) => LOOPS_SAVE * (sized.lossTo.get(node) ?? 0)
  const candidates = mains.districts
    .filter(({ inlets }) => inlets.length === 1)
    .map(({ id }) => {
      const nodes = [...draft.nodes.values()].filter(node => node.zone === id && node.role === 'street')
      const inlet = draft.link(`CV-${id.slice(4)}A`)
      const mean = nodes.reduce((sum, node) => sum + node.elevation, 0) / nodes.length
      const lossInside = Math.max(...nodes.map(node => loss(node.id))) - loss(inlet.to)
      const highest = Math.max(...nodes.map(node => node.elevation))
      const setting = Math.round(highest - draft.node(inlet.to).elevation + lossInside + WORST)
      return { zone: id, inlet: inlet.id, setting, pressure: head - loss(inlet.to) - mean }
    })
    .sort((a, b) => b.pressure - a.pressure)
  return candidates.filter(({ pressure }, n) => n === 0 || pressure > 34)
}
