import type { Name } from '../../model/point.ts'
import type { Random } from '../random.ts'
import { type Draft, serial } from './draft.ts'
import type { Layout } from './layout.ts'
import type { Mains } from './mains.ts'
import { TRUNK_ZONE } from './mains.ts'
import { distance, type Spot } from './place.ts'

/** Pumps side by side between two nodes, run by variable speed to hold a pressure. */
export interface PumpGroup {
  id: string
  kind: 'plant' | 'secondary'
  name: Name
  zone: string
  /** Suction, discharge; the first is a clear well, a break tank or the main itself. */
  suction: string
  discharge: string
  pumps: string[]
  /** Pressure held at the discharge node, m. */
  setpoint: number
  /** Part of the town's demand that lies nearest to it. */
  share: number
  /** Duty point of one pump at full speed: m³/h and m. */
  flow: number
  head: number
  /** Break tank of a secondary station and the float valve that fills it. */
  tank?: string
  floatValve?: string
}

export interface TankShape {
  id: string
  kind: 'tower' | 'break'
  /** Levels above the bottom and diameter, m. */
  lowest: number
  highest: number
  initial: number
  diameter: number
}

const PLANT_NAMES: Name[] = [
  { zh: '鹊山水厂', en: 'Queshan Water Works' },
  { zh: '玉清水厂', en: 'Yuqing Water Works' },
  { zh: '南康水厂', en: 'Nankang Water Works' },
]

/** Water works at the edge of the town: a clear well, pumps, a metered outlet and two mains into the trunk ring. */
export function buildPlants(
  draft: Draft,
  layout: Layout,
  mains: Mains,
  height: (spot: Spot) => number,
): PumpGroup[] {
  const sites: string[] = []
  return PLANT_NAMES.slice(0, layout.scale.plants).map((name, n) => {
    const first = farFrom(
      draft,
      mains.trunkNodes,
      sites,
      ({ spot }) => Math.hypot(...spot) - 2 * layout.toRiver(spot),
    )
    sites.push(first)
    const id = `WP-${n + 1}`
    const [x, y] = outward(draft.node(first).spot, 2.5 * layout.scale.spacing + 120)
    const place = (dx: number, dy: number): Spot => [x + dx, y + dy]
    const node = (suffix: string, spot: Spot) =>
      draft.addNode({
        id: `${id}-${suffix}`,
        kind: 'junction',
        spot,
        elevation: height(spot),
        role: 'plant',
        zone: TRUNK_ZONE,
      })
    const well = place(-70, -25)
    draft.addNode({
      id: `${id}-R`,
      kind: 'reservoir',
      spot: well,
      elevation: height(well) + 2,
      role: 'plant',
      zone: TRUNK_ZONE,
      name,
    })
    node('S', place(-45, -16))
    node('O', place(0, 0))
    node('M', place(30, 10))
    const link = (suffix: string, from: string, to: string, kind: 'pipe' | 'pump' = 'pipe') =>
      draft.addLink({ id: `${id}-${suffix}`, kind, from, to, role: 'plant', zone: TRUNK_ZONE }).id
    link('SP', `${id}-R`, `${id}-S`)
    const pumps = [1, 2, 3].map(p => link(`P${p}`, `${id}-S`, `${id}-O`, 'pump'))
    link('MAIN', `${id}-O`, `${id}-M`)
    link('OUT1', `${id}-M`, first)
    const second = nearest(
      draft,
      draft.node(`${id}-M`).spot,
      mains.trunkNodes.filter(other => other !== first),
    )
    link('OUT2', `${id}-M`, second)
    return {
      id,
      kind: 'plant',
      name,
      zone: TRUNK_ZONE,
      suction: `${id}-S`,
      discharge: `${id}-O`,
      pumps,
      setpoint: 0,
      share: 1,
      flow: 0,
      head: 0,
    }
  })
}

