import { mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, describeProblem } from '../../../runtime/config/problems.ts'
import { loadSite } from '../../../runtime/site/load.ts'
import { metres } from '../../../runtime/site/place.ts'
import type { Site } from '../../../runtime/site/site.ts'
import { SITE_YAML, siteFolder, TWO_ZONES } from './folder.ts'

const ZONES = `- { id: A, kind: district, name: { zh: 甲区, en: zone A }, inlets: [P1] }
- { id: B, kind: district, name: { zh: 乙区, en: zone B }, inlets: [P5] }
`

const load = (files: Record<string, string | Uint8Array>) => loadSite(siteFolder(files))

/** What is said to be wrong with a site of these files, as `file:line: field: message` from the folder. */
async function wrong(files: Record<string, string | Uint8Array>): Promise<string[]> {
  const folder = siteFolder(files)
  const error = await loadSite(folder).then(
    () => undefined,
    e => e,
  )
  expect(error).toBeInstanceOf(ConfigError)
  return (error as ConfigError).problems.map(problem =>
    describeProblem({ ...problem, file: relative(folder, join(process.cwd(), problem.file)) }),
  )
}

describe('a site folder', () => {
  test('with all its files becomes one network with names, zones and points', async () => {
    const site = await load({
      'network/zones.yaml': ZONES,
      'network/stations.yaml':
        '- { id: PS-1, kind: secondary, name: { zh: 泵站, en: station }, node: B2, pumps: [PS-1.1] }\n',
      'network/valves.csv':
        'id,link,node,diameter,normally_closed,inoperable,name_zh,name_en\nV1,P4,A3,,yes,,甲阀,\n',
      'network/fittings.csv':
        'id,kind,lng,lat,node,link,zone,name_zh,name_en\nL1,pressure-logger,,,A3,,,,\nH1,hydrant,117.001,36.651,,,,,\n',
      'network/customers.csv':
        'id,node,link,lng,lat,zone,name_zh,name_en,address_zh,address_en,households,critical,station\n' +
        'C1,B2,,,,,市医院,City hospital,"经十路1号, 东门",,3,hospital,PS-1\nC2,A1,,,,,,,,,,,\n',
      'network/links.csv': 'id,zone,material,year,name_zh,name_en\nP2,,DI,1998,经十路,\n',
      'points.csv':
        'id,asset,zone,quantity,unit,kind,position,min,max,period_s,deadband,name_zh,name_en\n' +
        'B2.pressure,B2,,pressure,MPa,,end,0,1.6,15,0.01,,\nC1.volume,C1,,volume,,,,,,,,,\nPS-1.1.temp,PS-1.1,,temperature,K,,,,373.15,,0.5,,\n',
      'devices/one.yaml': 'gateway: g1\n',
      'policy/jinan.yaml': 'id: jinan\n',
      'people.yaml': 'people: []\n',
    })
    const { network } = site
    expect(network.customers).toMatchObject([
      {
        id: 'C1',
        node: 'B2',
        zone: 'B',
        households: 3,
        critical: 'hospital',
        station: 'PS-1',
        name: { zh: '市医院', en: 'City hospital' },
        address: { zh: '经十路1号, 东门', en: '经十路1号, 东门' },
      },
      { id: 'C2', zone: 'A', households: 1, name: { zh: 'C2', en: 'C2' } },
    ])
    expect(network.fittings).toMatchObject([
      { id: 'L1', node: 'A3', zone: 'A' },
      { id: 'H1', at: [117.001, 36.651] },
    ])
    expect(network.stations).toMatchObject([{ id: 'PS-1', zone: 'B', pumps: ['PS-1.1'] }])
    expect(network.links.find(link => link.id === 'P2')).toMatchObject({
      material: 'DI',
      year: 1998,
      name: { zh: '经十路', en: '经十路' },
    })
    const a3 = network.nodes.find(node => node.id === 'A3')!
    const valve = network.valves[0]!
    expect(valve).toMatchObject({ link: 'P4', node: 'A3', diameter: 150, normallyClosed: true })
    expect(metres(valve.at, a3.at)).toBeCloseTo(3, 1)
    const pressure = site.points.get('B2.pressure')!
    expect(pressure).toMatchObject({ zone: 'B', unit: 'm', kind: 'gauge', position: 'end', period: 15_000 })
    expect(pressure.range[1]).toBeCloseTo(163.15, 2)
    expect(pressure.deadband).toBeCloseTo(1.02, 2)
    expect(site.points.get('C1.volume')).toMatchObject({
      kind: 'counter',
      period: 3_600_000,
      name: { zh: '市医院 累计水量', en: 'City hospital volume' },
    })
    const temperature = site.points.get('PS-1.1.temp')!
    expect(temperature.range).toEqual([-40, 100])
    expect(temperature.deadband).toBeCloseTo(0.5)
    expect([site.files.devices.length, site.files.policies.length, site.files.detectors]).toEqual([
      1,
      1,
      undefined,
    ])
  })

  test('with nothing but a network is one zone', async () => {
    const site = await load({})
    expect(site.network.zones).toMatchObject([{ id: 'all', inlets: ['P1'] }])
    expect(new Set([...site.network.nodes, ...site.network.links].map(asset => asset.zone))).toEqual(
      new Set(['all']),
    )
    expect(site.config).toMatchObject({
      timeZone: 'Asia/Shanghai',
      http: { port: 8080 },
      history: { store: 'duckdb' },
    })
  })

  test('of a gateway is read without its network', async () => {
    const folder = siteFolder({
      'points.csv': 'id,asset,quantity\nX.p,X,pressure\n',
      'network/town.inp': 'broken',
    })
    const site = await loadSite(folder, { network: false })
    expect([...site.points.keys()]).toEqual(['X.p'])
    expect(site.network.nodes).toEqual([])
  })

  test.each([
    ['semicolons', 'id;asset;quantity\nA1.p;A1;pressure\n'],
    [
      'a mark, Windows line ends and blank lines',
      '\uFEFFid,asset,quantity\r\n\r\nA1.p,A1,pressure\r\n,,\r\n',
    ],
    [
      'GBK',
      Buffer.concat([
        Buffer.from('id,asset,quantity,name_zh\nA1.p,A1,pressure,'),
        Buffer.from('d1b9c1a6', 'hex'),
      ]),
    ],
  ])('reads tables with %s', async (_, table) => {
    const point = (await load({ 'points.csv': table })).points.get('A1.p')
    expect(point).toMatchObject({ asset: 'A1', name: { zh: expect.stringMatching(/压力$/) } })
  })

  test('has another network version after any change, and the same after none', async () => {
    const version = async (files: Record<string, string>) => (await load(files)).networkVersion
    const first = await version({})
    expect(first).toMatch(/^[0-9a-f]{12}$/)
    expect(await version({})).toBe(first)
    expect(await version({ 'network/nodes.csv': 'id,name_zh\nA1,井\n' })).not.toBe(first)
    expect(await version({ 'network/town.inp': TWO_ZONES.replace('A1 100 0', 'A1 101 0') })).not.toBe(first)
  })
})

