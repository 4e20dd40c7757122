import {
  CRITICAL_KINDS,
  type Customer,
  FITTING_KINDS,
  type Fitting,
  type IsolationValve,
  type Link,
  type LngLat,
  lineOf,
  type Node,
} from '../../model/network.ts'
import { claimId, type Draft, given, linkIn, nameIn, nodeIn, placeIn, rowsOf, zoneIn } from './draft.ts'
import { metres } from './place.ts'

const NAMES = ['name_zh', 'name_en']
const THIS_YEAR = 2_100

/** `network/nodes.csv` and `network/links.csv`: what the hydraulic model does not know of its own assets. */
export function readAttributes(draft: Draft): void {
  const nodes = rowsOf(draft, 'network/nodes.csv', {
    required: ['id'],
    optional: ['zone', 'material', 'year', ...NAMES],
  })
  for (const row of nodes) {
    const node = row.required('id') === undefined ? undefined : nodeIn(draft, row, 'id')
    const zone = zoneIn(draft, row)
    if (node) Object.assign(node, given('zone', zone), given('name', nameIn(row)))
  }
  const links = rowsOf(draft, 'network/links.csv', {
    required: ['id'],
    optional: ['zone', 'material', 'year', ...NAMES],
  })
  for (const row of links) {
    const link = row.required('id') === undefined ? undefined : linkIn(draft, row, 'id')
    const zone = zoneIn(draft, row)
    const year = row.number('year', { min: 1800, max: THIS_YEAR, whole: true, what: 'a year' })
    const rest = [given('zone', zone), given('material', row.text('material')), given('year', year)]
    if (link) Object.assign(link, ...rest, given('name', nameIn(row)))
  }
}

/** `network/valves.csv`: isolation valves, each beside one end of a link. */
export function readValves(draft: Draft): IsolationValve[] {
  const file = 'network/valves.csv'
  const rows = rowsOf(draft, file, {
    required: ['id', 'link', 'node'],
    optional: ['diameter', 'normally_closed', 'inoperable', ...NAMES],
  })
  return rows.flatMap(row => {
    const id = claimId(draft, row, file)
    for (const column of ['link', 'node']) row.required(column)
    const link = linkIn(draft, row, 'link')
    const node = nodeIn(draft, row, 'node')
    const diameter = row.number('diameter', { min: 0, what: 'a diameter in mm' }) ?? link?.diameter ?? 0
    const normallyClosed = row.flag('normally_closed')
    const inoperable = row.flag('inoperable')
    if (id === undefined || !link || !node) return []
    if (link.from !== node.id && link.to !== node.id) {
      row.problem('node', `${node.id} is not an end of ${link.id}; its ends are ${link.from} and ${link.to}`)
      return []
    }
    return [
      {
        id,
        link: link.id,
        node: node.id,
        at: beside(draft.nodes, link, node),
        diameter,
        ...(normallyClosed ? { normallyClosed } : {}),
        ...(inoperable ? { inoperable } : {}),
        ...given('name', nameIn(row)),
      },
    ]
  })
}

/** `network/fittings.csv`: loggers, meters, analysers and hydrants, on a node, on a link or at a place. */
export function readFittings(draft: Draft): Fitting[] {
  const file = 'network/fittings.csv'
  const rows = rowsOf(draft, file, {
    required: ['id', 'kind'],
    optional: ['lng', 'lat', 'node', 'link', 'zone', ...NAMES],
  })
  return rows.flatMap(row => {
    const id = claimId(draft, row, file)
    row.required('kind')
    const kind = row.word('kind', FITTING_KINDS)
    const node = nodeIn(draft, row, 'node')
    const link = linkIn(draft, row, 'link')
    const place = placeIn(draft, row)
    const zone = zoneIn(draft, row)
    if (['node', 'link', 'lng', 'lat'].every(column => row.text(column) === undefined))
      row.problem('node', 'say where it is: a node, a link, or lng and lat')
    const at = place ?? node?.at ?? (link && halfway(draft.nodes, link))
    if (id === undefined || !kind || !at) return []
    return [
      {
        id,
        kind,
        at,
        ...given('node', node?.id),
        ...given('link', link?.id),
        ...given('zone', zone),
        name: nameIn(row) ?? { zh: id, en: id },
      },
    ]
  })
}

/** `network/customers.csv`: metered connections. */
export function readCustomers(draft: Draft): Customer[] {
  const file = 'network/customers.csv'
  const rows = rowsOf(draft, file, {
    required: ['id', 'node'],
    optional: [
      'link',
      'lng',
      'lat',
      'zone',
      ...NAMES,
      'address_zh',
      'address_en',
      'households',
      'critical',
      'station',
    ],
  })
  const stations = new Set(draft.network.stations.map(station => station.id))
  return rows.flatMap(row => {
    const id = claimId(draft, row, file)
    row.required('node')
    const node = nodeIn(draft, row, 'node')
    const link = linkIn(draft, row, 'link')
    const place = placeIn(draft, row)
    const zone = zoneIn(draft, row)
    const households = row.number('households', { min: 1, whole: true }) ?? 1
    const critical = row.word('critical', CRITICAL_KINDS)
    const station = row.text('station')
    if (station !== undefined && !stations.has(station))
      row.problem('station', `there is no station ${station} in network/stations.yaml`)
    const at = place ?? node?.at
    if (id === undefined || !node || !at) return []
    return [
      {
        id,
        node: node.id,
        ...given('link', link?.id),
        at,
        ...given('zone', zone),
        name: nameIn(row) ?? { zh: id, en: id },
        ...given('address', nameIn(row, 'address')),
        households,
        ...given('critical', critical),
        ...given('station', station),
      },
    ]
  })
}

/** On the link's line, a few metres from the node, so that valves at one node stand apart. */
function beside(nodes: ReadonlyMap<string, Node>, link: Link, node: Node): LngLat {
  const line = lineOf(link, nodes as Map<string, Node>)
  if (link.from !== node.id) line.reverse()
  const [start, next = start] = line
  if (!start || !next) return node.at
  const length = metres(start, next)
  return along(start, next, length === 0 ? 0 : Math.min(3, length / 4) / length)
}

function halfway(nodes: ReadonlyMap<string, Node>, link: Link): LngLat | undefined {
  const line = lineOf(link, nodes as Map<string, Node>)
  const left = line[Math.floor((line.length - 1) / 2)]
  const right = line[Math.ceil((line.length - 1) / 2)]
  return left && right && along(left, right, 0.5)
}

function along([x, y]: LngLat, [toX, toY]: LngLat, part: number): LngLat {
  return [x + (toX - x) * part, y + (toY - y) * part]
}
