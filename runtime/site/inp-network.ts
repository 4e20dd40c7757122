import type { Link, LngLat, Node } from '../../model/network.ts'
import type { InpModel, ModelLink, XY } from './inp-model.ts'

/** What an INP file gives of a network. */
export interface Skeleton {
  nodes: Node[]
  links: Link[]
}

/**
 * The platform's network from a model whose places have been converted. An asset has one id: a link that has a
 * node's id (EPANET allows it) is called `L-<id>`, its id in the model is kept in `modelId`.
 */
export function skeletonOf(model: InpModel, xy: readonly XY[], place: (at: XY) => LngLat): Skeleton {
  const ids = new Set(model.nodes.map(node => node.id))
  const taken = new Set([...ids, ...model.links.map(link => link.id)])
  const nodes = model.nodes.map(
    ({ id, kind, elevation, area }, i): Node => ({
      id,
      kind,
      at: fine(place(xy[i]!)),
      elevation,
      ...(area === undefined ? {} : { area }),
    }),
  )
  return { nodes, links: model.links.map(link => linkOf(link, model, place, ids, taken)) }
}

function linkOf(
  link: ModelLink,
  { nodes }: InpModel,
  place: (at: XY) => LngLat,
  ids: ReadonlySet<string>,
  taken: Set<string>,
): Link {
  const shared = ids.has(link.id)
  return {
    id: shared ? freeId(link.id, taken) : link.id,
    ...(shared ? { modelId: link.id } : {}),
    kind: link.kind,
    from: nodes[link.from]!.id,
    to: nodes[link.to]!.id,
    length: link.length,
    diameter: link.diameter,
    vertices: link.vertices.map(at => fine(place(at))),
    ...(link.closed ? { closed: true } : {}),
    ...(link.checkValve ? { checkValve: true } : {}),
    ...(link.valve === undefined ? {} : { valve: link.valve }),
  }
}

function freeId(id: string, taken: Set<string>): string {
  let free = `L-${id}`
  while (taken.has(free)) free = `L-${free}`
  taken.add(free)
  return free
}

/** A centimetre on the ground; more digits only make files long. */
function fine([lng, lat]: LngLat): LngLat {
  return [Math.round(lng * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7]
}
