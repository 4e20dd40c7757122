import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Link, LngLat, Network, Node } from '../../model/network.ts'
import type { Name } from '../../model/point.ts'
import type { Problem } from '../config/problems.ts'
import { type Columns, type CsvRow, readCsv } from './csv.ts'
import { type Datum, toWgs84 } from './projections.ts'

/** A site while it is being read: what is known so far, and everything that was wrong. */
export interface Draft {
  folder: string
  problems: Problem[]
  network: Network
  /** False when the network file was refused: then nothing is held against ids that would be in it. */
  complete: boolean
  datum: Datum | undefined
  nodes: ReadonlyMap<string, Node>
  links: ReadonlyMap<string, Link>
  zones: Set<string>
  /** Every asset's id, and the file it is from. */
  claimed: Map<string, string>
}

/** A draft of nodes and links. */
export function draftOf(
  folder: string,
  problems: Problem[],
  network: Network | undefined,
  datum: Datum | undefined,
): Draft {
  const known = network ?? {
    nodes: [],
    links: [],
    valves: [],
    zones: [],
    stations: [],
    customers: [],
    fittings: [],
  }
  const links = new Map(known.links.map(link => [link.id, link]))
  for (const link of known.links)
    if (link.modelId !== undefined && !links.has(link.modelId)) links.set(link.modelId, link)
  return {
    folder,
    problems,
    network: known,
    complete: network !== undefined,
    datum,
    nodes: new Map(known.nodes.map(node => [node.id, node])),
    links,
    zones: new Set(),
    claimed: new Map([...known.nodes, ...known.links].map(asset => [asset.id, 'the network file'])),
  }
}

/** The rows of a table of the site folder; none when there is no such file. */
export function rowsOf(draft: Draft, name: string, columns: Columns): CsvRow[] {
  const file = join(draft.folder, name)
  return existsSync(file) ? readCsv(file, columns, draft.problems) : []
}

/** The path of a file of the site folder, as people would type it. */
export function pathOf(draft: Pick<Draft, 'folder'>, name: string): string {
  return relative(process.cwd(), join(draft.folder, name))
}

/** The row's id, unless it is blank or another asset has it. */
export function claimId(draft: Draft, row: CsvRow, file: string): string | undefined {
  const id = row.required('id')
  if (id === undefined) return undefined
  const owner = draft.claimed.get(id)
  if (owner !== undefined) return row.problem('id', `${id} is there already, in ${owner}`)
  draft.claimed.set(id, file)
  return id
}

/** The node that a cell names. */
export function nodeIn(draft: Draft, row: CsvRow, column: string): Node | undefined {
  const id = row.text(column)
  if (id === undefined) return undefined
  const node = draft.nodes.get(id)
  if (!node && draft.complete) row.problem(column, `there is no node ${id} in the network`)
  return node
}

/** The link that a cell names; its id in the hydraulic model will do. */
export function linkIn(draft: Draft, row: CsvRow, column: string): Link | undefined {
  const id = row.text(column)
  if (id === undefined) return undefined
  const link = draft.links.get(id)
  if (!link && draft.complete) row.problem(column, `there is no pipe, pump or valve ${id} in the network`)
  return link
}

/** The zone that a cell names. */
export function zoneIn(draft: Draft, row: CsvRow): string | undefined {
  const zone = row.text('zone')
  if (zone === undefined || draft.zones.has(zone) || draft.zones.size === 0) return zone
  return row.problem('zone', `there is no zone ${zone}; there are: ${listed([...draft.zones])}`)
}

/** The place in the columns lng and lat, moved to WGS-84; undefined when both are blank. */
export function placeIn(draft: Draft, row: CsvRow): LngLat | undefined {
  if (row.text('lng') === undefined && row.text('lat') === undefined) return undefined
  const lng = row.number('lng', { min: -180, max: 180, what: 'a longitude in degrees' })
  const lat = row.number('lat', { min: -90, max: 90, what: 'a latitude in degrees' })
  for (const column of ['lng', 'lat']) if (row.text(column) === undefined) row.problem(column, 'is blank')
  return lng === undefined || lat === undefined ? undefined : toWgs84([lng, lat], draft.datum)
}

/** A pair of cells `…_zh`, `…_en` as a name, one standing in for the other; undefined when both are blank. */
export function nameIn(row: CsvRow, what = 'name'): Name | undefined {
  const zh = row.text(`${what}_zh`) ?? row.text(`${what}_en`)
  return zh === undefined ? undefined : { zh, en: row.text(`${what}_en`) ?? zh }
}

/** A list for a message, shortened. */
export function listed(words: readonly string[]): string {
  const shown = words.slice(0, 12).join(', ')
  return words.length > 12 ? `${shown} and ${words.length - 12} more` : shown
}

/** `{ key: value }`, or nothing for undefined: optional fields are left out, never undefined. */
export function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}
