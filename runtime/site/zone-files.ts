import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { LngLat, Station, Zone } from '../../model/network.ts'
import { Name } from '../../model/point.ts'
import { checkYaml, problemAt, readYaml, type YamlFile } from '../config/yaml.ts'
import type { Draft } from './draft.ts'

const Zones = Type.Array(
  Type.Object(
    {
      ...Zone.properties,
      inlets: Type.Array(Type.String(), { default: [] }),
      outlets: Type.Array(Type.String(), { default: [] }),
    },
    { additionalProperties: false },
  ),
)

const Stations = Type.Array(
  Type.Object(
    {
      ...Station.properties,
      name: Name,
      /** The node's own place when left out. */
      at: Type.Optional(LngLat),
      pumps: Type.Array(Type.String(), { default: [] }),
    },
    { additionalProperties: false },
  ),
)

/** `network/zones.yaml`. Inlets and outlets must be links of the network. */
export function readZones(draft: Draft): Zone[] {
  const file = yamlOf(draft, 'network/zones.yaml')
  const zones = file && checkYaml(Zones, file, draft.problems)
  if (!zones) return []
  for (const [i, zone] of zones.entries()) {
    if (draft.zones.has(zone.id)) draft.problems.push(problemAt(file, [i, 'id'], `${zone.id} is there twice`))
    draft.zones.add(zone.id)
    for (const side of ['inlets', 'outlets'] as const)
      zone[side] = zone[side].map((id, n) => {
        const link = draft.links.get(id)
        if (!link && draft.complete)
          draft.problems.push(
            problemAt(file, [i, side, n], `there is no pipe, pump or valve ${id} in the network`),
          )
        return link?.id ?? id
      })
  }
  return zones
}

/** `network/stations.yaml`. A pump that is no link of the network is the station's own. */
export function readStations(draft: Draft): Station[] {
  const file = yamlOf(draft, 'network/stations.yaml')
  const stations = file && checkYaml(Stations, file, draft.problems)
  if (!stations) return []
  return stations.flatMap((station, i) => {
    const node = draft.nodes.get(station.node)
    for (const [path, message] of stationMistakes(draft, station))
      draft.problems.push(problemAt(file, [i, ...path], message))
    const at = station.at ?? node?.at
    return at ? [{ ...station, at }] : []
  })
}

function* stationMistakes(
  draft: Draft,
  station: Static<typeof Stations>[number],
): Generator<[path: (string | number)[], message: string]> {
  const here = 'network/stations.yaml'
  const owner = draft.claimed.get(station.id)
  if (owner !== undefined) yield [['id'], `${station.id} is there already, in ${owner}`]
  draft.claimed.set(station.id, here)
  for (const [n, pump] of station.pumps.entries()) {
    if (draft.links.get(pump)?.kind === 'pump') continue
    const other = draft.claimed.get(pump)
    if (other !== undefined) yield [['pumps', n], `${pump} is no pump; it is in ${other} already`]
    else draft.claimed.set(pump, here)
  }
  if (station.zone !== undefined && draft.zones.size > 0 && !draft.zones.has(station.zone))
    yield [['zone'], `there is no zone ${station.zone}`]
  if (draft.complete && !draft.nodes.has(station.node))
    yield [['node'], `there is no node ${station.node} in the network`]
}

function yamlOf(draft: Draft, name: string): YamlFile | undefined {
  const file = join(draft.folder, name)
  return existsSync(file) ? readYaml(file, draft.problems) : undefined
}
