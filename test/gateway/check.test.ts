import { mkdtempSync, writeFileSync } from 'node:fs'
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

test('every shipped profile is valid', () => {
  const problems: Problem[] = []
  loadProfiles(undefined, problems)
  expect(problems.map(describeProblem)).toEqual([])
})
