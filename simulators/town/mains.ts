import type { Random } from '../random.ts'
import { type District, drawDistrict } from './districts.ts'
import { type Draft, serial } from './draft.ts'
import { type Crossing, crossingKey, type Layout } from './layout.ts'
import type { Names } from './names.ts'
import { between, type Spot } from './place.ts'
import { drawTrunks } from './trunks.ts'

/** Zone id of the trunk mains, which belong to no district. */
export const TRUNK_ZONE = 'TRUNK'

/** The drawn pipes and where their crossings' nodes went. */
export interface Mains {
  districts: District[]
  /** Trunk crossings by grid crossing key, in drawing order. */
  trunkNodes: string[]
}

/** Draws trunk mains and district streets into the draft. */
export function drawMains(
  draft: Draft,
  layout: Layout,
  names: Names,
  height: (spot: Spot) => number,
  rng: Random,
): Mains {
  const runs = drawTrunks(layout, rng.fork('trunks'))
  const onTrunk = new Set(runs.flat().map(crossingKey))
  const ordered = [...layout.cells].sort((a, b) => b.row - a.row || a.column - b.column)
  const districts = ordered.map((cell, n) =>
    drawDistrict(layout, onTrunk, cell, `DMA-${serial(n + 1, 2)}`, rng.fork(`district ${n}`)),
  )
  const nodeOf = new Map<string, string>()
  const add = (key: string, id: string, role: 'trunk' | 'street', zone: string) => {
    const spot = layout.spotAt(crossingOf(key))
    nodeOf.set(key, draft.addNode({ id, kind: 'junction', spot, elevation: height(spot), role, zone }).id)
  }
  const joints = new Set(runs.flatMap(run => [crossingKey(run[0]!), crossingKey(run.at(-1)!)]))
  for (const { inlets, boundaries } of districts) {
    for (const [trunk] of [...inlets, ...boundaries]) joints.add(trunk)
  }
  let trunkCount = 0
  for (const key of joints) add(key, `T${serial(++trunkCount, 3)}`, 'trunk', TRUNK_ZONE)
  let streetCount = 0
  for (const district of districts) {
    for (const crossing of district.crossings)
      add(crossingKey(crossing), `J${serial(++streetCount, 4)}`, 'street', district.id)
  }
  const pipes = pipeDrawer(draft, layout, names, nodeOf)
  for (const run of runs) pipes.trunk(run, joints)
  for (const district of districts) pipes.district(district)
  return { districts, trunkNodes: [...joints].map(key => nodeOf.get(key)!) }
}

export const crossingOf = (key: string) => key.split(',').map(Number) as unknown as Crossing

function pipeDrawer(draft: Draft, layout: Layout, names: Names, nodeOf: Map<string, string>) {
  let count = 0
  const streetAlong = (a: Crossing, b: Crossing, wide: boolean) =>
    a[1] === b[1] ? names.street('east', a[1], wide) : names.street('north', a[0], wide)
  const nextId = () => `P${serial(++count, 4)}`
  return {
    trunk: (run: readonly Crossing[], joints: ReadonlySet<string>) => {
      let from = run[0]!
      let via: Spot[] = []
      for (const crossing of run.slice(1)) {
        const key = crossingKey(crossing)
        if (!joints.has(key)) {
          via.push(layout.spotAt(crossing))
          continue
        }
        draft.addLink({
          id: nextId(),
          kind: 'pipe',
          from: nodeOf.get(crossingKey(from))!,
          to: nodeOf.get(key)!,
          via,
          role: 'trunk',
          zone: TRUNK_ZONE,
          street: streetAlong(from, crossing, true),
        })
        from = crossing
        via = []
      }
    },
    district: ({ id: zone, streets, inlets, boundaries }: District) => {
      const ends = ([from, to]: readonly [string, string]) => ({
        kind: 'pipe' as const,
        from: nodeOf.get(from)!,
        to: nodeOf.get(to)!,
        zone,
        street: streetAlong(crossingOf(from), crossingOf(to), false),
      })
      for (const street of streets) draft.addLink({ id: nextId(), role: 'street', ...ends(street) })
      inlets.forEach((inlet, n) => {
        const { from, to, kind, street } = ends(inlet)
        const number = `${zone.slice(4)}${'AB'[n]}`
        const spot = between(draft.node(from).spot, draft.node(to).spot, 0.7)
        const elevation = draft.node(to).elevation
        const chamber = draft.addNode({
          id: `CH-${number}`,
          kind: 'junction',
          spot,
          elevation,
          role: 'inlet',
          zone,
        })
        draft.addLink({ id: `IN-${number}`, kind, from, to: chamber.id, role: 'inlet', zone, street })
        draft.addLink({ id: `CV-${number}`, kind, from: chamber.id, to, role: 'inlet', zone, street })
      })
      for (const boundary of boundaries)
        draft.addLink({ id: nextId(), role: 'boundary', closed: true, ...ends(boundary) })
    },
  }
}