describe('zones from the graph', () => {
  const zonesOf = ({ network }: Site) =>
    Object.fromEntries([...network.nodes, ...network.links].map(asset => [asset.id, asset.zone]))

  test('parts behind inlets and shut pipes are clear; what is outside all inlets is not', async () => {
    const zones = zonesOf(await load({ 'network/zones.yaml': ZONES }))
    expect(zones).toMatchObject({ A1: 'A', A2: 'A', A3: 'A', B1: 'B', B2: 'B', P1: 'A', P5: 'B', P6: 'B' })
    expect([zones.R1, zones.P4]).toEqual([undefined, undefined])
  })

  test('what is outside all inlets belongs to the one zone that has none', async () => {
    const supply = '- { id: S, kind: supply, name: { zh: 干管, en: trunk } }\n'
    expect(zonesOf(await load({ 'network/zones.yaml': ZONES + supply }))).toMatchObject({ R1: 'S', A1: 'A' })
  })

  test('an inlet that cuts nothing off claims nothing', async () => {
    const open = TWO_ZONES.replace('150 100 0 Closed', '150 100 0 Open')
    const zones = zonesOf(await load({ 'network/zones.yaml': ZONES, 'network/town.inp': open }))
    expect([zones.A1, zones.B1, zones.B2]).toEqual(['A', 'A', 'A'])
  })

  test('a normally closed valve parts as a shut pipe does, and what people wrote stays', async () => {
    const open = TWO_ZONES.replace('150 100 0 Closed', '150 100 0 Open')
    const zones = zonesOf(
      await load({
        'network/zones.yaml': ZONES,
        'network/town.inp': open,
        'network/valves.csv': 'id,link,node,normally_closed\nV4,P4,A3,yes\n',
        'network/nodes.csv': 'id,zone\nB2,A\n',
      }),
    )
    expect([zones.A3, zones.B2, zones.B1]).toEqual(['A', 'A', undefined])
  })
})

