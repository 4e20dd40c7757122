import { spawn } from 'node:child_process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, test } from 'vitest'
import { type Connection, modbusConnection } from '../../gateway/modbus/connection.ts'
import { mbapFraming } from '../../gateway/modbus/framing.ts'
import { openStream } from '../../gateway/modbus/stream.ts'
import { programPath } from '../needs.ts'
import { frameOf, ownAddress, type Request, type Say, type WireServer, wireServer } from './wire-server.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function talk(
  answer: (request: Request) => Say,
  kind: 'mbap' | 'rtu' = 'mbap',
): Promise<{ wire: WireServer; connection: Connection }> {
  const wire = await wireServer(answer, { kind })
  ends.push(() => wire.stop())
  const stream = await openStream({ tcp: wire.endpoint, connectTimeout: 500 })
  const connection = modbusConnection(stream, kind)
  ends.push(() => connection.close())
  return { wire, connection }
}

const TWO = { fc: 3, start: 100, end: 102 } as const
const words = (data: Uint8Array) =>
  Array.from({ length: data.length / 2 }, (_, i) => (data[2 * i]! << 8) | data[2 * i + 1]!)

const wrong = (change: (frame: Buffer) => Buffer) => (request: Request) => ({
  bytes: change(frameOf(request, ownAddress(request))),
})
const set = (at: number, value: number) => (frame: Buffer) => {
  frame[at] = value
  return frame
}

