import type { LngLat } from '../../model/network.ts'
import type { InpFault } from './inp-fault.ts'
import type { InpModel, ModelLink, ModelNode, XY } from './inp-model.ts'
import { layOut } from './layout.ts'
import { type Datum, toWgs84, unprojection } from './projections.ts'

export interface PlaceOptions {
  /** Where the middle of a network in local coordinates, or without any, is put. */
  origin?: LngLat | undefined
  /** EPSG code or proj4 definition of the file's coordinates. */
  projection?: string | undefined
  /** What degrees in the file (or from the projection) refer to; `local` for coordinates of no known place. */
  datum?: Datum | 'local' | undefined
}

/**
 * Where networks of no known place go unless the site says otherwise: the Gulf of Guinea, where nobody's streets
 * are and where a metre looks the same in all directions.
 */
export const NOWHERE: LngLat = [0, 0]

const EARTH_RADIUS = 6_371_008.8
const M_PER_DEGREE = (EARTH_RADIUS * Math.PI) / 180

/** Turns the file's places into WGS-84. */
export type Placing = { place: (xy: XY) => LngLat; xy: XY[] } | { faults: InpFault[] }

/**
 * How the coordinates of a model become longitude and latitude. In this order: a projection that was named; degrees,
 * when that was said or when the pipes are then as long as they should be; else local units around `origin`,
 * scaled so that the map agrees with the pipes' lengths. Nodes without a place are laid out among the others.
 */
export function placing(model: InpModel, options: PlaceOptions): Placing {
  const located = model.nodes.filter(node => node.xy)
  const spread = located.some(
    node => node.xy![0] !== located[0]!.xy![0] || node.xy![1] !== located[0]!.xy![1],
  )
  const known = spread ? model.nodes.map(node => node.xy) : model.nodes.map(() => undefined)
  const degrees = spread && !options.projection && areDegrees(model, options.datum)
  const xy = known.every(at => at !== undefined) ? (known as XY[]) : layOut(known, model.links)
  const datum = options.datum === 'local' ? undefined : options.datum
  if (options.projection && spread) {
    const convert = unprojection(options.projection)
    if (!convert) return { faults: [{ message: `the projection ${options.projection} is not known` }] }
    return checked(model.nodes, { xy, place: at => toWgs84(convert(at), datum) })
  }
  if (degrees || (spread && datum))
    return checked(model.nodes, { xy, place: at => toWgs84([at[0], at[1]], datum) })
  return { xy, place: around(options.origin ?? NOWHERE, xy, scale(model.links, spread ? known : xy)) }
}

function areDegrees(model: InpModel, datum: PlaceOptions['datum']): boolean {
  if (datum !== undefined) return datum !== 'local'
  const inRange = model.nodes.every(({ xy }) => !xy || (Math.abs(xy[0]) <= 180 && Math.abs(xy[1]) <= 90))
  if (!inRange) return false
  const pairs = lengths(
    model.links,
    model.nodes.map(node => node.xy),
    (a, b) => metres([a[0], a[1]], [b[0], b[1]]),
  )
  const ratio = median(pairs)
  return ratio !== undefined && ratio > 0.5 && ratio < 2
}

function checked(nodes: ModelNode[], placed: Exclude<Placing, { faults: InpFault[] }>): Placing {
  for (const [i, at] of placed.xy.entries()) {
    const [lng, lat] = placed.place(at)
    if (Math.abs(lng) <= 180 && Math.abs(lat) <= 90) continue
    const message =
      `the node ${nodes[i]!.id} is at ${at[0]}, ${at[1]}, which is no longitude and latitude; ` +
      'name the projection of the file, or say datum: local'
    return { faults: [{ message }] }
  }
  return placed
}

/** Metres in one unit of the file: 1 and 0.3048 exactly where it is about that. */
function scale(links: ModelLink[], xy: (XY | undefined)[]): number {
  const ratio = median(lengths(links, xy, (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]))) ?? 1
  return [1, 0.3048].find(unit => Math.abs(ratio / unit - 1) < 0.15) ?? ratio
}

function around(origin: LngLat, xy: XY[], unit: number): (at: XY) => LngLat {
  const [west, east] = extent(xy.map(at => at[0]))
  const [south, north] = extent(xy.map(at => at[1]))
  const x = (west + east) / 2
  const y = (south + north) / 2
  const shrink = Math.cos((origin[1] * Math.PI) / 180)
  return at => [
    origin[0] + ((at[0] - x) * unit) / M_PER_DEGREE / shrink,
    origin[1] + ((at[1] - y) * unit) / M_PER_DEGREE,
  ]
}

function extent(values: number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], v) => [Math.min(low, v), Math.max(high, v)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
}

/** [true length ÷ length on the map, weight] of every pipe that has both. */
function lengths(
  links: ModelLink[],
  xy: (XY | undefined)[],
  distance: (a: XY, b: XY) => number,
): [ratio: number, weight: number][] {
  return links.flatMap(({ from, to, length, vertices }): [number, number][] => {
    const line = [xy[from], ...vertices, xy[to]]
    let drawn = 0
    for (let i = 1; i < line.length; i++)
      drawn += line[i - 1] && line[i] ? distance(line[i - 1]!, line[i]!) : Number.NaN
    return length > 0 && drawn > 0 ? [[length / drawn, length]] : []
  })
}

/** Weighted by length, so that dummy pipes of a metre across the map have no say. */
function median(pairs: [ratio: number, weight: number][]): number | undefined {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0])
  let left = sorted.reduce((sum, [, weight]) => sum + weight, 0) / 2
  return sorted.find(([, weight]) => (left -= weight) <= 0)?.[0]
}

/** Great-circle distance in metres. */
export function metres(a: LngLat, b: LngLat): number {
  const rad = Math.PI / 180
  const dLat = (b[1] - a[1]) * rad
  const dLng = (b[0] - a[0]) * rad
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * rad) * Math.cos(b[1] * rad) * Math.sin(dLng / 2) ** 2
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)))
}
