import { describe, expect, test } from 'vitest'
import { alternatives, resupply } from '../../model/trace/alternatives.ts'
import { graphOf } from '../../model/trace/graph.ts'
import { isolate } from '../../model/trace/isolation.ts'
import { downstream, upstream } from '../../model/trace/stream.ts'
import { drawn } from './drawn-network.ts'

const ids = (things: readonly { id: string }[]) => things.map(({ id }) => id).sort()
const dryAt = (things: readonly { node: string }[]) => things.map(({ node }) => node).sort()

/** A loop fed by one reservoir, with a dead end:  R ─ A ─ B ─ C ─ A,  C ─ D. */
const loop = `
  R -V0--- A
  A -V1--V2- B
  B -V3--V4- C
  A -V5--V6- C
  C -V7--- D
`

describe('valves to close', () => {
  test.each([
    ['a pipe with a valve at each end', 'A-B', ['V1', 'V2'], []],
    // V7 leads to the dead end D, which is part of the drained piece anyway.
    ['a dead end drains alone', 'C-D', ['V7'], ['D']],
    ['the only feed takes everything with it', 'R-A', ['V0'], ['A', 'B', 'C', 'D']],
    ['a node: every valve around it', 'C', ['V4', 'V6'], ['C', 'D']],
  ])('%s', (_, asset, close, dry) => {
    const plan = isolate(graphOf(drawn(loop)), asset)
    expect(plan.possible).toBe(true)
    expect(ids(plan.close)).toEqual(close)
    expect(dryAt(plan.customers)).toEqual(dry)
  })

  test('behind a spare valve is no source: it only keeps a dead end from draining', () => {
    const plan = isolate(graphOf(drawn(loop)), 'C')
    expect(ids(plan.spare)).toEqual(['V7'])
  })

  test('what is cut off outside the drained piece is told apart from it', () => {
    const plan = isolate(graphOf(drawn('R -V1--- A\nA -V2--V3- B\nB -V4--- C')), 'A-B')
    expect(ids(plan.close)).toEqual(['V2'])
    expect(plan.segment).toEqual({ nodes: [], links: ['A-B'] })
    expect(plan.alsoDry.nodes.sort()).toEqual(['B', 'C'])
    expect(dryAt(plan.customers)).toEqual(['B', 'C'])
  })

  test('a pipe without valves takes its neighbours with it, up to the next valves', () => {
    const plan = isolate(graphOf(drawn('R -V1--- A\nA ----- B\nB ---V2- C\nC ----- R')), 'A-B')
    expect(ids(plan.close)).toEqual(['V1', 'V2'])
    expect(dryAt(plan.customers)).toEqual(['A', 'B'])
  })

  test('a valve with the drained piece on both sides parts nothing and is not named', () => {
    const plan = isolate(graphOf(drawn('R -V1--- A\nA ----- B\nA -V9--- B')), 'A-B')
    expect(ids([...plan.close, ...plan.spare])).toEqual(['V1'])
  })

  test('a normally closed valve is left shut and bounds the drained piece', () => {
    const plan = isolate(graphOf(drawn('R -V1--- A\nA --|V2|- B\nB ----- R2')), 'A')
    expect(ids(plan.close)).toEqual(['V1'])
    expect(ids(plan.alreadyShut)).toEqual(['V2'])
    expect(dryAt(plan.customers)).toEqual(['A'])
  })

  test('a check valve lets no water back to the break', () => {
    const network = drawn('R -V1--- A\nA -->-- B\nR2 ----- B')
    expect(ids(isolate(graphOf(network), 'A').close)).toEqual(['V1'])
    expect(isolate(graphOf(network), 'B')).toMatchObject({ possible: false, sources: ['R2'] })
  })

  test('a source that no valve parts from the break makes it impossible, and is named', () => {
    const plan = isolate(graphOf(drawn('R -V1--- A\nA ----- T')), 'A')
    expect(plan).toMatchObject({ possible: false, sources: ['T'] })
  })

  test('an asset nobody knows is an error with its name', () => {
    expect(() => isolate(graphOf(drawn(loop)), 'Z')).toThrow('"Z" is no pipe and no node')
  })
})

