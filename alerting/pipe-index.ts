import Flatbush from 'flatbush'
import { type LngLat, lineOf, type Network } from '../model/network.ts'
import { distance } from './ticket/distance.ts'

/** A pipe and how far from a place it runs, m. */
export interface NearPipe {
  id: string
  metres: number
}

/** Pipes whose boxes are nearest that are looked at closely: a box may be near while its pipe is not. */
const CANDIDATES = 12

/** Answers which pipe runs nearest to a place; undefined in a network without pipes. */
export function pipeIndex({
  nodes,
  links,
}: Pick<Network, 'nodes' | 'links'>): (at: LngLat) => NearPipe | undefined {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const pipes = links
    .filter(({ kind }) => kind === 'pipe')
    .map(link => ({ id: link.id, course: lineOf(link, byId) }))
    .filter(({ course }) => course.length > 1)
  if (pipes.length === 0) return () => undefined
  // A degree of longitude is shorter than one of latitude: without the scale, north would seem nearer than east.
  const narrow = Math.cos((pipes[0]!.course[0]![1] * Math.PI) / 180)
  const index = new Flatbush(pipes.length)
  for (const { course } of pipes) {
    const xs = course.map(([lng]) => lng * narrow)
    const ys = course.map(([, lat]) => lat)
    index.add(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
  }
  index.finish()
  return at => {
    let best: NearPipe | undefined
    for (const i of index.neighbors(at[0] * narrow, at[1], CANDIDATES)) {
      const { id, course } = pipes[i]!
      const metres = toCourse(at, course, narrow)
      if (!best || metres < best.metres) best = { id, metres }
    }
    return best
  }
}

function toCourse(at: LngLat, course: readonly LngLat[], narrow: number): number {
  let least = Infinity
  for (let i = 1; i < course.length; i++) {
    least = Math.min(least, distance(at, nearestOn(at, course[i - 1]!, course[i]!, narrow)))
  }
  return least
}

/** The point of a stretch nearest to a place, on a plane: stretches are short. */
function nearestOn([x, y]: LngLat, [ax, ay]: LngLat, [bx, by]: LngLat, narrow: number): LngLat {
  const [dx, dy] = [(bx - ax) * narrow, by - ay]
  const length = dx * dx + dy * dy
  if (length === 0) return [ax, ay]
  const t = Math.max(0, Math.min(1, ((x - ax) * narrow * dx + (y - ay) * dy) / length))
  return [ax + t * (bx - ax), ay + t * (by - ay)]
}
