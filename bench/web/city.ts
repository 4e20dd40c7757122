import type { Fitting, IsolationValve, Link, LngLat, Network, Node, Zone } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import { MINUTE } from '../../model/time.ts'
import type { Site } from '../../runtime/site/site.ts'
import { siteOf } from '../../test/dashboard/server/town.ts'

const CENTRE: LngLat = [117.0, 36.65]
/** Degrees between two crossings: about 90 m. */
const BLOCK = 0.0009
const ZONES = 6

/** Streets are mains by their number: every 25th the widest. */
const diameterOf = (street: number) => (street % 25 === 0 ? 800 : street % 5 === 0 ? 300 : 150)

/** A city of streets at right angles, slightly out of true: so many pipes, and so many loggers at its crossings. */
export function city(pipes: number, loggers: number): Site {
  const side = Math.ceil(Math.sqrt(pipes / 2))
  const zoneOf = (row: number, column: number) =>
    `Z-${Math.floor((row * ZONES) / side)}-${Math.floor((column * ZONES) / side)}`
  const at = (row: number, column: number): LngLat => [
    CENTRE[0] + (column - side / 2) * BLOCK + Math.sin(row * 1.7 + column) * BLOCK * 0.15,
    CENTRE[1] + (row - side / 2) * BLOCK + Math.cos(column * 1.3 + row) * BLOCK * 0.15,
  ]
  const nodes: Node[] = []
  const links: Link[] = []
  const valves: IsolationValve[] = []
  const lay = (from: string, to: string, street: number, zone: string) => {
    if (links.length === pipes) return
    const diameter = diameterOf(street)
    const id = `P-${links.length}`
    links.push({ id, kind: 'pipe', from, to, length: 90, diameter, vertices: [], zone })
  }
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const id = `J-${row}-${column}`
      const zone = zoneOf(row, column)
      nodes.push({ id, kind: 'junction', at: at(row, column), elevation: 20, zone })
      if (column > 0) lay(`J-${row}-${column - 1}`, id, row, zone)
      if (row > 0) lay(`J-${row - 1}-${column}`, id, column, zone)
      if ((row + column) % 5 === 0 && links.length > 0)
        valves.push({
          id: `V-${valves.length}`,
          link: links.at(-1)!.id,
          node: id,
          at: at(row, column),
          diameter: 150,
        })
    }
  const every = Math.max(1, Math.floor(nodes.length / loggers))
  const fittings = nodes
    .filter((_, i) => i % every === 0)
    .slice(0, loggers)
    .map(
      ({ id, at, zone }, i): Fitting => ({
        id: `L-${i}`,
        kind: 'pressure-logger',
        at: [at[0] + BLOCK / 8, at[1]],
        node: id,
        zone: zone!,
        name: { zh: `测压点${i}`, en: `Logger ${i}` },
      }),
    )
  const network: Network = {
    nodes,
    links,
    valves,
    zones: zones(at, side),
    stations: [],
    customers: [],
    fittings,
  }
  return { ...siteOf(network), points: pointsOf(fittings), networkVersion: `city-${pipes}-${loggers}` }
}

function zones(at: (row: number, column: number) => LngLat, side: number): Zone[] {
  const edge = (i: number) => Math.ceil((i * side) / ZONES)
  return Array.from({ length: ZONES * ZONES }, (_, i): Zone => {
    const [row, column] = [Math.floor(i / ZONES), i % ZONES]
    const [low, high, left, right] = [edge(row), edge(row + 1), edge(column), edge(column + 1)]
    return {
      id: `Z-${row}-${column}`,
      kind: 'district',
      name: { zh: `${row}${column}片区`, en: `District ${row}${column}` },
      inlets: [],
      outlets: [],
      area: [at(low, left), at(low, right), at(high, right), at(high, left)],
    }
  })
}

function pointsOf(fittings: readonly Fitting[]): Map<string, Point> {
  return new Map(
    fittings.map(({ id, zone }): [string, Point] => [
      `${id}.pressure`,
      {
        id: `${id}.pressure`,
        asset: id,
        ...(zone ? { zone } : {}),
        quantity: 'pressure',
        unit: 'm',
        kind: 'gauge',
        position: 'network',
        range: [0, 100],
        period: MINUTE,
        deadband: 0,
        name: { zh: '压力', en: 'Pressure' },
      },
    ]),
  )
}
