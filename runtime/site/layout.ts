import { forceLink, forceManyBody, forceSimulation, type SimulationNodeDatum } from 'd3-force'
import type { ModelLink, XY } from './inp-model.ts'

interface Body extends SimulationNodeDatum {
  index: number
}

/** Work allowed, in node moves: a network of 100,000 nodes gets fewer rounds than one of a hundred. */
const MOVES = 600_000

/**
 * A place for every node, on the plane, in units in which pipes are about as long as they are; nodes that have a
 * place keep it. The same network is always laid out the same.
 */
export function layOut(known: readonly (XY | undefined)[], links: readonly ModelLink[]): XY[] {
  const unit = unitOf(known, links)
  const bodies = known.map(
    (at, index): Body => (at ? { index, fx: at[0] / unit, fy: at[1] / unit } : { index }),
  )
  seed(bodies, links)
  const typical = medianLength(links)
  const springs = links
    .filter(link => link.from !== link.to)
    .map(link => ({
      source: link.from,
      target: link.to,
      length: Math.max(link.length, typical / 10) / typical,
    }))
  // A whole network unfolds by pushing; a node among placed ones would be pushed out of its street.
  const reach = known.some(at => at) ? 0.5 : 50
  const simulation = forceSimulation(bodies)
    .force(
      'links',
      forceLink<Body, (typeof springs)[number]>(springs).distance(spring => spring.length),
    )
    .force('apart', forceManyBody().theta(1.5).strength(-0.3).distanceMax(reach))
    .stop()
  simulation.tick(Math.max(10, Math.min(300, Math.floor(MOVES / Math.max(1, known.length)))))
  return bodies.map((body, i) => known[i] ?? [(body.x ?? 0) * unit, (body.y ?? 0) * unit])
}

/** The length of the typical pipe in the units of the known places; 1 when there are none. */
function unitOf(known: readonly (XY | undefined)[], links: readonly ModelLink[]): number {
  const drawn = links.flatMap(({ from, to }) => {
    const a = known[from]
    const b = known[to]
    const length = a && b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0
    return length > 0 ? [length] : []
  })
  return middle(drawn) ?? medianLength(links)
}

function medianLength(links: readonly ModelLink[]): number {
  return middle(links.flatMap(link => (link.length > 0 ? [link.length] : []))) ?? 1
}

function middle(values: number[]): number | undefined {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

/**
 * Starts every unplaced node beside the neighbour it is first reached from: an unfolding by springs alone from a
 * random heap ends tangled.
 */
function seed(bodies: Body[], links: readonly ModelLink[]): void {
  const neighbours = bodies.map((): number[] => [])
  for (const { from, to } of links) {
    neighbours[from]!.push(to)
    neighbours[to]!.push(from)
  }
  const queue: number[] = []
  let done = 0
  const put = (body: Body, x: number, y: number) => {
    body.x = x
    body.y = y
    queue.push(body.index)
  }
  for (const body of bodies) if (body.fx != null) put(body, body.fx, body.fy!)
  let turn = 0
  let islands = 0
  for (const body of bodies) {
    if (body.x === undefined && done === queue.length) put(body, 20 * islands++, 0)
    while (done < queue.length) {
      const next = queue[done++]!
      const { x, y } = bodies[next]!
      for (const neighbour of neighbours[next]!) {
        if (bodies[neighbour]!.x !== undefined) continue
        turn += 2.399963 // the golden angle: neighbours fan out and never fall on one another
        put(bodies[neighbour]!, x! + Math.cos(turn), y! + Math.sin(turn))
      }
    }
  }
}