describe('when a valve cannot be closed', () => {
  test('the wider piece, its valves and what it costs are named for each valve', () => {
    const graph = graphOf(drawn(loop))
    const plan = isolate(graph, 'A-B')
    const costs = alternatives(graph, 'A-B', plan).map(({ valve, more, moreHouseholds }) => [
      valve.id,
      ids(more),
      moreHouseholds,
    ])
    // Without V1 junction A is drained, and with it all that A feeds; without V2 only B is.
    expect(costs).toEqual([
      ['V1', ['V0'], 4],
      ['V2', ['V3'], 1],
    ])
  })

  test('a valve marked inoperable is passed through', () => {
    const network = drawn(loop)
    network.valves.find(({ id }) => id === 'V2')!.inoperable = true
    expect(ids(isolate(graphOf(network), 'A-B').close)).toEqual(['V1', 'V3'])
    expect(ids(isolate(graphOf(drawn(loop)), 'A-B', { inoperable: new Set(['V2']) }).close)).toEqual([
      'V1',
      'V3',
    ])
  })
})

describe('water from another side', () => {
  test('a shut boundary valve that brings it back is proposed with its households', () => {
    const network = drawn('R -V1--- A\nA -V2--V3- B\nB ----- C\nC -|V4|- D\nR2 ----- D')
    const graph = graphOf(network)
    const plan = isolate(graph, 'A-B')
    expect(dryAt(plan.customers)).toEqual(['B', 'C'])
    expect(resupply(graph, 'A-B', plan)).toEqual([{ open: 'V4', kind: 'valve', households: 2 }])
  })

  test('never one that would feed the break', () => {
    const network = drawn('R -V1--- A\nA -|V2|- B\nR2 ----- B')
    const graph = graphOf(network)
    expect(resupply(graph, 'R-A', isolate(graph, 'R-A'))).toEqual([])
  })
})

describe('who must be thought of', () => {
  test('critical customers are named, and how long a station lasts on its tank', () => {
    const network = drawn('R -V1--- A\nA -V2--- B')
    network.customers[1]!.critical = 'hospital'
    network.stations = [
      {
        id: 'S',
        kind: 'secondary',
        name: { zh: '站', en: 'S' },
        node: 'B',
        at: [0, 0],
        pumps: [],
        storage: 36,
        households: 400,
      },
    ]
    const plan = isolate(graphOf(network), 'A')
    expect(plan.critical.map(({ id }) => id)).toEqual(['at B'])
    expect(plan.stations).toMatchObject([{ station: { id: 'S' }, hours: 6 }])
  })
})

describe('up and down the stream', () => {
  const graph = graphOf(drawn('R ----- A\nA -->-- B\nB ----- C'))
  test.each([
    ['up from C: everything to the reservoir', 'up', 'C', ['A', 'B', 'C', 'R'], ['R']],
    ['up from A: not against the check valve', 'up', 'A', ['A', 'R'], ['R']],
    ['down from A', 'down', 'A', ['A', 'B', 'C', 'R'], ['R']],
    ['down from B: not back through the check valve', 'down', 'B', ['B', 'C'], []],
  ])('%s', (_, way, from, nodes, sources) => {
    const stream = way === 'up' ? upstream(graph, from) : downstream(graph, from)
    expect(stream.nodes.sort()).toEqual(nodes)
    expect(stream.sources).toEqual(sources)
  })

  test('up the stream ends at a reservoir: what it feeds besides is not where water comes from', () => {
    const two = graphOf(drawn('R ----- A\nR ----- B'))
    expect(upstream(two, 'A').nodes.sort()).toEqual(['A', 'R'])
  })

  test('with flows only where the water goes', () => {
    const ring = graphOf(drawn('R ----- A\nA ----- B\nA ----- C\nC ----- B'))
    const flow = (link: string) => ({ 'R-A': 5, 'A-B': 3, 'A-C': 2, 'C-B': 1 })[link]
    expect(downstream(ring, 'C', { flow }).nodes.sort()).toEqual(['B', 'C'])
    expect(upstream(ring, 'C', { flow }).nodes.sort()).toEqual(['A', 'C', 'R'])
    expect(upstream(ring, 'A-B', { flow }).links.sort()).toEqual(['A-B', 'R-A'])
  })
})
