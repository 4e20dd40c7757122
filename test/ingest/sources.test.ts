import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../model/time.ts'
import { readYaml } from '../../runtime/config/yaml.ts'
import { aFolder, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

let folder: Awaited<ReturnType<typeof aFolder>>
beforeEach(async () => {
  folder = await aFolder()
})
afterEach(() => folder.remove())

const METERS = `
sources:
  - id: meters
    topic: meters/{meter}/up
    form: json
    time: { path: ts }
    values:
      - { path: volume, point: "M-{meter}.volume", unit: L }
`

/** A town with the sources of a devices file. */
async function townWith(yaml: string) {
  const file = join(folder.path, 'meters.yaml')
  writeFileSync(file, yaml)
  const site = aSite([
    aPoint('M-1.volume', { period: HOUR, zone: 'Z3' }),
    aPoint('M-2.volume', { period: HOUR }),
  ])
  site.files.devices.push(readYaml(file, [])!)
  return runIngest(site, join(folder.path, 'ingest'))
}

test('a meter that publishes to the central broker is stored in SI at its own time', async () => {
  const town = await townWith(METERS)
  const say = (meter: string, at: number, litres: number) =>
    town.broker.bus.publish(`meters/${meter}/up`, JSON.stringify({ ts: at, volume: litres }), { qos: 1 })
  await say('1', NOON - 20 * MINUTE, 1_234_500)
  await say('1', NOON - 20 * MINUTE, 1_234_500)
  await say('2', NOON, 5_000)
  await say('9', NOON, 5_000)
  await town.broker.bus.publish('meters/1/up', 'rubbish', { qos: 1 })
  await town.ingest.settled()
  expect(town.ingest.latest()).toEqual([
    ['M-1.volume', NOON - 20 * MINUTE, 1234.5, 0],
    ['M-2.volume', NOON, 5, 0],
  ])
  const { body } = await town.get('/quarantine')
  expect(body.entries.map(({ fault, source }: { fault: string; source: string }) => [fault, source])).toEqual(
    [
      ['undecodable', 'meters meters/1/up'],
      ['unknown-point', 'M-9.volume'],
    ],
  )
  expect((await town.get('/ingest/health')).body.counts).toMatchObject({ readings: 2, 'resent-readings': 1 })
  await town.stop()
})

test('a source that cannot work stops the start with file and line', async () => {
  await expect(townWith(METERS.replace('path: volume', 'path: "$.[["'))).rejects.toMatchObject({
    code: 'config-invalid',
    problems: [{ line: 8, field: 'sources[0].values[0].path' }],
  })
})
