import { Command } from 'commander'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { checkSite, register } from '../../cli/check.ts'
import { SITE_YAML, siteFolder } from '../runtime/site/folder.ts'

/** Runs `standpipe check` and returns what it printed. */
async function check(folder: string): Promise<string[]> {
  let out = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    out += String(text)
    return true
  })
  try {
    const program = new Command().exitOverride()
    register(program)
    await program.parseAsync(['check', folder], { from: 'user' })
  } finally {
    write.mockRestore()
  }
  return out.trimEnd().split('\n')
}

afterEach(() => {
  process.exitCode = undefined
})

describe('standpipe check', () => {
  test('lists five different mistakes in five files at once and fails', async () => {
    const folder = siteFolder({
      'site.yaml': `${SITE_YAML}timeZone: Asia/Jinan\n`,
      'network/zones.yaml': '- { id: A, kind: dma, name: { zh: 甲, en: A } }\n',
      'network/customers.csv': 'id,node,lng,lat\nC1,A1,12015,36.6\n',
      'points.csv': 'id,asset,quantity\nA1.p,A1,pressure\nA1.p,A1,pressure\n',
      'people.yaml': 'people: [\n',
    })
    const lines = await check(folder)
    expect(process.exitCode).toBe(1)
    expect(lines.at(-1)).toBe('5 problems')
    for (const said of [
      /site\.yaml:6: timeZone: Asia\/Jinan is not/,
      /zones\.yaml:1: \[0\]\.kind: must be one of district, pressure, supply/,
      /customers\.csv:2: lng: is 12015/,
      /points\.csv:3: id: A1\.p is there twice/,
      /people\.yaml:\d: /,
    ])
      expect(lines.filter(line => said.test(line))).toHaveLength(1)
  })

  test('says what a good site consists of', async () => {
    const folder = siteFolder({
      'points.csv': 'id,asset,quantity\nA1.p,A1,pressure\n',
      'people.yaml':
        'people:\n  - { id: li, name: Li, roles: [viewer] }\n  - { id: wang, name: Wang, roles: [viewer] }\n',
    })
    const lines = await check(folder)
    expect(process.exitCode).toBeUndefined()
    expect(lines.map(line => line.trim())).toEqual(
      expect.arrayContaining([
        'Town (town) is in order',
        '6 nodes',
        '6 links',
        '0.6 km of pipe',
        '1 points',
        '2 people',
      ]),
    )
  })

  test('lets each service check its part', async () => {
    const { site, problems } = await checkSite(siteFolder(), [
      (site, problems) => problems.push({ file: 'x.yaml', message: `of ${site.config.site}` }),
    ])
    expect(site?.config.site).toBe('town')
    expect(problems).toEqual([{ file: 'x.yaml', message: 'of town' }])
  })
})
