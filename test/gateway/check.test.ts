import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkDevices } from '../../gateway/check.ts'
import { loadProfiles } from '../../gateway/profiles.ts'
import type { Point } from '../../model/point.ts'
import type { Problem } from '../../runtime/config/problems.ts'
import { describeProblem } from '../../runtime/config/problems.ts'
import { readYaml } from '../../runtime/config/yaml.ts'

const point = (id: string, quantity: Point['quantity'], unit: string): [string, Point] => [
  id,
  {
    id,
    asset: 'PS-03',
    quantity,
    unit,
    kind: 'gauge',
    position: 'network',
    range: [0, 200],
    period: 10_000,
    deadband: 0,
    name: { zh: id, en: id },
  },
]
const points = new Map([
  point('PS-03.outlet.pressure', 'pressure', 'm'),
  point('PS-03.flow', 'flow', 'm3/h'),
  point('WQ-1.chlorine', 'chlorine', 'mg/L'),
])

function check(...yaml: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'site-'))
  const problems: Problem[] = []
  const devices = yaml.map((text, i) => {
    const file = join(folder, `gw-${i}.yaml`)
    writeFileSync(file, text)
    return readYaml(file, problems, folder)!
  })
  const configs = checkDevices({ folder, points, files: { devices, policies: [] } }, problems)
  return { configs, said: problems.map(describeProblem) }
}

const GOOD = `gateway: gw-ps-03
zone: Z03
lines:
  - id: line-1
    tcp: 127.0.0.1:15020
    devices:
      - id: PS-03.booster
        profile: grundfos-cim-booster
        period: 10
        points:
          outletPressure: PS-03.outlet.pressure
          flow: { point: PS-03.flow, deadband: 0.5 }
`

describe('devices files', () => {
  test('a good file becomes a gateway with its defaults', () => {
    const { configs, said } = check(GOOD)
    expect(said).toEqual([])
    expect(configs[0]).toMatchObject({
      gateway: 'gw-ps-03',
      lines: [{ timeout: 1000, keepOpen: true, devices: [{ unit: 1, period: 10 }] }],
    })
  })

  test.each([
    [
      'an unknown profile',
      GOOD.replace('grundfos-cim-booster', 'nobody'),
      /:8: .*there is no profile nobody/,
    ],
    ['an unknown key', GOOD.replace('outletPressure:', 'outlet:'), /:11: .*has no outlet; it has: running/],
    [
      'an unknown point',
      GOOD.replace('PS-03.flow,', 'PS-04.flow,'),
      /:12: .*PS-04.flow is not in points.csv/,
    ],
    [
      'a wrong dimension',
      GOOD.replace('PS-03.flow,', 'WQ-1.chlorine,'),
      /flow is in m3\/h, which does not become mg\/L/,
    ],
    ['a misspelt setting', GOOD.replace('period:', 'perod:'), /:9: .*perod: is not a known setting/],
    [
      'no connection',
      GOOD.replace('tcp: 127.0.0.1:15020', 'timeout: 500'),
      /exactly one of tcp, rtuOverTcp and rtu/,
    ],
    [
      'a point fed twice',
      GOOD.replace('PS-03.flow,', 'PS-03.outlet.pressure,'),
      /a point has one source|does not become/,
    ],
  ])('%s is said with file and line, and nothing starts', (_what, yaml, message) => {
    const { configs, said } = check(yaml)
    expect(said.join('\n')).toMatch(message)
    expect(configs).toEqual([])
  })

  test('two files may not name the same gateway, device or point', () => {
    const { said } = check(GOOD, GOOD)
    expect(said).toHaveLength(4)
    expect(said[0]).toMatch(/gw-1.yaml:1: gateway: the gateway gw-ps-03 is already in gw-0.yaml/)
  })
})

