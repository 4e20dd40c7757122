import { afterEach, describe, expect, test } from 'vitest'
import { HOUR } from '../../model/time.ts'
import { aPoint, gatewayOf, NOON, runGateway } from './running.ts'
import { ownAddress, type Request, type Say, wireServer } from './wire-server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const device = (unit: number, extra: object = {}) => ({
  id: `D-${unit}`,
  unit,
  profile: 'grundfos-cim-booster',
  period: 10,
  points: { flow: `D-${unit}.flow` },
  ...extra,
})

async function start(answer: (request: Request) => Say, line: object, units: number[], extra: object = {}) {
  const wire = await wireServer(answer)
  ends.push(() => wire.stop())
  const running = await runGateway({
    points: units.map(unit => aPoint(`D-${unit}.flow`)),
    config: gatewayOf({
      lines: [
        {
          id: 'line-1',
          tcp: wire.endpoint,
          timeout: 10_000,
          ...line,
          devices: units.map(unit => device(unit, extra)),
        },
      ],
    }),
  })
  ends.push(() => running.stop())
  return { wire, running, time: running.time }
}

describe('a line', () => {
  test('130 devices behind one address are all read, one request at a time, on one connection', async () => {
    let underWay = 0
    let most = 0
    const units = Array.from({ length: 130 }, (_, i) => i + 1)
    const { wire, running, time } = await start(
      request => {
        most = Math.max(most, ++underWay)
        setImmediate(() => underWay--)
        return ownAddress(request)
      },
      {},
      units,
    )
    await time.advance(60_000)
    expect(
      running.gatewayState().devices!.every(({ status, errors }) => status === 'good' && errors === 0),
    ).toBe(true)
    expect(wire.connections).toBe(1)
    expect(most).toBe(1)
    expect(wire.requests.length).toBeGreaterThanOrEqual(130 * 5)
  })

  test('releases the connection between polls when told to', async () => {
    const { wire, time } = await start(ownAddress, { keepOpen: false }, [1])
    await time.advance(35_000)
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(wire.open).toBe(0)
    expect(wire.connections).toBe(wire.requests.length)
    expect(wire.requests.length).toBeGreaterThanOrEqual(3)
  })

  test('rests after connecting and between requests as long as it is told to', async () => {
    const times: number[] = []
    const started = performance.now()
    const { time } = await start(
      request => {
        times.push(performance.now())
        return ownAddress(request)
      },
      { delayAfterConnect: 60, delayBetween: 40 },
      [1, 2, 3],
    )
    await time.advance(10_500)
    expect(times[0]! - started).toBeGreaterThanOrEqual(60)
    for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeGreaterThanOrEqual(39)
  })

  test('a dead line of 30 devices is one cause, said once, and each point once', async () => {
    const units = Array.from({ length: 30 }, (_, i) => i + 1)
    const { wire, running, time } = await start(ownAddress, {}, units)
    await time.advance(20_000)
    const before = running.readings.length
    await wire.stop()
    await time.advance(HOUR)
    expect(running.readings.slice(before).map(({ reason }) => reason)).toEqual(
      units.map(() => 'comm-failure'),
    )
    const causes = running.states
      .flatMap(state => state.lines ?? [])
      .filter(({ status }) => status === 'down')
    expect(new Set(causes.map(({ cause, since }) => `${cause} ${since}`)).size).toBe(1)
    expect(running.gatewayState().devices!.every(({ cause }) => cause === 'refused')).toBe(true)
    await wire.start()
    await time.advance(90_000)
    expect(running.gatewayState().devices!.every(({ status }) => status === 'good')).toBe(true)
  })

  test.each([
    { period: 10, within: 15_000 },
    { period: 900, within: 4 * 60_000 },
  ])(
    'a silent bus of 30 devices polled each $period s is one cause after six of them, not after all',
    async ({ period, within }) => {
      const units = Array.from({ length: 30 }, (_, i) => i + 1)
      let cut = false
      const { wire, running, time } = await start(
        request => (cut ? 'nothing' : ownAddress(request)),
        { timeout: 60 },
        units,
        { period },
      )
      await time.advance(2 * period * 1_000)
      const sent = running.readings.length
      const asked = wire.requests.length
      cut = true
      const down = () => running.gatewayState().lines?.[0]?.status === 'down'
      const cutAt = time.now()
      while (!down() && time.now() < cutAt + period * 2_000) await time.advance(500)
      expect(running.gatewayState().lines).toMatchObject([{ status: 'down', cause: 'silent' }])
      expect(time.now() - cutAt).toBeLessThanOrEqual(within)
      // Three with their second try, three early ones with a single one.
      expect(wire.requests.length - asked).toBe(9)

      await time.advance(10 * 60_000)
      const lost = running.readings.slice(sent)
      expect(lost.map(({ point, reason }) => `${point} ${reason}`).sort()).toEqual(
        units.map(unit => `D-${unit}.flow comm-failure`).sort(),
      )
      expect(new Set(lost.slice(5).map(({ at }) => at)).size).toBeLessThanOrEqual(2)
      // One try at a time, nobody's turn is lost: at most each few seconds, at least each minute.
      const tries = wire.requests.slice(asked + 9)
      expect(tries.length).toBeGreaterThan(9)
      expect(tries.length).toBeLessThan(80)
      expect(new Set(tries.map(({ unit }) => unit)).size).toBeGreaterThan(4)

      cut = false
      await time.advance(75_000)
      const { lines, devices } = running.gatewayState()
      expect(lines).toMatchObject([{ status: 'up' }])
      expect(devices!.every(({ status }) => status === 'good')).toBe(true)
      const since = devices!.map(device => device.since)
      expect(Math.max(...since) - Math.min(...since)).toBeLessThanOrEqual(1_000)
    },
    30_000,
  )

  test('neighbours that fall silent together do not make the line silent: nobody else is called lost', async () => {
    const units = Array.from({ length: 30 }, (_, i) => i + 1)
    const dead = new Set<number>()
    const { running, time } = await start(
      request => (dead.has(request.unit) ? 'nothing' : ownAddress(request)),
      { timeout: 60 },
      units,
    )
    await time.advance(20_000)
    // The five whose turn comes next.
    const next = [...running.gatewayState().devices!].sort((a, b) => a.lastSuccess! - b.lastSuccess!)
    for (const { id } of next.slice(0, 5)) dead.add(Number(id.slice(2)))
    const sent = running.readings.length
    await time.advance(5 * 60_000)
    expect(running.gatewayState().lines).toMatchObject([{ status: 'up' }])
    const lost = running.readings.slice(sent).filter(({ reason }) => reason === 'comm-failure')
    expect(lost.map(({ point }) => Number(point.slice(2, -5))).sort()).toEqual([...dead].sort())
  }, 30_000)

  test('exception 11 of a gateway makes its device lost, not the connection', async () => {
    const { wire, running, time } = await start(
      request => (request.unit === 2 ? { exception: 11 } : ownAddress(request)),
      {},
      [1, 2],
    )
    await time.advance(10 * 60_000)
    expect(running.gatewayState().devices).toMatchObject([
      { status: 'good', errors: 0 },
      {
        status: 'failed',
        cause: 'silent',
        lastError: { message: 'exception 11 (gateway target does not respond)' },
      },
    ])
    expect(wire.connections).toBe(1)
    expect(running.readings.filter(({ point }) => point === 'D-2.flow')).toHaveLength(1)
  })

  test('a frozen peer (connected, silent) is reconnected for ever, and comes back without a restart', async () => {
    let frozen = false
    const { wire, running, time } = await start(
      request => (frozen ? 'nothing' : ownAddress(request)),
      { timeout: 60 },
      [1],
    )
    await time.advance(20_000)
    frozen = true
    await time.advance(20 * 60_000)
    expect(running.gatewayState().lines).toMatchObject([{ status: 'down', cause: 'silent' }])
    expect(wire.connections).toBeGreaterThan(15)
    frozen = false
    await time.advance(75_000)
    expect(running.gatewayState()).toMatchObject({ lines: [{ status: 'up' }], devices: [{ status: 'good' }] })
  })

  test('when one of many dead devices answers again, all are tried at once', async () => {
    let cut = false
    const { running, time } = await start(
      request => (cut ? 'nothing' : ownAddress(request)),
      { timeout: 150 },
      [1, 2, 3, 4, 5],
    )
    await time.advance(15_000)
    cut = true
    await time.advance(5 * 60_000)
    expect(running.gatewayState().devices!.every(({ status }) => status === 'failed')).toBe(true)
    cut = false
    await time.advance(75_000)
    const since = running.gatewayState().devices!.map(device => device.since)
    expect(Math.max(...since) - Math.min(...since)).toBeLessThanOrEqual(1_000)
  })

  test('a refused register in a live device: one point is bad, the rest is good, an hour later it is tried again', async () => {
    let refuses = true
    const answer = (request: Request): Say =>
      refuses && request.start <= 301 && request.start + request.count > 301
        ? { exception: 2 }
        : ownAddress(request)
    const { running, time } = await start(answer, {}, [1], {
      points: { flow: 'D-1.flow', speed: 'D-1.speed', frequency: 'D-1.frequency' },
    })
    await time.advance(60_000)
    const [state] = running.gatewayState().devices!
    expect(state).toMatchObject({ status: 'good', badRegisters: ['flow'], errors: 0 })
    expect(running.latest('D-1.flow')).toMatchObject({ value: null, quality: 'bad', reason: 'bad-register' })
    expect(running.latest('D-1.speed')).toMatchObject({ value: 303, quality: 'good' })
    refuses = false
    await time.advance(HOUR + 60_000)
    expect(running.latest('D-1.flow')).toMatchObject({ value: expect.closeTo(30.1, 6), quality: 'good' })
  })

  test('each reading carries the time of its own poll, never a later one', async () => {
    const { running, time } = await start(ownAddress, {}, [1])
    await time.advance(5 * 60_000)
    const times = running.readings.map(({ at }) => at)
    for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBe(10_000)
    expect(times[0]).toBeGreaterThan(NOON)
  })
})