/** Water towers where the plants are far: they fill by night and help at the peaks. Bottom and size come later. */
export function buildTowers(
  draft: Draft,
  layout: Layout,
  mains: Mains,
  plants: readonly PumpGroup[],
): TankShape[] {
  const taken = plants.map(plant => plant.discharge)
  return Array.from({ length: layout.scale.tanks }, (_, n) => {
    const at = farFrom(draft, mains.trunkNodes, taken, () => 0)
    taken.push(at)
    const id = `TK-${n + 1}`
    const spot = outward(draft.node(at).spot, 1.5 * layout.scale.spacing)
    const name = {
      zh: `${'东西南北'[n]}山高位水池`,
      en: `${['East', 'West', 'South', 'North'][n]} Hill Tank`,
    }
    draft.addNode({ id, kind: 'tank', spot, elevation: 0, role: 'tank', zone: TRUNK_ZONE, name })
    draft.addLink({ id: `${id}-P`, kind: 'pipe', from: at, to: id, role: 'tank', zone: TRUNK_ZONE })
    return { id, kind: 'tower', lowest: 0.3, highest: 5, initial: 3, diameter: 10 }
  })
}

/** Secondary-supply stations: half with a break tank filled by a float valve, half drawing from the main directly. */
export function buildStations(
  draft: Draft,
  layout: Layout,
  mains: Mains,
  names: () => Name,
  rng: Random,
): PumpGroup[] {
  const taken = new Set<string>()
  return Array.from({ length: layout.scale.stations }, (_, n) => {
    const district = mains.districts[n % mains.districts.length]!
    const nodes = [...draft.nodes.values()].filter(
      node =>
        node.zone === district.id &&
        node.role === 'street' &&
        !taken.has(node.id) &&
        draft.linksAt(node.id).length >= 2,
    )
    const main = rng.pick(nodes)
    taken.add(main.id)
    const id = `PS-${serial(n + 1, 2)}`
    const name = names()
    const turn = rng.between(0, 2 * Math.PI)
    const away = (metres: number): Spot => [
      main.spot[0] + metres * Math.cos(turn),
      main.spot[1] + metres * Math.sin(turn),
    ]
    const unit = layout.scale.spacing * 0.09
    const node = (suffix: string, steps: number, kind: 'junction' | 'tank' = 'junction') =>
      draft.addNode({
        id: `${id}-${suffix}`,
        kind,
        spot: away(steps * unit),
        elevation: main.elevation,
        role: 'station',
        zone: district.id,
      }).id
    const inlet = node('I', 2)
    const direct = n % 2 === 1
    const suction = direct ? inlet : node('T', 2.6, 'tank')
    const discharge = node('O', 3.2)
    const upper = node('H', 4.4)
    const link = (suffix: string, from: string, to: string, kind: 'pipe' | 'pump' | 'valve') =>
      draft.addLink({
        id: `${id}-${suffix}`,
        kind,
        from,
        to,
        role: 'station',
        zone: district.id,
        ...(kind === 'valve' ? { valve: 'TCV' as const, length: 0, diameter: 100 } : {}),
      }).id
    link('IN', main.id, inlet, 'pipe')
    if (!direct) link('FV', inlet, suction, 'valve')
    const pumps = [1, 2, 3].map(p => link(`P${p}`, suction, discharge, 'pump'))
    link('UP', discharge, upper, 'pipe')
    return {
      id,
      kind: 'secondary',
      name,
      zone: district.id,
      suction,
      discharge,
      pumps,
      setpoint: 50,
      share: 0,
      flow: 0,
      head: 0,
      ...(direct ? {} : { tank: suction, floatValve: `${id}-FV` }),
    }
  })
}

/** Of the candidates the one farthest from everything taken; before anything is taken, the one that scores best. */
function farFrom(
  draft: Draft,
  candidates: string[],
  taken: string[],
  score: (node: { spot: Spot }) => number,
): string {
  const worth = (id: string) => {
    const node = draft.node(id)
    if (taken.length === 0) return score(node)
    return Math.min(...taken.map(other => distance(node.spot, draft.node(other).spot)))
  }
  return candidates.reduce((best, id) => (worth(id) > worth(best) ? id : best))
}

function nearest(draft: Draft, spot: Spot, candidates: string[]): string {
  return candidates.reduce((best, id) =>
    distance(draft.node(id).spot, spot) < distance(draft.node(best).spot, spot) ? id : best,
  )
}

function outward([x, y]: Spot, metres: number): Spot {
  const far = Math.hypot(x, y) || 1
  return [x + (x / far) * metres, y + (y / far) * metres]
}
