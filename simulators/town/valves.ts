import type { IsolationValve } from '../../model/network.ts'
import type { Random } from '../random.ts'
import { type Draft, type DraftLink, serial } from './draft.ts'
import { alongCourse, type globe } from './place.ts'

/**
 * Isolation valves: all round a trunk crossing, one fewer than pipes at a street crossing (the usual N−1), at the
 * head of every inlet, station and plant main; a closed one on every district boundary. A few no longer turn.
 */
export function placeValves(draft: Draft, toGlobe: ReturnType<typeof globe>, rng: Random): IsolationValve[] {
  const valves: IsolationValve[] = []
  const put = (link: DraftLink, node: string, extra: Pick<IsolationValve, 'normallyClosed'> = {}) => {
    const share = Math.min(0.25, 7 / link.length)
    const id = `V${serial(valves.length + 1, 5)}`
    valves.push({
      id,
      link: link.id,
      node,
      at: toGlobe(alongCourse(link.course, link.from === node ? share : 1 - share)),
      diameter: link.diameter,
      ...extra,
      ...(!extra.normallyClosed && rng.chance(0.03) ? { inoperable: true } : {}),
    })
  }
  for (const node of draft.nodes.values()) {
    const pipes = draft.linksAt(node.id).filter(link => link.kind === 'pipe')
    const streets = pipes.filter(link => link.role === 'street')
    const spared = node.role === 'street' && streets.length > 0 ? rng.pick(streets) : undefined
    for (const link of pipes) {
      const head = link.from === node.id
      if (link.role === 'boundary') {
        if (head) put(link, node.id, { normallyClosed: true })
      } else if (link.id.startsWith('CV-')) {
        if (!head) put(link, node.id)
      } else if (link.role === 'inlet' || link.role === 'station' || link.role === 'tank') {
        if (head && draft.node(node.id).role !== 'station') put(link, node.id)
      } else if (link.role === 'plant') {
        if (head && node.id.endsWith('-M')) put(link, node.id)
      } else if (streets.length + (node.role === 'trunk' ? pipes.length : 0) >= 3 && link !== spared) {
        put(link, node.id)
      }
    }
  }
  return valves
}