describe('mistakes are named with file, line and field', () => {
  const points = (row: string) => ({
    'points.csv': `id,asset,zone,quantity,unit,kind,min,max,deadband\nA1.p,A1,,pressure,,,,,\n${row}\n`,
  })
  const MISTAKES: [what: string, files: Record<string, string>, said: string | RegExp][] = [
    [
      'unknown asset',
      points('X.p,X,,pressure,,,,,'),
      'points.csv:3: asset: there is no asset X in the network',
    ],
    ['unknown unit', points('x,A1,,pressure,furlong,,,,'), 'points.csv:3: unit: furlong is not a known unit'],
    [
      'unit of another quantity',
      points('x,A1,,pressure,L/s,,,,'),
      /points.csv:3: unit: L\/s does not become m/,
    ],
    [
      'unknown quantity',
      points('x,A1,,presure,,,,,'),
      /points.csv:3: quantity: is "presure"; it must be one of pressure/,
    ],
    ['double point', points('A1.p,A1,,flow,,,,,'), 'points.csv:3: id: A1.p is there twice'],
    ['blank id', points(',A1,,flow,,,,,'), 'points.csv:3: id: is blank'],
    ['a point id with a space', points('A 1,A1,,flow,,,,,'), /points.csv:3: id: is "A 1"/],
    ['empty range', points('x,A1,,pressure,,,5,5,'), /points.csv:3: max: the range 5 to 5 m is empty/],
    [
      'a word for a number',
      points('x,A1,,pressure,,,low,,'),
      'points.csv:3: min: is "low"; it must be a number',
    ],
    ['too many cells', points('x,A1,,pressure,,,,,,,9'), /points.csv:3: has 11 cells, the header 9/],
    [
      'unknown zone',
      { ...points('x,A1,Q,pressure,,,,,'), 'network/zones.yaml': ZONES },
      'points.csv:3: zone: there is no zone Q; there are: A, B',
    ],
    [
      'missing column',
      { 'points.csv': 'id,asset\nx,A1\n' },
      'points.csv:1: quantity: this column is missing',
    ],
    [
      'misspelt column',
      { 'points.csv': 'id,asset,quantity,perod_s\n' },
      /points.csv:1: perod_s: is not a known column/,
    ],
    [
      'an open quote',
      { 'points.csv': 'id,asset,quantity\nA1.p,"A1,pressure\n' },
      /points.csv:\d: cannot be read: Quote Not Closed/,
    ],
    [
      'longitude 12015',
      { 'network/customers.csv': 'id,node,lng,lat\nC1,A1,12015,36.6\n' },
      'network/customers.csv:2: lng: is 12015; it must be a longitude in degrees between -180 and 180',
    ],
    [
      'half a place',
      { 'network/customers.csv': 'id,node,lng,lat\nC1,A1,117,\n' },
      'network/customers.csv:2: lat: is blank',
    ],
    [
      'customer at no node',
      { 'network/customers.csv': 'id,node\nC1,A9\n' },
      'network/customers.csv:2: node: there is no node A9 in the network',
    ],
    [
      "customer with a node's id",
      { 'network/customers.csv': 'id,node\nA1,A1\n' },
      'network/customers.csv:2: id: A1 is there already, in the network file',
    ],
    [
      'half a household',
      { 'network/customers.csv': 'id,node,households\nC1,A1,0.5\n' },
      /households: is "0.5"; it must be a whole number/,
    ],
    [
      'valve beside another pipe',
      { 'network/valves.csv': 'id,link,node\nV1,P2,B2\n' },
      'network/valves.csv:2: node: B2 is not an end of P2; its ends are A1 and A2',
    ],
    [
      'fitting nowhere',
      { 'network/fittings.csv': 'id,kind\nL1,hydrant\n' },
      'network/fittings.csv:2: node: say where it is: a node, a link, or lng and lat',
    ],
    [
      'inlet that is no pipe',
      { 'network/zones.yaml': ZONES.replace('[P5]', '[P5, P50]') },
      'network/zones.yaml:2: [1].inlets[1]: there is no pipe, pump or valve P50 in the network',
    ],
    [
      'misspelt zone setting',
      { 'network/zones.yaml': ZONES.replace('inlets: [P5]', 'inlet: [P5]') },
      /network\/zones.yaml:2: \[1\].inlet: is not a known setting/,
    ],
    [
      'station at no node',
      { 'network/stations.yaml': '- { id: S1, kind: secondary, name: { zh: 站, en: S }, node: A9 }\n' },
      'network/stations.yaml:1: [0].node: there is no node A9 in the network',
    ],
    [
      'a pipe for a pump',
      {
        'network/stations.yaml':
          '- { id: S1, kind: booster, name: { zh: 站, en: S }, node: A1, pumps: [P2, own] }\n',
      },
      'network/stations.yaml:1: [0].pumps[0]: P2 is no pump; it is in the network file already',
    ],
    [
      'station twice',
      {
        'network/stations.yaml': '- { id: S1, kind: booster, name: { zh: 站, en: S }, node: A1 }\n'.repeat(2),
      },
      'network/stations.yaml:2: [1].id: S1 is there already, in network/stations.yaml',
    ],
    ['broken YAML', { 'people.yaml': 'a: [1\nb: 2\n' }, /people.yaml:\d: /],
    [
      'unknown time zone',
      { 'site.yaml': `${SITE_YAML}timeZone: Asia/Jinan\n` },
      /site.yaml:6: timeZone: Asia\/Jinan is not a known time zone/,
    ],
    [
      'network file that is not there',
      { 'site.yaml': SITE_YAML.replace('town.inp', 'city.inp') },
      /site.yaml:4: network.file: .*city.inp cannot be read/,
    ],
    [
      'network that is refused',
      { 'network/town.inp': TWO_ZONES.replace('A1 10', 'A1 x') },
      'network/town.inp:4: illegal numeric value x in [JUNCTIONS] section: "A1 x 5"',
    ],
  ]
  test.each(MISTAKES)('%s', async (_, files, said) => {
    expect(await wrong(files)).toEqual([typeof said === 'string' ? said : expect.stringMatching(said)])
  })

  test('all at once, and nothing is held against ids while the network is refused', async () => {
    const said = await wrong({
      'network/town.inp': TWO_ZONES.replace('A1 10', 'A1 x'),
      'points.csv': 'id,asset,quantity\nA1.p,A1,presure\n',
      'network/customers.csv': 'id,node,lng,lat\nC1,A1,12015,36.6\n',
      'network/zones.yaml': ZONES,
    })
    expect(said.map(line => line.split(':').slice(0, 3).join(':').trim())).toEqual([
      'network/town.inp:4: illegal numeric value x in [JUNCTIONS] section',
      'network/customers.csv:2: lng',
      'points.csv:2: quantity',
    ])
  })

  test('a thousand like mistakes are shown forty times and counted', async () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => `x${i},A1,presure`).join('\n')
    const said = await wrong({ 'points.csv': `id,asset,quantity\n${rows}\n` })
    expect(said).toHaveLength(41)
    expect(said.at(-1)).toBe('points.csv: and 960 more problems')
  })

  test('a folder that is no site', async () => {
    const folder = siteFolder()
    mkdirSync(join(folder, 'empty'))
    await expect(loadSite(join(folder, 'empty'))).rejects.toThrow(/site.yaml: there is no such file/)
  })
})
