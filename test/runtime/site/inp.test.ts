import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Network } from '../../../model/network.ts'
import { readInp } from '../../../runtime/site/inp.ts'
import { InpInvalid } from '../../../runtime/site/inp-fault.ts'
import { metres } from '../../../runtime/site/place.ts'
import { dataFolder, describeWithData } from '../../needs.ts'
import { TWO_ZONES } from './folder.ts'

const scratch = mkdtempSync(join(tmpdir(), 'standpipe-inp-'))
let files = 0

function file(content: string | Uint8Array): string {
  const path = join(scratch, `n${files++}.inp`)
  writeFileSync(path, content)
  return path
}

/** Length of the pipes on the map ÷ their length in the model. */
function drawnRatio({ nodes, links }: Network): number {
  const at = new Map(nodes.map(node => [node.id, node.at]))
  const pipes = links.filter(link => link.kind === 'pipe')
  const drawn = pipes.reduce((sum, { from, to, vertices }) => {
    const line = [at.get(from)!, ...vertices, at.get(to)!]
    return sum + line.slice(1).reduce((length, end, i) => length + metres(line[i]!, end), 0)
  }, 0)
  return drawn / pipes.reduce((sum, pipe) => sum + pipe.length, 0)
}

const kinds = ({ nodes, links }: Network) => {
  const count: Record<string, number> = {}
  for (const { kind } of [...nodes, ...links]) count[kind] = (count[kind] ?? 0) + 1
  return count
}

// Rows counted in the files' sections; the first pipe as it stands there, in m and mm.
const NETWORKS: [file: string, counts: Record<string, number>, pipe: [string, number, number]][] = [
  [
    'networks/Net3.inp',
    { junction: 92, reservoir: 2, tank: 3, pipe: 117, pump: 2 },
    ['L-20', 99 * 0.3048, 99 * 25.4],
  ],
  ['networks/modena.inp', { junction: 268, reservoir: 4, pipe: 317 }, ['L-1', 46.84, 125]],
  [
    'networks/CTOWN.inp',
    { junction: 388, reservoir: 1, tank: 7, pipe: 429, pump: 11, valve: 4 },
    ['P1', 52.9, 203],
  ],
  [
    'networks/d-town.inp',
    { junction: 399, reservoir: 1, tank: 7, pipe: 443, pump: 11, valve: 5 },
    ['P1', 52.9, 203],
  ],
  ['networks/zhijiang.inp', { junction: 113, reservoir: 1, pipe: 164 }, ['L-1', 812, 600]],
  [
    'networks/ky4.inp',
    { junction: 959, reservoir: 1, tank: 4, pipe: 1156, pump: 2 },
    ['P-1', 1760.131 * 0.3048, 152.4],
  ],
  [
    'networks/BWSN_Network_2.inp',
    { junction: 12523, reservoir: 2, tank: 2, pipe: 14822, pump: 4, valve: 5 },
    ['LINK-0', 242.2 * 0.3048, 152.4],
  ],
  [
    'ltown/L-TOWN.inp',
    { junction: 782, reservoir: 2, tank: 1, pipe: 905, pump: 1, valve: 3 },
    ['p1', 26.9292, 200],
  ],
]

for (const [name, counts, [id, length, diameter]] of NETWORKS)
  describeWithData(name, `the public network ${name}`, () => {
    test('is read with its kinds, in SI, and drawn about as long as it is', async () => {
      const network = await readInp(resolve(dataFolder, name), { origin: [117, 36.65] })
      expect(kinds(network)).toEqual(counts)
      const pipe = network.links.find(link => link.id === id)!
      expect(pipe.length).toBeCloseTo(length, 3)
      expect(pipe.diameter).toBeCloseTo(diameter, 3)
      expect(drawnRatio(network)).toBeGreaterThan(0.5)
      expect(drawnRatio(network)).toBeLessThan(2)
      const ids = [...network.nodes, ...network.links].map(asset => asset.id)
      expect(new Set(ids).size).toBe(ids.length)
    })
  })

