import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { describe, expect, test, vi } from 'vitest'
import { CHECKS, checkSite } from '../../cli/check.ts'
import { pressureZones } from '../../cli/import/pressure-zones.ts'
import { register } from '../../cli/import.ts'
import { passwordMatches } from '../../runtime/identity/password.ts'
import { readInp } from '../../runtime/site/inp.ts'
import type { Site } from '../../runtime/site/site.ts'
import { dataFolder, describeWithData } from '../needs.ts'
import { TWO_ZONES } from '../runtime/site/folder.ts'

const scratch = mkdtempSync(join(tmpdir(), 'standpipe-import-'))
let count = 0
const fresh = () => join(scratch, `site-${count++}`)

/** Runs `standpipe import` and returns what it printed. */
async function importInp(inp: string, out: string, ...options: string[]): Promise<string> {
  let said = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    said += String(text)
    return true
  })
  try {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
    register(program)
    program.commands[0]!.exitOverride().configureOutput({ writeErr: () => {} })
    await program.parseAsync(['import', inp, '--out', out, ...options], { from: 'user' })
  } finally {
    write.mockRestore()
  }
  return said
}

async function siteIn(folder: string): Promise<Site> {
  const { site, problems } = await checkSite(folder, CHECKS)
  expect(problems).toEqual([])
  return site!
}

