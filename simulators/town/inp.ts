import { USES, useFactor, workday } from './patterns.ts'
import { roughness } from './sizing.ts'
import type { PumpGroup } from './supply.ts'
import type { Town } from './town.ts'

/** Free chlorine leaving the plants, mg/L, and its decay, 1/day and m/day. */
export const DOSE = 0.65
const BULK_DECAY = -0.35
const WALL_DECAY = -0.03
/** Junctions below this pressure get less than they ask for, m. */
const FULL_SUPPLY = 10

/** The town as an EPANET 2.2 input file: SI (m³/h, m, mm), a workday's patterns, chlorine, pressure-driven demand. */
export function inpOf(town: Town): string {
  const { nodes, links } = town.network
  const kind = (wanted: string) => nodes.filter(node => node.kind === wanted)
  const shape = new Map(town.tanks.map(tank => [tank.id, tank]))
  const groups = [...town.plants, ...town.stations]
  const groupOf = new Map(
    groups.flatMap(group => group.pumps.map((pump, n) => [pump, { group, n }] as const)),
  )
  const row = (...cells: (string | number)[]) => ` ${cells.join('\t')}`
  const section = (name: string, rows: string[]) => [`[${name}]`, ...rows, '']
  return [
    ...section('TITLE', [
      `${town.name.en} (${town.name.zh}), ${town.customers.length} customers, seed ${town.seed}`,
    ]),
    ...section(
      'JUNCTIONS',
      kind('junction').map(node => row(node.id, node.elevation)),
    ),
    ...section(
      'RESERVOIRS',
      kind('reservoir').map(node => row(node.id, node.elevation)),
    ),
    ...section(
      'TANKS',
      kind('tank').map(node => {
        const { initial, lowest, highest, diameter } = shape.get(node.id)!
        return row(node.id, node.elevation, initial, lowest, highest, diameter, 0)
      }),
    ),
    ...section(
      'PIPES',
      links
        .filter(link => link.kind === 'pipe')
        .map(link =>
          row(
            link.id,
            link.from,
            link.to,
            Math.max(1, link.length),
            link.diameter,
            roughness(link.material, link.year),
            0,
            link.closed ? 'Closed' : 'Open',
          ),
        ),
    ),
    ...section(
      'PUMPS',
      links
        .filter(link => link.kind === 'pump')
        .map(link => {
          const { group, n } = groupOf.get(link.id)!
          return row(
            link.id,
            link.from,
            link.to,
            `HEAD ${group.id}`,
            ...(n < DUTY ? [`PATTERN ${group.id}`] : []),
          )
        }),
    ),
    ...section(
      'VALVES',
      links
        .filter(link => link.kind === 'valve')
        .map(link =>
          row(link.id, link.from, link.to, link.diameter, link.valve!, town.settings[link.id] ?? 0, 0),
        ),
    ),
    ...section(
      'STATUS',
      groups.flatMap(group => standby(group).map(pump => row(pump, 'Closed'))),
    ),
    ...section(
      'CURVES',
      groups.map(group => row(group.id, group.flow, group.head)),
    ),
    ...section(
      'DEMANDS',
      town.demands.map(({ node, use, mean }) => row(node, mean, use)),
    ),
    ...section('PATTERNS', [
      ...USES.map(use => row(use, ...workday(use))),
      ...groups.map(group => row(group.id, ...speeds(town, group))),
    ]),
    ...section(
      'CONTROLS',
      town.stations.flatMap(({ tank, floatValve }) =>
        floatValve === undefined
          ? []
          : [
              ` LINK ${floatValve} CLOSED IF NODE ${tank} ABOVE 2.9`,
              ` LINK ${floatValve} ${town.settings[floatValve]} IF NODE ${tank} BELOW 2.2`,
            ],
      ),
    ),
    ...section(
      'QUALITY',
      nodes.map(node => row(node.id, node.kind === 'reservoir' ? DOSE : 0.4)),
    ),
    ...section(
      'SOURCES',
      kind('reservoir').map(node => row(node.id, 'CONCEN', DOSE)),
    ),
    ...section('REACTIONS', [row('Global Bulk', BULK_DECAY), row('Global Wall', WALL_DECAY)]),
    ...section('TIMES', [
      row('Duration', '24:00'),
      row('Hydraulic Timestep', '0:15'),
      row('Quality Timestep', '0:05'),
      row('Pattern Timestep', '1:00'),
    ]),
    ...section('OPTIONS', [
      row('Units', 'CMH'),
      row('Headloss', 'H-W'),
      row('Quality', 'Chlorine mg/L'),
      row('Unbalanced', 'Continue 10'),
      row('Accuracy', 0.001),
      row('Trials', 60),
      row('Demand Model', 'PDA'),
      row('Minimum Pressure', 0),
      row('Required Pressure', FULL_SUPPLY),
      row('Pressure Exponent', 0.5),
      row('Emitter Exponent', 0.5),
    ]),
    ...section(
      'COORDINATES',
      nodes.map(node => row(node.id, ...node.at)),
    ),
    ...section(
      'VERTICES',
      links.flatMap(link => link.vertices.map(at => row(link.id, ...at))),
    ),
    '[END]',
    '',
  ].join('\n')
}

/** Pumps of a group that work in the file; the last stands by. */
const DUTY = 2
const standby = ({ pumps }: PumpGroup) => pumps.slice(DUTY)

/** Speed of a group's duty pumps by hour that holds its setpoint, from the affinity laws on EPANET's one-point curve. */
function speeds(town: Town, group: PumpGroup): number[] {
  const heightOf = new Map(town.network.nodes.map(node => [node.id, node.elevation]))
  const outlet = heightOf.get(group.discharge)!
  const plant = group.kind === 'plant'
  // A break tank stands two metres full; a station on the main finds about 25 m there.
  const suction = plant ? heightOf.get(`${group.id}-R`)! : outlet + (group.tank === undefined ? 25 : 2)
  const lift = group.setpoint + outlet - suction
  return Array.from({ length: 24 }, (_, hour) => {
    const time = { hour: hour + 0.5, weekend: false }
    const demand = town.demands.reduce((sum, { use, mean }) => sum + mean * useFactor(use, time), 0)
    return Math.round(speedFor(group, lift, (demand * group.share) / DUTY) * 1e4) / 1e4
  })
}

/** Relative speed at which one pump lifts `flow` m³/h by `lift` m: lift = s²·4/3·H − 1/3·H·(flow/Q)². */
export function speedFor(
  { flow: q, head }: Pick<PumpGroup, 'flow' | 'head'>,
  lift: number,
  flow: number,
): number {
  return Math.sqrt(Math.max(0, (lift + (head / 3) * (flow / q) ** 2) / ((4 / 3) * head)))
}
