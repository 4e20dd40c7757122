import { afterEach, describe, expect, test } from 'vitest'
import { printProbe } from '../../cli/gateway/probe.ts'
import { probe } from '../../gateway/probe.ts'
import { loadProfiles } from '../../gateway/profiles.ts'
import { freePort } from '../runtime/brokers.ts'
import { NOON } from './running.ts'
import { frameOf, type Request, type Say, wireServer } from './wire-server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const profiles = [...loadProfiles(undefined, []).values()].filter(({ protocol }) => protocol === 'modbus')

async function probed(answer: (request: Request) => Say, timeout = 50) {
  const wire = await wireServer(answer)
  ends.push(() => wire.stop())
  return { wire, found: probe({ tcp: wire.endpoint, timeout }, 7, profiles, () => NOON) }
}

describe('a technician probes', () => {
  test('the wrong unit: told soon, not after every profile has waited', async () => {
    const { wire, found } = await probed(({ unit }) => (unit === 1 ? { registers: [1] } : 'nothing'))
    await expect(found).rejects.toThrow(
      /no answer from unit 7 within 50 ms\nis the unit id right\?.*asked by 5 profiles.*--profile <id>/s,
    )
    expect(wire.requests.length).toBeLessThanOrEqual(10)
  })

  test('an address where nobody is: one attempt', async () => {
    const endpoint = `127.0.0.1:${await freePort()}`
    await expect(probe({ tcp: endpoint, timeout: 50 }, 1, profiles, () => NOON)).rejects.toThrow(
      /cannot connect to 127\.0\.0\.1:\d+.*nothing listens there: is it the right port/s,
    )
  })

  test('a serial server as if it spoke Modbus TCP: told what it may be', async () => {
    const { found } = await probed(request => ({ bytes: frameOf(request, { exception: 2 }, 'rtu') }))
    await expect(found).rejects.toThrow(/--rtu-over-tcp/)
  })

  test('a device that answers every address: what cannot be so does not come first', async () => {
    // 36.625 in the word order of the ultrasonic meter wherever one looks, as a flow, a speed and a temperature.
    const { found } = await probed(({ start, count }) => ({
      registers: Array.from({ length: count }, (_, i) => ((start + i) % 2 === 0 ? 0x8000 : 0x4212)),
    }))
    const all = await found
    const rank = (id: string) => all.findIndex(({ profile }) => profile.id === id)
    expect(all.find(({ profile }) => profile.id === 'eastron-sdm630')!.implausible).toContain('frequency')
    expect(rank('tuf-2000m')).toBeLessThan(rank('eastron-sdm630'))
  })
})

describe('what is typed wrong', () => {
  const options = { probe: '127.0.0.1:1', unit: '1', baud: '9600', parity: 'none', timeout: '100' }
  test.each([
    [{ unit: '300' }, /--unit "300" is not a whole number from 0 to 255/],
    [{ unit: 'abc' }, /--unit "abc" is not a whole number/],
    [{ timeout: 'x' }, /--timeout "x" is not a whole number from 10 to 60000/],
    [{ probe: '192.0.2.20' }, /--probe "192\.0\.2\.20" is not host:port, e\.g\. 192\.0\.2\.20:502/],
    [{ probe: '/dev/ttyS1', parity: 'weird' }, /--parity "weird" is not none, even, odd/],
    [{ probe: '/dev/ttyS1', baud: '96OO' }, /--baud "96OO" is not a whole number/],
    [{ address: '12345678' }, /--address "12345678" is not the 14 digits on the meter/],
    [{ profile: 'nope' }, /there is no profile nope; there are: abb-acq580/],
  ])('%o is told before anything is asked', async (change, said) => {
    await expect(printProbe({ ...options, ...change }, undefined)).rejects.toThrow(said)
  })
})
