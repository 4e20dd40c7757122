import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IsolationValve, Link, Network } from '../../model/network.ts'
import { alternatives, resupply } from '../../model/trace/alternatives.ts'
import { graphOf } from '../../model/trace/graph.ts'
import { isolate } from '../../model/trace/isolation.ts'

/** Small networks of every kind: loops, dead ends, check valves, closed pipes, missing, stuck and shut valves. */
const networks = fc.integer({ min: 2, max: 8 }).chain(size =>
  fc
    .record({
      sources: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
      links: fc.array(
        fc.record({
          from: fc.nat(size - 1),
          to: fc.nat(size - 1),
          kind: fc.constantFrom('open', 'open', 'open', 'open', 'check', 'closed'),
          valves: fc.tuple(valve(), valve()),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    })
    .map(build),
)
function valve() {
  return fc.constantFrom('none', 'none', 'good', 'good', 'good', 'stuck', 'shut')
}

function build({
  sources,
  links,
}: {
  sources: boolean[]
  links: { from: number; to: number; kind: string; valves: [string, string] }[]
}): Network {
  const valves: IsolationValve[] = []
  const pipes = links.map(({ from, to, kind, valves: ends }, i): Link => {
    ends.forEach((state, side) => {
      if (state === 'none' || from === to) return
      valves.push({
        id: `V${i}${side ? 'b' : 'a'}`,
        link: `P${i}`,
        node: `N${side ? to : from}`,
        at: [0, 0],
        diameter: 100,
        ...(state === 'stuck' ? { inoperable: true } : {}),
        ...(state === 'shut' ? { normallyClosed: true } : {}),
      })
    })
    return {
      id: `P${i}`,
      kind: 'pipe',
      from: `N${from}`,
      to: `N${to}`,
      length: 1,
      diameter: 100,
      vertices: [],
      ...(kind === 'check' ? { checkValve: true } : {}),
      ...(kind === 'closed' ? { closed: true } : {}),
    }
  })
  const nodes = sources.map((source, i) => ({
    id: `N${i}`,
    kind: source ? ('reservoir' as const) : ('junction' as const),
    at: [0, 0] as [number, number],
    elevation: 0,
  }))
  const customers = nodes
    .filter(({ kind }) => kind === 'junction')
    .map(({ id }) => ({
      id: `C${id}`,
      node: id,
      at: [0, 0] as [number, number],
      name: { zh: id, en: id },
      households: 1,
    }))
  return { nodes, links: pipes, valves, zones: [], stations: [], customers, fittings: [] }
}

/**
 * The plainest possible judge: places are nodes and the middles of links; a step from node to middle or back is
 * there unless a shut valve is at that end, the pipe is closed, or a check valve forbids it.
 */
function reachedFrom(
  starts: string[],
  network: Network,
  shut: ReadonlySet<string>,
  broken?: string,
): Set<string> {
  const steps: [string, string][] = []
  for (const { id, from, to, closed, checkValve } of network.links) {
    const isBroken = id === broken
    if (closed && !isBroken) continue
    const barred = (node: string) =>
      network.valves.some(v => v.link === id && v.node === node && shut.has(v.id))
    if (!barred(from)) steps.push([from, id])
    if (!barred(to)) steps.push([id, to])
    // Through a broken pipe nothing runs on; into it water runs from both sides.
    const bothWays = !checkValve || isBroken
    if (bothWays && !barred(to)) steps.push([to, id])
    if (bothWays && !barred(from)) steps.push([id, from])
  }
  const reached = new Set(starts)
  for (let grew = true; grew; ) {
    grew = false
    for (const [a, b] of steps) {
      if (!reached.has(a) || reached.has(b) || a === broken) continue
      reached.add(b)
      grew = true
    }
  }
  return reached
}

const sourcesOf = ({ nodes }: Network) => nodes.filter(({ kind }) => kind !== 'junction').map(({ id }) => id)
const shutNow = ({ valves }: Network) => valves.filter(v => v.normallyClosed).map(({ id }) => id)

describe('isolation against brute force', () => {
  test('no water reaches the break; no valve is closed in vain; exactly the dry are named', () => {
    let possible = 0
    fc.assert(
      fc.property(networks, network => {
        const graph = graphOf(network)
        const sources = sourcesOf(network)
        const before = reachedFrom(sources, network, new Set(shutNow(network)))
        for (const { id: asset } of network.links) {
          const plan = isolate(graph, asset)
          const closed = new Set([...shutNow(network), ...plan.close.map(({ id }) => id)])
          const every = new Set([
            ...shutNow(network),
            ...network.valves.filter(v => !v.inoperable).map(({ id }) => id),
          ])
          const couldBe = !reachedFrom(sources, network, every, asset).has(asset)
          expect(plan.possible).toBe(couldBe)
          if (!plan.possible) continue
          possible++
          const after = reachedFrom(sources, network, closed, asset)
          expect(after.has(asset)).toBe(false)
          for (const { id } of plan.close) {
            const without = new Set([...closed].filter(one => one !== id))
            expect(reachedFrom(sources, network, without, asset).has(asset)).toBe(true)
          }
          const all = new Set([...closed, ...plan.spare.map(({ id }) => id)])
          const dryNodes = network.nodes
            .map(({ id }) => id)
            .filter(id => before.has(id) && !reachedFrom(sources, network, all, asset).has(id))
          const told = new Set([...plan.segment.nodes, ...plan.alsoDry.nodes])
          expect([...told].filter(id => before.has(id)).sort()).toEqual(dryNodes.sort())
        }
      }),
      { numRuns: 1_500, seed: 20_261_122 },
    )
    expect(possible).toBeGreaterThan(2_000)
  })

  test('each valve may fail: what else is closed keeps water from the break, at the cost that is told', () => {
    let ways = 0
    let dearer = 0
    fc.assert(
      fc.property(networks, network => {
        const graph = graphOf(network)
        const sources = sourcesOf(network)
        for (const { id: asset } of network.links) {
          const plan = isolate(graph, asset)
          for (const { valve, possible, more, moreHouseholds } of alternatives(graph, asset, plan)) {
            const operable = network.valves.filter(v => !v.inoperable && v.id !== valve.id)
            const every = new Set([...shutNow(network), ...operable.map(({ id }) => id)])
            expect(possible).toBe(!reachedFrom(sources, network, every, asset).has(asset))
            if (!possible) continue
            ways++
            const closed = new Set(shutNow(network))
            for (const { id } of [...plan.close, ...more]) if (id !== valve.id) closed.add(id)
            expect(reachedFrom(sources, network, closed, asset).has(asset)).toBe(false)
            const recorded = network.valves.map(v => (v.id === valve.id ? { ...v, inoperable: true } : v))
            const wider = isolate(graphOf({ ...network, valves: recorded }), asset)
            expect(moreHouseholds).toBe(wider.households - plan.households)
            if (moreHouseholds > 0) dearer++
          }
        }
      }),
      { numRuns: 600, seed: 35 },
    )
    expect(ways).toBeGreaterThan(200)
    expect(dearer).toBeGreaterThan(50)
  })

  test('what is opened for re-supply brings water to so many, and none to the break', () => {
    let proposals = 0
    fc.assert(
      fc.property(networks, network => {
        const graph = graphOf(network)
        for (const { id: asset } of network.links) {
          const plan = isolate(graph, asset)
          if (!plan.possible) continue
          const shut = [
            ...shutNow(network),
            ...plan.close.map(({ id }) => id),
            ...plan.spare.map(({ id }) => id),
          ]
          const after = reachedFrom(sourcesOf(network), network, new Set(shut), asset)
          for (const { open, kind, households } of resupply(graph, asset, plan)) {
            proposals++
            const opened: Network = {
              ...network,
              links: network.links.map(link =>
                kind === 'link' && link.id === open ? { ...link, closed: false } : link,
              ),
            }
            const left = new Set(shut.filter(id => id !== open))
            const now = reachedFrom(sourcesOf(network), opened, left, asset)
            expect(now.has(asset)).toBe(false)
            const gained = network.customers.filter(({ node }) => now.has(node) && !after.has(node))
            expect(gained.length).toBe(households)
          }
        }
      }),
      { numRuns: 1_500, seed: 7 },
    )
    expect(proposals).toBeGreaterThan(20)
  })
})
