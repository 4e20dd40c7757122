import type { IsolationValve, Link, Network } from '../../model/network.ts'

/**
 * A network from a drawing of its links, one a line: `A -V1- B` is pipe `A-B` with valve V1 next to A;
 * `A -V1--V2- B` has one at each end, `A ---V2- B` only next to B, `A ----- B` none.
 * `|V1|` is normally closed, `>` a check valve (left to right), `=` a pipe closed in the model.
 * Nodes called R… are reservoirs, T… tanks. A customer of one household hangs on every junction.
 */
export function drawn(drawing: string, more: Partial<Network> = {}): Network {
  const links: Link[] = []
  const valves: IsolationValve[] = []
  const names = new Set<string>()
  for (const line of drawing.trim().split('\n')) {
    const match = /^\s*(\w+) ([-=>|\w]+) (\w+)\s*$/.exec(line)
    if (!match) throw new Error(`cannot read "${line}"`)
    const [, from, drawnLink, to] = match as unknown as [string, string, string, string]
    names.add(from).add(to)
    const id = `${from}-${to}`
    const checkValve = drawnLink.includes('>')
    const closed = drawnLink.includes('=')
    links.push({
      id,
      kind: 'pipe',
      from,
      to,
      length: 100,
      diameter: 100,
      vertices: [],
      ...(checkValve ? { checkValve } : {}),
      ...(closed ? { closed } : {}),
    })
    for (const found of drawnLink.matchAll(/\|?V\w+\|?/g)) {
      const name = found[0].replaceAll('|', '')
      const left = found.index + found[0].length / 2 < drawnLink.length / 2
      valves.push({
        id: name,
        link: id,
        node: left ? from : to,
        at: [0, 0],
        diameter: 100,
        ...(found[0].startsWith('|') ? { normallyClosed: true } : {}),
      })
    }
  }
  const nodes = [...names].map(id => ({
    id,
    kind: id.startsWith('R')
      ? ('reservoir' as const)
      : id.startsWith('T')
        ? ('tank' as const)
        : ('junction' as const),
    at: [0, 0] as [number, number],
    elevation: 0,
  }))
  const customers = nodes
    .filter(({ kind }) => kind === 'junction')
    .map(({ id }) => ({
      id: `at ${id}`,
      node: id,
      at: [0, 0] as [number, number],
      name: { zh: id, en: id },
      households: 1,
    }))
  return { nodes, links, valves, zones: [], stations: [], customers, fittings: [], ...more }
}
