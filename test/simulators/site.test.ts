import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkDevices } from '../../gateway/check.ts'
import { sourceMistakes } from '../../model/payloads/check.ts'
import type { Problem } from '../../runtime/config/problems.ts'
import { loadSite } from '../../runtime/site/load.ts'
import type { Site } from '../../runtime/site/site.ts'
import { planInstruments } from '../../simulators/devices/planning.ts'
import { sourcesOf } from '../../simulators/site/device-files.ts'
import { writeSite } from '../../simulators/site/write.ts'
import { generateTown } from '../../simulators/town/town.ts'
import { runCommand } from './command.ts'

const town = generateTown({ customers: 5_000, seed: 3 })
const plan = planInstruments(town)
const addresses = new Map(plan.devices.map((device, n) => [device.id, { port: 20_000, unit: n + 1 }]))
let folder: string
let site: Site

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'standpipe-site-'))
  writeSite(town, folder, { plan, modbus: { host: '127.0.0.1', addresses } })
  site = await loadSite(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a written site', () => {
  test('is loaded without a problem and is the same network', () => {
    expect(site.network.customers).toEqual(town.network.customers)
    expect(site.network.zones).toEqual(town.network.zones)
    expect(site.network.stations).toEqual(town.network.stations)
    expect(site.network.fittings).toEqual(town.network.fittings)
    const brief = (links: typeof site.network.links) =>
      new Map(
        links.map(({ id, from, to, diameter, zone, material, year }) => [
          id,
          { from, to, diameter, zone, material, year },
        ]),
      )
    expect(brief(site.network.links)).toEqual(brief(town.network.links))
    expect(site.network.nodes.map(node => node.id).sort()).toEqual(
      town.network.nodes.map(node => node.id).sort(),
    )
    expect(site.network.valves.map(({ at: _, ...valve }) => valve)).toEqual(
      town.network.valves.map(({ at: _, ...valve }) => valve),
    )
  })

  test('has every planned point', () => {
    expect([...site.points.values()]).toEqual(plan.points)
  })

  test('its gateways know their devices, each point from one source', () => {
    const problems: Problem[] = []
    const gateways = checkDevices(site, problems)
    expect(problems).toEqual([])
    expect(
      gateways
        .flatMap(one => one.lines.flatMap(line => line.devices))
        .map(device => device.id)
        .sort(),
    ).toEqual(plan.devices.map(device => device.id).sort())
  })

  test('its payload mappings are sound', () => {
    expect(sourcesOf(plan).flatMap(source => sourceMistakes(source))).toEqual([])
  })
})

test('counters carry on over a restart', async () => {
  const { townAt, MORNING } = await import('./running.ts')
  const stateFile = join(folder, 'counters.json')
  const first = await townAt(MORNING, { stateFile })
  await first.time.advance(3_600_000)
  const before = first.run.truth().world.counted.volume['WP-1-MAIN']!
  await first.run.stop()
  const second = await townAt(MORNING + 2 * 3_600_000, { stateFile })
  const after = second.run.truth().world.counted.volume['WP-1-MAIN']!
  const flow = second.run.truth().world.flow('WP-1-MAIN')
  await second.run.stop()
  expect((after - before) / flow).toBeGreaterThan(1)
  expect((after - before) / flow).toBeLessThan(1.2)

  writeFileSync(stateFile, '{ broken')
  const third = await townAt(MORNING, { stateFile })
  expect(third.run.truth().world.counted.volume['WP-1-MAIN']).toBeGreaterThan(0)
  await third.run.stop()
})

describe('standpipe simulate town', () => {
  test('writes a site that loads', async () => {
    const out = join(folder, 'made')
    const { text } = await runCommand(
      'simulate',
      'town',
      '--customers',
      '1000',
      '--seed',
      '4',
      '--meters',
      '50',
      '--out',
      out,
    )
    expect(text).toMatch(/1000 customers/)
    const made = await loadSite(out)
    expect(made.network.customers).toHaveLength(1_000)
    expect(readFileSync(join(out, 'points.csv'), 'utf8').match(/\.leak,/g)!.length).toBeLessThanOrEqual(60)
  })

  test.each([
    ['too few customers', ['--customers', '12'], /1,000 to 200,000 customers, not 12/],
    ['no number', ['--customers', 'many'], /whole number/],
  ])('%s: %s', async (_what, options, message) => {
    await expect(runCommand('simulate', 'town', ...options, '--out', join(folder, 'never'))).rejects.toThrow(
      message,
    )
  })
})
