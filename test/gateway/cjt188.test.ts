import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { aPoint, gatewayOf, NOON, runGateway } from './running.ts'

const ends: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

// domain reference §11: meter 00000012345678, 1234.56 m³, clock 2026-09-06 08:15:30
const REPLY = Buffer.from(
  '68107856341200000081 16 901F00 56341200 2C 00301200 2C 30150806092620 0000 AA16'.replaceAll(' ', ''),
  'hex',
)
const REQUEST = '6810785634120000000103901F003F16'

/** A serial server with meters behind it; hears every byte and says what it is told. */
async function serialServer(say: (request: string, socket: Socket) => Uint8Array | undefined) {
  const heard: string[] = []
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.on('data', chunk => {
      const request = chunk.toString('hex').toUpperCase()
      heard.push(request)
      const answer = say(request.replace(/^(FE)*/, ''), socket)
      if (answer) socket.write(answer)
    })
    ends.push(() => socket.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => server.close())
  return { endpoint: `127.0.0.1:${(server.address() as { port: number }).port}`, heard }
}

async function gateway(endpoint: string, ...addresses: string[]) {
  const running = await runGateway({
    points: addresses.map(address => aPoint(`M-${address}.volume`, { quantity: 'volume', unit: 'm3' })),
    config: gatewayOf({
      lines: [
        {
          id: 'meters',
          rtuOverTcp: endpoint,
          timeout: 100,
          retries: 0,
          devices: addresses.map(address => ({
            id: `M-${address}`,
            address,
            profile: 'cjt188-water-meter',
            period: 60,
            points: { volume: `M-${address}.volume` },
          })),
        },
      ],
    }),
  })
  ends.push(() => running.stop())
  return running
}

describe('CJ/T 188 meters behind a serial server', () => {
  test('are read with the frame of the standard, woken first', async () => {
    const { endpoint, heard } = await serialServer(() => Buffer.concat([Buffer.from('FEFEFE', 'hex'), REPLY]))
    const running = await gateway(endpoint, '00000012345678')
    await running.time.advance(61_000)
    expect(heard[0]).toBe(`FEFEFEFE${REQUEST}`)
    expect(running.latest('M-00000012345678.volume')).toMatchObject({ value: 1234.56, quality: 'good' })
    expect(running.latest('M-00000012345678.volume')!.at).toBeGreaterThan(NOON)
  })

  test('a meter’s clock that is months behind is seen; the reading keeps the time it was read', async () => {
    const { endpoint } = await serialServer(() => REPLY)
    const running = await gateway(endpoint, '00000012345678')
    await running.time.advance(91_000)
    const [device] = running.state.devices!
    const clock = Date.parse('2026-09-06T08:15:30+08:00')
    expect(device!.clockOffset).toBe(clock - device!.lastSuccess!)
  })

  test('only the asked meter’s answer counts; an echo, noise and another meter’s frame do not', async () => {
    const foreign = Buffer.from(REPLY)
    foreign[2] = 0x79
    foreign[foreign.length - 2] = (foreign[foreign.length - 2]! + 1) & 0xff
    foreign[14] = 0x99
    foreign[foreign.length - 2] = (foreign[foreign.length - 2]! + 0x99 - 0x56) & 0xff
    const { endpoint } = await serialServer(request =>
      Buffer.concat([Buffer.from(request, 'hex'), Buffer.from([0x68, 0x00]), foreign, REPLY]),
    )
    const running = await gateway(endpoint, '00000012345678')
    await running.time.advance(61_000)
    expect(running.latest('M-00000012345678.volume')).toMatchObject({ value: 1234.56, quality: 'good' })
  })

  test.each([
    ['says nothing', () => undefined],
    ['answers with a wrong check sum', () => Buffer.concat([REPLY.subarray(0, -2), Buffer.from([0, 0x16])])],
    ['answers with half a frame', () => REPLY.subarray(0, 20)],
    ['sends endless noise', () => Buffer.alloc(5_000, 0x68)],
  ])('a meter that %s is lost, once', async (_what, say) => {
    const { endpoint } = await serialServer(say)
    const running = await gateway(endpoint, '00000012345678')
    await running.time.advance(600_000)
    expect(running.readings).toMatchObject([{ value: null, quality: 'bad', reason: 'comm-failure' }])
  })

  test('one dead meter does not silence the other', async () => {
    const { endpoint } = await serialServer(request => (request === REQUEST ? REPLY : undefined))
    const running = await gateway(endpoint, '99999999999999', '00000012345678')
    await running.time.advance(600_000)
    expect(
      running.readings.filter(reading => reading.point.startsWith('M-000') && reading.quality === 'good')
        .length,
    ).toBeGreaterThanOrEqual(9)
    expect(running.state.devices).toMatchObject([{ status: 'failed' }, { status: 'good' }])
  })
})
