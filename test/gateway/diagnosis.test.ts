import { afterEach, expect, test } from 'vitest'
import { diagnose } from '../../gateway/diagnosis.ts'
import { DevicePoll } from '../../gateway/poll/device.ts'
import { type LineLink, lineLink } from '../../gateway/poll/line-link.ts'
import { targetOf } from '../../gateway/poll/target.ts'
import { loadProfiles } from '../../gateway/profiles.ts'
import { gatewayOf, NOON } from './running.ts'
import { ownAddress, type WireServer, wireServer } from './wire-server.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const profile = loadProfiles(undefined, [], new Set(['grundfos-cim-booster'])).get('grundfos-cim-booster')!
const hex = (bytes: string) => expect.stringMatching(new RegExp(`${bytes}$`))

/** Two devices on one line. */
async function line(answer: Parameters<typeof wireServer>[0]) {
  const wire: WireServer = await wireServer(answer)
  ends.push(() => wire.stop())
  const [config] = gatewayOf({
    lines: [{ id: 'l', tcp: wire.endpoint, timeout: 60, connectTimeout: 500, devices: [] }],
  }).lines
  const link: LineLink = lineLink(config!)
  ends.push(() => link.close())
  const device = (unit: number) => {
    const points = { flow: `D-${unit}.flow`, running: `D-${unit}.running` }
    const entry = { id: `D-${unit}`, unit, profile: profile.id, period: 10, points }
    return new DevicePoll(targetOf(entry, config!, profile, new Map(), 'UTC'), NOON)
  }
  const poll = async (one: DevicePoll) => {
    const lost = await one
      .poll(link, 0, () => NOON)
      .then(
        () => undefined,
        (error: Error) => error.message,
      )
    if (lost !== undefined) one.lost(NOON, 'silent', lost, 0.5)
    return diagnose(one, 'l')
  }
  return { wire, link, device, poll }
}

test('an answered device: its bytes, what they decode to, and how long they took', async () => {
  const { device, poll } = await line(ownAddress)
  const { asked, values, state } = await poll(device(3))
  expect(asked).toMatchObject([
    { about: 'FC3 200+1', sent: hex('03 03 00 C8 00 01'), answered: hex('03 03 02 00 C8') },
    { about: 'FC3 301+1', sent: hex('03 03 01 2D 00 01'), answered: hex('03 03 02 01 2D') },
  ])
  expect(values).toMatchObject([
    { key: 'flow', raw: 301, value: 30.1, quality: 'good' },
    { key: 'running', raw: 0, value: 0, quality: 'good' },
  ])
  expect(state.roundTrip).toBeGreaterThan(0)
})

test('a silent device: its question, no answer, no value that looks present, and no invented round trip', async () => {
  const { wire, device, poll } = await line(ownAddress)
  const one = device(1)
  const { roundTrip } = (await poll(one)).state
  wire.behave(() => 'nothing')
  const { asked, values, state } = await poll(one)
  expect(asked).toEqual([{ about: 'FC3 200+1', sent: hex('01 03 00 C8 00 01'), answered: '' }])
  expect(values).toMatchObject([
    { raw: null, value: null, quality: 'bad', reason: 'comm-failure' },
    { raw: null, value: null, quality: 'bad', reason: 'comm-failure' },
  ])
  expect(state.roundTrip).toBe(roundTrip)
})

test('a line that cannot be opened shows no device the bytes of its neighbour', async () => {
  const { wire, link, device, poll } = await line(ownAddress)
  await poll(device(1))
  await wire.stop()
  link.close()
  const { asked, state } = await poll(device(2))
  expect(asked).toEqual([])
  expect(state.lastError?.message).toMatch(/ECONNREFUSED/)
})