const PROFILE = `id: acme
vendor: Acme
model: PX7
source: manual, page 12
grade: A
addressing: modicon
fc: 3
points:
  - { key: pressure, name: Pressure, address: 40001, type: f32, unit: kPa }
  - { key: mode, name: Mode, address: 40009, type: u16, bits: [0, 3] }
`

test('a mistake in a profile is told where it is, and not again of each device that has it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'site-'))
  mkdirSync(join(folder, 'profiles'))
  const file = join(folder, 'profiles', 'acme.yaml')
  writeFileSync(
    file,
    'id: acme\nvendor: A\nmodel: B\nsource: manual\ngrade: C\naddressing: wire\nfc: 3\npoints:\n  - { key: flow, name: flow, address: 1, type: u17 }\n',
  )
  const gateway = join(folder, 'gw.yaml')
  writeFileSync(gateway, GOOD.replace('grundfos-cim-booster', 'acme'))
  const problems: Problem[] = []
  const files = { devices: [readYaml(gateway, problems)!], policies: [] }
  expect(checkDevices({ folder, points, files }, problems)).toEqual([])
  expect(problems.map(describeProblem)).toEqual([
    expect.stringMatching(/acme\.yaml:9: points\[0\]\.type: must be one of u8/),
  ])
})

describe('a site’s own profiles', () => {
  const problemsOf = (text: string, name = 'acme.yaml') => {
    const folder = mkdtempSync(join(tmpdir(), 'site-'))
    mkdirSync(join(folder, 'profiles'))
    writeFileSync(join(folder, 'profiles', name), text)
    const problems: Problem[] = []
    const profiles = loadProfiles(folder, problems)
    return { known: profiles.has('acme'), said: problems.map(describeProblem).join('\n') }
  }

  test('a good one is known', () => {
    expect(problemsOf(PROFILE)).toEqual({ known: true, said: '' })
  })

  test.each([
    [
      'a unit nobody knows',
      PROFILE.replace('kPa', 'furlong'),
      /acme\.yaml:9: .*the unit "furlong" is not known/,
    ],
    ['a type nobody knows', PROFILE.replace('f32', 'float'), /acme\.yaml:9: .*must be one of u8, i8, u16/],
    ['no function code', PROFILE.replace('fc: 3\n', ''), /acme\.yaml:8: .*has no function code/],
    [
      'a register before the first',
      PROFILE.replace('40001', '0'),
      /:9: .*is on the wire -1; there are 0 to 65535/,
    ],
    ['a register after the last', PROFILE.replace('40001', '65536'), /:9: .*is on the wire 65535/],
    ['bits that are not there', PROFILE.replace('[0, 3]', '[0, 16]'), /:10: .*u16 has bits 0 to 15/],
    ['a key twice', PROFILE.replace('key: mode', 'key: pressure'), /:10: .*the key pressure is used twice/],
    [
      'a reference to nothing',
      PROFILE.replace('unit: kPa', 'unit: kPa, scaleFrom: decimals'),
      /:9: .*refers to decimals, which is not a key of this profile/,
    ],
    ['a misspelt setting', PROFILE.replace('unit:', 'units:'), /:9: .*is not a known setting/],
    ['broken YAML', PROFILE.replace('grade: A', 'grade: [A'), /acme\.yaml:\d+: /],
    [
      'a meter field nobody knows',
      PROFILE.replace('fc: 3', 'protocol: cjt188').replace('40001', 'litres'),
      /:9: .*a meter has no "litres"; it has: volume/,
    ],
  ])('%s is said with file and line, and the profile is left out', (_what, text, said) => {
    const result = problemsOf(text)
    expect(result.said).toMatch(said)
    expect(result.known).toBe(false)
  })

  test('a file of another name than its profile', () => {
    expect(problemsOf(PROFILE, 'other.yaml').said).toMatch(/other\.yaml:1: .*a file of its name, acme\.yaml/)
  })
})

test('every shipped profile is valid', () => {
  const problems: Problem[] = []
  loadProfiles(undefined, problems)
  expect(problems.map(describeProblem)).toEqual([])
})