function inp(text = TWO_ZONES, name = 'town.inp'): string {
  const folder = fresh()
  mkdirSync(folder)
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

// Nodes and links counted in the files; inlets are the pumps and control valves that a hydraulic engineer would name.
const NETWORKS: [file: string, nodes: number, links: number, inlets: string[][]][] = [
  ['networks/Net3.inp', 97, 119, []],
  ['networks/modena.inp', 272, 317, []],
  ['networks/zhijiang.inp', 114, 164, []],
  ['networks/ky4.inp', 964, 1_158, []],
  ['networks/BWSN_Network_2.inp', 12_527, 14_831, []],
  [
    'networks/CTOWN.inp',
    396,
    444,
    [
      ['PU1', 'PU2', 'PU3'],
      ['PU6', 'PU7'],
      ['PU10', 'PU11'],
      ['PU8', 'PU9'],
      ['PU4', 'PU5'],
      ['v1'],
      ['V47'],
    ],
  ],
  [
    'networks/d-town.inp',
    407,
    459,
    [
      ['PU1', 'PU2', 'PU3'],
      ['PU6', 'PU7'],
      ['PU10', 'PU11'],
      ['PU8', 'PU9'],
      ['PU4', 'PU5'],
      ['v1', 'N15'],
      ['V47'],
    ],
  ],
  ['ltown/L-TOWN.inp', 785, 909, [['PRV-1', 'PRV-2'], ['PUMP_1'], ['PRV-3']]],
]

for (const [name, nodes, links, inlets] of NETWORKS)
  describeWithData(name, `importing ${name}`, () => {
    test('gives a site that is in order, with its pressure zones', async () => {
      const out = fresh()
      await importInp(resolve(dataFolder, name), out, '--origin', '117.02,36.66')
      const { network, points } = await siteIn(out)
      expect([network.nodes.length, network.links.length]).toEqual([nodes, links])
      const zones = network.zones
      expect(inlets.length === 0 ? [] : zones.map(zone => zone.inlets)).toEqual(inlets)
      expect(zones).toHaveLength(Math.max(1, inlets.length))
      expect(points.size).toBe(0)
      const junctions = network.nodes.filter(node => node.kind === 'junction')
      const unzoned = junctions.filter(node => node.zone === undefined)
      expect(unzoned.length / junctions.length).toBeLessThan(0.02)
      expect(Math.abs(network.nodes[0]!.at[0] - 117.02)).toBeLessThan(0.3)
    })
  })

describe('standpipe import', () => {
  test('says the password of the one person once; people.yaml holds only its hash', async () => {
    const out = fresh()
    const said = await importInp(inp(), out)
    const password = /with the password (\S+)/.exec(said)![1]!
    const people = readFileSync(join(out, 'people.yaml'), 'utf8')
    expect(people).not.toContain(password)
    expect(await passwordMatches(password, /password: (\S+)/.exec(people)![1]!)).toBe(true)
  })

  const names: [option: string[], file: string, site: string, name: string][] = [
    [[], '清河.inp', 'site', '清河'],
    [[], 'Net 3 (new).INP', 'net-3-new', 'Net 3 (new)'],
    [['--name', 'Économie d’Eau'], 'a.inp', 'economie-d-eau', 'Économie d’Eau'],
    [['--name', '清河供水', '--site', 'qinghe'], 'a.inp', 'qinghe', '清河供水'],
  ]
  test.each(names)('%j and the file %s: the site is called %s', async (options, file, site, name) => {
    const out = fresh()
    await importInp(inp(TWO_ZONES, file), out, ...options)
    const { config } = await siteIn(out)
    expect(config).toMatchObject({ site, name: { zh: name, en: name }, network: { file: `network/${file}` } })
  })

  test('puts a projected network where it is', async () => {
    const out = fresh()
    const shifted = TWO_ZONES.replace(
      /\[COORDINATES\][^[]*/,
      '[COORDINATES]\nR1 500000 4057000\nA1 500100 4057000\nA2 500200 4057000\nA3 500300 4057000\n' +
        'B1 500200 4057100\nB2 500300 4057100\n',
    )
    const said = await importInp(inp(shifted), out, '--projection', 'EPSG:4548')
    const { network } = await siteIn(out)
    expect(network.nodes[0]!.at[0]).toBeCloseTo(117, 1)
    expect(network.nodes[0]!.at[1]).toBeCloseTo(36.6, 1)
    expect(said).not.toContain('where on earth')
  })

  test('says so when the file names no place on earth, and how to give one', async () => {
    expect(await importInp(inp(), fresh())).toMatch(/where on earth.*--origin/s)
    expect(await importInp(inp(), fresh(), '--origin', '117,36.65')).not.toContain('where on earth')
  })

  test('leaves a folder with something in it alone, and takes an empty one', async () => {
    const out = fresh()
    mkdirSync(out)
    await importInp(inp(), out)
    const before = readFileSync(join(out, 'people.yaml'), 'utf8')
    await expect(importInp(inp(), out)).rejects.toMatchObject({ code: 'folder-not-empty' })
    expect(readFileSync(join(out, 'people.yaml'), 'utf8')).toBe(before)
    expect(readdirSync(out).sort()).toEqual(['devices', 'network', 'people.yaml', 'points.csv', 'site.yaml'])
  })

  const refused: [what: string, options: string[], said: RegExp][] = [
    ['no such file', [], /nothing\.inp cannot be read/],
    ['a time zone that is none', ['--time-zone', 'Asia/Jinan'], /site\.yaml:\d+: timeZone: Asia\/Jinan/],
    ['a policy that is none', ['--policy', 'paris'], /"paris" is not a policy; write one of generic/],
    ['a projection that is none', ['--projection', 'EPSG:1'], /EPSG:1 is not known/],
    ['a datum that is none', ['--datum', 'mars'], /wgs84/],
    ['an origin that is none', ['--origin', '36.66'], /117\.02,36\.66/],
    ['an id that is none', ['--site', 'Jinan!'], /an id has/],
  ]
  test.each(refused)('%s: one message and no folder', async (what, options, said) => {
    const out = fresh()
    const file = what === 'no such file' ? join(scratch, 'nothing.inp') : inp()
    await expect(importInp(file, out, ...options)).rejects.toThrow(said)
    expect(existsSync(out)).toBe(false)
  })

  test('a file that the engine refuses: its lines, and no folder', async () => {
    const out = fresh()
    const broken = inp(TWO_ZONES.replace('P3 A2 A3', 'P3 A2 A9'))
    await expect(importInp(broken, out)).rejects.toThrow(/:14: undefined node A9/)
    expect(existsSync(out)).toBe(false)
  })
})

describe('pressure zones of a model', () => {
  /** R — main — six junctions A; a `link` from A6 to six junctions B. */
  const chain = (link: string, section: string) => {
    const pipes = (id: string) =>
      [1, 2, 3, 4, 5].map(i => `P${id}${i} ${id}${i} ${id}${i + 1} 100 100 100 0 Open`)
    const junctions = ['A', 'B'].flatMap(id => [1, 2, 3, 4, 5, 6].map(i => `${id}${i} 10 1`))
    const lines = [
      '[JUNCTIONS]',
      ...junctions,
      '[RESERVOIRS]',
      'R 60',
      '[PIPES]',
      'PR R A1 100 100 100 0 Open',
    ]
    return [
      ...lines,
      ...pipes('A'),
      ...pipes('B'),
      section,
      link,
      '[OPTIONS]',
      'Units LPS',
      '[END]',
      '',
    ].join('\n')
  }
  const cases: [what: string, text: string, inlets: string[][]][] = [
    ['a pressure-reducing valve parts', chain('V A6 B1 100 PRV 20', '[VALVES]'), [[], ['V']]],
    ['a throttle valve does not', chain('V A6 B1 100 TCV 20', '[VALVES]'), []],
    ['a pump parts', chain('U A6 B1 POWER 5', '[PUMPS]'), [[], ['U']]],
    ['a plain pipe does not', chain('X A6 B1 100 100 100 0 Open', ''), []],
    ['parts that nothing feeds cannot be told apart', chain('X A6 B1 100 100 100 0 Closed', ''), []],
  ]
  test.each(cases)('%s', async (_, text, inlets) => {
    const zones = pressureZones(await readInp(inp(text)))
    expect(zones.map(zone => zone.inlets)).toEqual(inlets)
    expect(zones.map(zone => zone.outlets)).toEqual([...inlets].reverse())
  })
})