/** What a device does wrong on the wire, and what the caller is told within the time-out. */
const MISBEHAVIOURS: [string, (request: Request) => Say, string][] = [
  ['says nothing', () => 'nothing', 'silent'],
  ['answers too late', request => ({ ...ownAddress(request), afterMs: 250 }), 'silent'],
  ['hangs up', () => 'hang up', 'closed'],
  [
    'hangs up in the middle of its answer',
    request => ({ ...ownAddress(request), hangUpAfter: 10 }),
    'closed',
  ],
  ['sends half an answer and no more', wrong(frame => frame.subarray(0, 10)), 'silent'],
  ['answers with another transaction', wrong(set(1, 0x77)), 'silent'],
  ['answers with an old transaction', wrong(set(1, 0)), 'silent'],
  ['answers with another unit', wrong(set(6, 9)), 'garbled'],
  ['answers with another function', wrong(set(7, 4)), 'garbled'],
  [
    'refuses as another unit',
    request => ({ bytes: set(6, 9)(frameOf(request, { exception: 2 })) }),
    'garbled',
  ],
  ['answers with another protocol', wrong(set(3, 1)), 'garbled'],
  ['claims a length of 65535', wrong(frame => set(4, 255)(set(5, 255)(frame))), 'garbled'],
  ['claims a length of 0', wrong(frame => set(4, 0)(set(5, 0)(frame))), 'garbled'],
  ['gives one register for two', request => ({ registers: [request.start] }), 'garbled'],
  [
    'gives three registers for two',
    request => ({ registers: [1, 2, 3].map(n => request.start + n) }),
    'garbled',
  ],
  ['counts its bytes wrong, too many', wrong(set(8, 250)), 'garbled'],
  ['counts its bytes wrong, too few', wrong(set(8, 2)), 'garbled'],
  ['sends garbage', () => ({ bytes: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') }), 'garbled'],
  ['sends a megabyte of noise', () => ({ bytes: Buffer.alloc(1_000_000, 0xa5) }), 'garbled'],
]

describe('Modbus TCP against a device that', () => {
  test.each(MISBEHAVIOURS)('%s', async (_what, behaviour, cause) => {
    const { connection } = await talk(behaviour)
    const started = performance.now()
    await expect(connection.read(1, TWO, 100)).rejects.toMatchObject({ code: `link-${cause}` })
    expect(performance.now() - started).toBeLessThan(1_000)
    // Whoever misbehaved once is not trusted on this connection again.
    expect(connection.open).toBe(false)
    await expect(connection.read(1, TWO, 100)).rejects.toMatchObject({ code: 'link-closed' })
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])(
    'refuses with exception %i: the connection stays',
    async exception => {
      const { connection, wire } = await talk(() => ({ exception }))
      await expect(connection.read(1, TWO, 100)).rejects.toMatchObject({ exception })
      wire.behave(ownAddress)
      expect(words(await connection.read(1, TWO, 100))).toEqual([100, 101])
    },
  )

  test('refuses with exception 11 ten thousand times: nothing of it stays in memory', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const { connection, wire } = await talk(() => ({ exception: 11 }))
    const ask = async (times: number) => {
      for (let i = 0; i < times; i++) await connection.read(1, TWO, 1_000).catch(() => {})
      wire.requests.length = 0
      collect()
      return process.memoryUsage().heapUsed
    }
    const before = await ask(2_000)
    const after = await ask(10_000)
    // A hundred bytes an exception would be a megabyte.
    expect(after - before).toBeLessThan(1_000_000)
    expect(connection.open).toBe(true)
  }, 60_000)

  test('answers one byte at a time', async () => {
    const { connection } = await talk(request => ({ ...ownAddress(request), oneByOne: true }))
    expect(words(await connection.read(1, TWO, 500))).toEqual([100, 101])
  })

  test('answers twice: the second answer is nobody’s', async () => {
    const { connection } = await talk(request => {
      const frame = frameOf(request, ownAddress(request))
      return { bytes: Buffer.concat([frame, frame]) }
    })
    expect(words(await connection.read(1, TWO, 100))).toEqual([100, 101])
    expect(words(await connection.read(1, { fc: 3, start: 7, end: 9 }, 100))).toEqual([7, 8])
  })

  test('sends bytes behind its answer: nothing after them is believed', async () => {
    const { connection } = await talk(request => ({
      bytes: Buffer.concat([frameOf(request, ownAddress(request)), Buffer.from([0, 0])]),
    }))
    expect(words(await connection.read(1, TWO, 100))).toEqual([100, 101])
    await expect(connection.read(1, TWO, 100)).rejects.toMatchObject({ code: 'link-garbled' })
  })
})

describe('Modbus TCP', () => {
  test('600 requests: no transaction number comes round to an old answer', async () => {
    const { connection, wire } = await talk(ownAddress)
    for (let n = 0; n < 600; n++)
      expect(words(await connection.read(1, { fc: 3, start: n, end: n + 1 }, 500))).toEqual([n])
    expect(new Set(wire.requests.map(({ transaction }) => transaction)).size).toBe(600)
  })

  test('after 65,536 requests the number comes round, and still only the newest request is answered', () => {
    const framing = mbapFraming()
    const question = Buffer.from([1, 3, 0, 100, 0, 1, 0, 0])
    const answer = (transaction: number, word: number) =>
      Buffer.from([transaction >> 8, transaction & 0xff, 0, 0, 0, 5, 1, 3, 2, word >> 8, word & 0xff])
    const wrong: number[] = []
    for (let n = 1; n <= 65_600; n++) {
      const transaction = framing.request(question)?.readUInt16BE(0)
      const late = framing.received(answer((n - 1) & 0xffff, 0xdead))
      const taken = framing.received(answer(n & 0xffff, n & 0xffff))
      const value = typeof taken === 'object' ? taken.frame.readUInt16BE(3) : undefined
      if (transaction !== (n & 0xffff) || late !== 'more' || value !== (n & 0xffff)) wrong.push(n)
    }
    expect(wrong).toEqual([])
  })

  test('each unit’s answer goes to its question', async () => {
    const { connection } = await talk(({ unit, start }) => ({ registers: [unit * 1000 + start] }))
    for (let n = 0; n < 30; n++) {
      const unit = 1 + (n % 7)
      expect(words(await connection.read(unit, { fc: 4, start: n, end: n + 1 }, 500))).toEqual([
        unit * 1000 + n,
      ])
    }
  })

  test('coils and discrete inputs come as registers of 0 and 1', async () => {
    const { connection } = await talk(request => ({
      bytes: Buffer.concat([
        frameOf(request, { registers: [] }).subarray(0, 4),
        Buffer.from([0, 5, request.unit, request.fc, 2, 0b10000101, 0b1]),
      ]),
    }))
    for (const fc of [1, 2] as const)
      expect(words(await connection.read(1, { fc, start: 0, end: 9 }, 100))).toEqual([
        1, 0, 1, 0, 0, 0, 0, 1, 1,
      ])
  })

  test.each([
    [{ fc: 3, start: 0, end: 0 }],
    [{ fc: 3, start: 0, end: 126 }],
    [{ fc: 3, start: 65_530, end: 65_540 }],
    [{ fc: 1, start: 0, end: 2_001 }],
  ] as const)('does not even ask for %o', async span => {
    const { connection, wire } = await talk(ownAddress)
    await expect(connection.read(1, span, 100)).rejects.toThrow(RangeError)
    expect(wire.requests).toEqual([])
  })

  test('a connection carries one request at a time', async () => {
    const { connection } = await talk(request => ({ ...ownAddress(request), afterMs: 30 }))
    const first = connection.read(1, TWO, 200)
    await expect(connection.read(2, TWO, 200)).rejects.toThrow('one request at a time')
    expect(words(await first)).toEqual([100, 101])
  })

  test('closing settles the request under way at once', async () => {
    const { connection } = await talk(() => 'nothing')
    const waiting = connection.read(1, TWO, 60_000)
    connection.close()
    await expect(waiting).rejects.toMatchObject({ code: 'link-closed' })
  })

  test('an address where nobody answers at all is given up in time', async () => {
    const hole = await blackHole()
    const started = performance.now()
    await expect(openStream({ tcp: hole, connectTimeout: 200 })).rejects.toMatchObject({
      code: 'link-connect-timeout',
    })
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

/** A listening socket whose queue is full: the kernel drops every further SYN. */
async function blackHole(): Promise<string> {
  const program = `
import socket, sys, time
s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(0)
full = []
for _ in range(4):
    c = socket.socket(); c.setblocking(False); c.connect_ex(s.getsockname()); full.append(c)
time.sleep(0.1); print(s.getsockname()[1], flush=True); time.sleep(60)`
  const child = spawn(programPath('python3')!, ['-c', program])
  ends.push(() => child.kill())
  const port = await new Promise<string>(resolve =>
    child.stdout.once('data', data => resolve(String(data).trim())),
  )
  return `127.0.0.1:${port}`
}

describe('Modbus RTU frames', () => {
  const rtu = (answer: (request: Request) => Say) => talk(answer, 'rtu')
  const answerOf = (request: Request) => frameOf(request, ownAddress(request), 'rtu')

  test('are read whole, byte by byte, and behind noise or an echo', async () => {
    const { connection, wire } = await rtu(ownAddress)
    expect(words(await connection.read(1, TWO, 200))).toEqual([100, 101])
    wire.behave(request => ({ ...ownAddress(request), oneByOne: true }))
    expect(words(await connection.read(1, TWO, 500))).toEqual([100, 101])
    wire.behave(request => ({ bytes: Buffer.concat([Buffer.from([0xff, 0x00, 0x01]), answerOf(request)]) }))
    expect(words(await connection.read(1, TWO, 200))).toEqual([100, 101])
    const echo = Buffer.from('0103006400028414', 'hex')
    wire.behave(request => ({ bytes: Buffer.concat([echo, answerOf(request)]) }))
    expect(words(await connection.read(1, TWO, 200))).toEqual([100, 101])
  })

  test.each<[string, (request: Request) => Say, string]>([
    ['a wrong check sum', request => ({ bytes: set(5, 0x55)(answerOf(request)) }), 'garbled'],
    [
      'another unit',
      request => ({ bytes: frameOf({ ...request, unit: 9 }, ownAddress(request), 'rtu') }),
      'silent',
    ],
    ['another length', request => ({ bytes: frameOf(request, { registers: [1, 2, 3] }, 'rtu') }), 'silent'],
    ['endless noise', () => ({ bytes: Buffer.alloc(5_000, 1) }), 'garbled'],
    ['half a frame', request => ({ bytes: answerOf(request).subarray(0, 6) }), 'silent'],
  ])('with %s are not believed', async (_what, behaviour, cause) => {
    const { connection } = await rtu(behaviour)
    await expect(connection.read(1, TWO, 100)).rejects.toMatchObject({ code: `link-${cause}` })
    expect(connection.open).toBe(false)
  })

  test('carry exceptions', async () => {
    const { connection } = await rtu(() => ({ exception: 2 }))
    await expect(connection.read(1, TWO, 100)).rejects.toMatchObject({ exception: 2 })
    expect(connection.open).toBe(true)
  })
})
