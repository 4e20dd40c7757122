import type { Point } from '../../../model/point.ts'
import type { Quantity } from '../../../model/quantity.ts'

/** One pump, or a group that is only known as a whole, and what tells of it. */
export interface Pump {
  /** What its points' ids have in common: `PS-01.pump2`, or the asset where that is the pump. */
  id: string
  running: Point
  power: Point | undefined
  current: Point | undefined
  runtime: Point | undefined
}

/** What is measured once for all pumps of an asset. */
export interface PumpGroup {
  asset: string
  pumps: Pump[]
  flow: Point | undefined
  frequency: Point | undefined
  level: Point | undefined
  inlet: Point | undefined
  outlet: Point | undefined
  energy: Point | undefined
  power: Point | undefined
  volume: Point | undefined
}

const INLET = /[._-](inlet|suction)$/i
const OUTLET = /[._-](outlet|discharge)$/i

/**
 * The pumps of a site by their points: those of one asset whose ids differ only in the last part belong together, so
 * `PS-01.pump2.running` and `PS-01.pump2.power` are one pump, and `PS-01.flow` is of all its pumps. A pressure is the
 * inlet's or outlet's when its id ends so (`.inlet`, `.suction`, `.outlet`, `.discharge`).
 */
export function pumpGroups(points: Iterable<Point>): PumpGroup[] {
  const byAsset = new Map<string, Point[]>()
  for (const point of points) {
    const own = byAsset.get(point.asset)
    if (own) own.push(point)
    else byAsset.set(point.asset, [point])
  }
  return [...byAsset].flatMap(([asset, own]) => {
    const units = new Map<string, Point[]>()
    for (const point of own) {
      const unit = point.id.slice(0, Math.max(0, point.id.lastIndexOf('.')))
      units.set(unit, [...(units.get(unit) ?? []), point])
    }
    const all = [...units].flatMap(([id, of]) => pumpOf(id, of) ?? [])
    // A whole that has parts is no pump of its own.
    const pumps = all.filter(({ id }) => !all.some(other => other.id.startsWith(`${id}.`)))
    if (pumps.length === 0) return []
    const shared = own.filter(
      ({ id }) => !pumps.some(pump => pump.id !== asset && id.startsWith(`${pump.id}.`)),
    )
    const find = (quantity: Quantity, like = /./) =>
      shared.find(point => point.quantity === quantity && like.test(point.id))
    return [
      {
        asset,
        pumps,
        flow: find('flow'),
        frequency: find('frequency'),
        level: find('level'),
        inlet: find('pressure', INLET),
        outlet: find('pressure', OUTLET),
        energy: find('energy'),
        power: find('power'),
        volume: find('volume'),
      },
    ]
  })
}

function pumpOf(id: string, points: readonly Point[]): Pump | undefined {
  const find = (quantity: Quantity) => points.find(point => point.quantity === quantity)
  const running = find('running')
  if (!running) return undefined
  return { id, running, power: find('power'), current: find('current'), runtime: find('runtime') }
}