describe('reading a network', () => {
  test('keeps what a trace needs: ends, closed pipes, check valves, control valves, bends', async () => {
    const text = TWO_ZONES.replace(
      '[OPTIONS]',
      '[VALVES]\nV1 A3 B1 150 PRV 30\n[VERTICES]\nP2 150 20\n[OPTIONS]',
    )
    const { links } = await readInp(file(text))
    const by = (id: string) => links.find(link => link.id === id)
    expect(by('P4')).toMatchObject({ from: 'A3', to: 'B2', closed: true })
    expect(by('P6')).toMatchObject({ checkValve: true })
    expect(by('V1')).toMatchObject({ kind: 'valve', valve: 'PRV', diameter: 150, length: 0 })
    expect(by('P2')!.vertices).toHaveLength(1)
  })

  test('gives a link that shares its id with a node an id of its own and remembers the old one', async () => {
    const { nodes, links } = await readInp(
      file('[JUNCTIONS]\n1 0 0\n[RESERVOIRS]\n2 9\n[PIPES]\n1 2 1 10 9 9\n'),
    )
    expect(nodes.map(node => node.id)).toEqual(['1', '2'])
    expect(links).toMatchObject([{ id: 'L-1', modelId: '1', from: '2', to: '1' }])
  })

  test('passes over sections that other programs keep in the file', async () => {
    const network = await readInp(file(TWO_ZONES.replace('[OPTIONS]', '[MYCITY]\nlayer 7\n[OPTIONS]')))
    expect(network.nodes).toHaveLength(6)
  })

  const name = '[JUNCTIONS]\n阀门井 10 5 ; 经十路\n[RESERVOIRS]\nR 9\n[PIPES]\nP R 阀门井 10 9 9\n'
  const gbk = Buffer.from(
    '5b4a554e4354494f4e535d0ab7a7c3c5beae20313020350a5b5245534552564f4952535d0a5220390a',
    'hex',
  )
  const ENCODINGS: [string, string | Uint8Array, string][] = [
    ['UTF-8', name, '阀门井'],
    ['UTF-8 with a mark and Windows line ends', `\uFEFF${name.replaceAll('\n', '\r\n')}`, '阀门井'],
    ['UTF-16', Buffer.from(`\uFEFF${name}`, 'utf16le'), '阀门井'],
    ['GBK', gbk, '阀门井'],
    ['Latin-1', Buffer.from('[JUNCTIONS]\nDépôt 10 5\n[RESERVOIRS]\nR 9\n', 'latin1'), 'Dépôt'],
  ]
  test.each(ENCODINGS)('%s', async (_, content, id) => {
    expect((await readInp(file(content))).nodes[0]!.id).toBe(id)
  })
})

describe('a file that the engine refuses', () => {
  const refusals: [what: string, content: string, said: RegExp][] = [
    [
      'an unknown end',
      TWO_ZONES.replace('P3 A2 A3', 'P3 A2 A9'),
      /:14: undefined node A9.*"P3 A2 A9 100 200 100 0 Open"/,
    ],
    [
      'a word for a number',
      TWO_ZONES.replace('A3 11', 'A3 high'),
      /:6: illegal numeric value high.*"A3 high 5"/,
    ],
    ['a double id', TWO_ZONES.replace('[RESERVOIRS]', 'A1 10 5\n[RESERVOIRS]'), /:9: duplicate ID label A1/],
    ['nothing', '', /holds no junctions/],
    ['a picture', '\u0000\u0001PNG\u0000', /holds no junctions/],
  ]
  test.each(refusals)('%s: said with line and text', async (_, content, said) => {
    const error = await readInp(file(content)).catch(e => e)
    expect(error).toBeInstanceOf(InpInvalid)
    expect(error.code).toBe('inp-invalid')
    expect(error.message).toMatch(said)
  })

  test('is said with all its mistakes at once', async () => {
    const text = TWO_ZONES.replace('P3 A2 A3', 'P3 A2 A9').replace('B1 9', 'B1 x')
    const error: InpInvalid = await readInp(file(text)).catch(e => e)
    expect(error.faults.map(fault => fault.line)).toEqual([7, 14])
  })
})
