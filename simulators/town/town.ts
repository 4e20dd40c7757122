import type { LngLat, Network } from '../../model/network.ts'
import type { Name } from '../../model/point.ts'
import { random } from '../random.ts'
import { settle, type TownCustomer } from './customers.ts'
import { demandsOf, meanByNode, type NodeDemand } from './demands.ts'
import { Draft } from './draft.ts'
import { placeFittings } from './fittings.ts'
import { type Reducer, setHeads } from './heads.ts'
import { layOut } from './layout.ts'
import { drawMains } from './mains.ts'
import { cityName, namesOf } from './names.ts'
import { networkOf } from './network.ts'
import { globe, terrain } from './place.ts'
import { scaleOf } from './scale.ts'
import { size } from './sizing.ts'
import { buildPlants, buildStations, buildTowers, type PumpGroup, type TankShape } from './supply.ts'
import { placeValves } from './valves.ts'
import { HIGH_RISES } from './vocabulary.ts'

/** A made-up city's water supply: what a utility knows of it, and what only the simulator knows. */
export interface Town {
  seed: number
  name: Name
  centre: LngLat
  /** What goes into the site folder. */
  network: Network
  customers: TownCustomer[]
  demands: NodeDemand[]
  plants: PumpGroup[]
  stations: PumpGroup[]
  tanks: TankShape[]
  /** Settings of control valves by link: PRV m, TCV loss coefficient. */
  settings: Record<string, number>
  river: LngLat[]
}

export interface TownOptions {
  customers: number
  seed: number
  /** Where on the globe; hills north of the Yellow River's mouth when left out. */
  centre?: LngLat
}

const CENTRE: LngLat = [118.052, 36.482]

/**
 * Makes a plausible Chinese city's water network; pure: the same options make the same town on every machine.
 * @throws CodedError `customers-out-of-range` unless there are 1,000 to 200,000 customers.
 */
export function generateTown({ customers: count, seed, centre = CENTRE }: TownOptions): Town {
  const scale = scaleOf(count)
  const rng = random(seed).fork(`town of ${count}`)
  const layout = layOut(scale, rng.fork('layout'))
  const height = terrain(rng.fork('terrain'), layout.size, layout.toRiver)
  const toGlobe = globe(centre)
  const names = namesOf(rng.fork('names'))
  const draft = new Draft()

  const mains = drawMains(draft, layout, names, height, rng.fork('mains'))
  const plants = buildPlants(draft, layout, mains, height)
  const towers = buildTowers(draft, layout, mains, plants)
  const stations = buildStations(
    draft,
    layout,
    mains,
    highRiseNames(rng.fork('high-rises').shuffled(HIGH_RISES)),
    rng.fork('stations'),
  )
  const customers = settle(draft, layout, stations, toGlobe, rng.fork('customers'))
  const demands = demandsOf(customers)
  const means = meanByNode(demands)
  const sized = size(
    draft,
    means,
    plants.map(plant => plant.discharge),
    rng.fork('sizes'),
    count > 30_000,
  )
  const reducers = setHeads(draft, mains, sized, means, plants, stations, towers)
  for (const reducer of reducers) buildReducer(draft, reducer)

  const zoneNames = new Map(mains.districts.map(({ id }) => [id, names.district()]))
  const network = networkOf({
    draft,
    layout,
    mains,
    plants,
    stations,
    customers,
    zoneNames,
    toGlobe,
    valves: placeValves(draft, toGlobe, rng.fork('valves')),
    fittings: placeFittings(draft, mains, sized, plants, towers, zoneNames, toGlobe, rng.fork('fittings')),
  })
  const breaks = breakTanks(stations, means)
  for (const station of network.stations) {
    const tank = breaks.find(({ id }) => id === stations.find(one => one.id === station.id)?.tank)
    if (tank) station.storage = Math.round((Math.PI / 4) * tank.diameter ** 2 * GAUGED * 10) / 10
  }
  return {
    seed,
    name: cityName,
    centre,
    network,
    customers,
    demands,
    plants,
    stations,
    tanks: [...towers, ...breaks],
    settings: Object.fromEntries(
      [...draft.links.values()].flatMap(l => (l.setting === undefined ? [] : [[l.id, l.setting]])),
    ),
    river: layout.riverCourse.map(toGlobe),
  }
}

function highRiseNames(words: (readonly [string, string])[]): () => Name {
  let used = 0
  return () => {
    const [zh, en] = words[used % words.length]!
    const phase = Math.floor(used++ / words.length)
    return phase === 0
      ? { zh: `${zh}泵站`, en: `${en} Pump Station` }
      : { zh: `${zh}${phase + 1}期泵站`, en: `${en} Phase ${phase + 1} Pump Station` }
  }
}

function buildReducer(draft: Draft, { inlet, setting }: Reducer): void {
  const link = draft.link(inlet)
  Object.assign(link, { kind: 'valve', valve: 'PRV', setting, length: 0 })
  delete link.material
  delete link.year
}

/** m: as high as the gauge of a break tank reaches. */
const GAUGED = 6

/** Break tanks hold about seven hours of the mean. */
function breakTanks(stations: readonly PumpGroup[], means: ReadonlyMap<string, number>): TankShape[] {
  return stations.flatMap(({ id, tank }) => {
    if (tank === undefined) return []
    const volume = 7 * (means.get(`${id}-H`) ?? 1)
    const diameter = Math.max(2, Math.round(Math.sqrt((volume / 2.4) * (4 / Math.PI)) * 10) / 10)
    return [{ id: tank, kind: 'break' as const, lowest: 0.2, highest: 3, initial: 2.1, diameter }]
  })
}
