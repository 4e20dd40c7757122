import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Point } from '../../../model/point.ts'
import { describeProblem, type Problem } from '../../../runtime/config/problems.ts'
import { readYaml } from '../../../runtime/config/yaml.ts'
import { readSources } from '../../../runtime/site/sources.ts'
import { siteFolder } from './folder.ts'

const POINTS = new Map([
  ['M-1.volume', { id: 'M-1.volume', unit: 'm3' } as Point],
  ['PS.pressure', { id: 'PS.pressure', unit: 'm' } as Point],
])
const METERS = `gateway: g
sources:
  - id: meters
    topic: application/{app}/device/{device}/event/up
    form: chirpstack
    values:
      - { path: object.volume, point: 'M-{device}.volume', unit: L }
`

/** The ids of the sources in a devices file, and what is wrong with it. */
function read(text: string): { ids: string[]; said: string[] } {
  const folder = siteFolder()
  writeFileSync(join(folder, 'd.yaml'), text)
  const problems: Problem[] = []
  const file = readYaml(join(folder, 'd.yaml'), problems, folder)
  const sources = readSources(file ? [file] : [], POINTS, problems)
  return { ids: sources.map(source => source.id), said: problems.map(describeProblem) }
}

describe('sources of a devices file', () => {
  test('are read', () => {
    expect(read(METERS)).toEqual({ ids: ['meters'], said: [] })
    expect(read('gateway: g\nlines: []\n')).toEqual({ ids: [], said: [] })
  })

  test.each([
    ['misspelt setting', METERS.replace('form:', 'from:'), /d.yaml:\d+: sources\[0\]/],
    [
      'unknown form',
      METERS.replace('chirpstack', 'lora'),
      /d.yaml:5: sources\[0\].form: must be one of json/,
    ],
    [
      'path that is none',
      METERS.replace('object.volume', "'object['"),
      /d.yaml:7: sources\[0\].values\[0\].path: object\[ is no JSON path/,
    ],
    [
      'point nobody has',
      METERS.replace('M-{device}.volume', 'W-{device}.volume'),
      /d.yaml:7: sources\[0\].values\[0\].point: no point of points.csv is called like W-\{device\}.volume/,
    ],
    [
      'unit of another quantity',
      METERS.replace('unit: L', 'unit: MPa'),
      /sources\[0\].values\[0\].point: MPa does not become m3, the unit of M-1.volume/,
    ],
    [
      'the same twice',
      METERS + METERS.slice(METERS.indexOf('  - id')),
      /d.yaml:8: sources\[1\].id: the source meters is already in d.yaml/,
    ],
  ])('%s', (_, text, said) => {
    const { said: problems } = read(text)
    expect(problems[0]).toMatch(said)
  })
})
