import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, modbusConnection } from '../../gateway/modbus/connection.ts'
import { openStream } from '../../gateway/modbus/stream.ts'
import type { FunctionCode } from '../../gateway/plan.ts'
import { lineLink } from '../../gateway/poll/line-link.ts'
import type { Target } from '../../gateway/poll/target.ts'
import { describeWith, programPath } from '../needs.ts'
import { freePort } from '../runtime/brokers.ts'
import { gatewayOf } from './running.ts'
import { frameOf, ownAddress, wireServer } from './wire-server.ts'

// Debian's own interpreter has Debian's pymodbus.
const python = '/usr/bin/python3'
const peer = (name: string) => join(import.meta.dirname, 'peers', name)
const words = (data: Uint8Array) =>
  Array.from({ length: data.length / 2 }, (_, i) => (data[2 * i]! << 8) | data[2 * i + 1]!)
const upFrom = (start: number, count: number) => Array.from({ length: count }, (_, i) => start + i)

const children: ChildProcess[] = []
function start(command: string, args: string[]): ChildProcess {
  const child = spawn(command, args, { stdio: 'ignore' })
  children.push(child)
  return child
}
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

async function until(reached: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await reached()) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error('the peer did not start')
}

const listens = (port: number) => () =>
  new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.end(() => resolve(true))).on('error', () =>
      resolve(false),
    )
  })

/** What every correct device must answer, whoever wrote it. */
function reads(open: () => Promise<Connection>, unit: number) {
  let connection: Connection
  beforeAll(async () => {
    connection = await open()
  })
  afterAll(() => connection?.close())

  test.each([
    [3, 0, 1],
    [3, 340, 2],
    [3, 100, 125],
    [4, 9_000, 50],
  ] as [FunctionCode, number, number][])('function %i, %i registers from %i', async (fc, first, count) => {
    expect(words(await connection.read(unit, { fc, start: first, end: first + count }, 1_000))).toEqual(
      upFrom(first, count),
    )
  })

  test.each([
    [1, 0, 9],
    [2, 30, 100],
  ] as [FunctionCode, number, number][])('function %i, bits from %i', async (fc, first, count) => {
    const expected = upFrom(first, count).map(n => (n % 3 === 0 ? 1 : 0))
    expect(words(await connection.read(unit, { fc, start: first, end: first + count }, 1_000))).toEqual(
      expected,
    )
  })

  test('a register that is not there is refused, and the connection stays', async () => {
    const beyond = { fc: 3, start: 9_999, end: 10_002 } as const
    await expect(connection.read(unit, beyond, 1_000)).rejects.toMatchObject({ exception: 2 })
    expect(words(await connection.read(unit, { fc: 3, start: 5, end: 7 }, 1_000))).toEqual([5, 6])
  })

  test('300 reads in a row are each their own', async () => {
    for (let n = 0; n < 300; n++)
      expect(words(await connection.read(unit, { fc: 3, start: n, end: n + 3 }, 1_000))).toEqual(upFrom(n, 3))
  })
}

describeWith(['python3'], 'pymodbus over TCP', () => {
  reads(async () => {
    const port = await freePort()
    start(python, [peer('pymodbus_server.py'), 'tcp', String(port)])
    await until(listens(port))
    return modbusConnection(await openStream({ tcp: `127.0.0.1:${port}`, connectTimeout: 1_000 }), 'mbap')
  }, 7)
})

describeWith(['python3'], 'pymodbus, RTU frames over TCP', () => {
  reads(async () => {
    const port = await freePort()
    start(python, [peer('pymodbus_server.py'), 'rtu-over-tcp', String(port)])
    await until(listens(port))
    return modbusConnection(
      await openStream({ rtuOverTcp: `127.0.0.1:${port}`, connectTimeout: 1_000 }),
      'rtu',
    )
  }, 1)
})

describeWith(['python3'], 'libmodbus over TCP', () => {
  reads(async () => {
    const port = await freePort()
    start(python, [peer('libmodbus_server.py'), String(port)])
    await until(listens(port))
    return modbusConnection(await openStream({ tcp: `127.0.0.1:${port}`, connectTimeout: 1_000 }), 'mbap')
  }, 1)
})

/** A serial cable: two ends of one line. */
async function cable(): Promise<[string, string]> {
  const folder = await mkdtemp(join(tmpdir(), 'cable-'))
  const ends: [string, string] = [join(folder, 'ours'), join(folder, 'theirs')]
  start(
    programPath('socat')!,
    ends.map(end => `pty,rawer,link=${end}`),
  )
  await until(() => ends.every(end => existsSync(end)))
  return ends
}

describeWith(['socat', 'python3'], 'pymodbus on a serial line', () => {
  reads(async () => {
    const [ours, theirs] = await cable()
    start(python, [peer('pymodbus_server.py'), 'rtu', theirs])
    const rtu = { path: ours, baud: 9_600, parity: 'none', stopBits: 1 } as const
    const open = async () => modbusConnection(await openStream({ rtu, connectTimeout: 1_000 }), 'rtu')
    await until(async () => {
      const connection = await open()
      const answers = await connection.read(1, { fc: 3, start: 0, end: 1 }, 200).then(
        () => true,
        () => false,
      )
      connection.close()
      await connection.closed
      return answers
    })
    return open()
  }, 1)
})

const target = (timeout: number) => ({ unit: 1, timeout, delayBetween: 0 }) as Target
const span = (first: number, count: number) => ({ fc: 3, start: first, end: first + count }) as const

describe('a late answer on a serial line', () => {
  const ends: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })

  /**
   * A serial server: bytes from the bus go to whoever is connected now, also when the question came on an earlier
   * connection. The bus answers in order; its first answer takes long.
   */
  async function serialServer(slowFirst: number) {
    const wire = await wireServer(ownAddress, { kind: 'rtu' })
    ends.push(() => wire.stop())
    const since = performance.now()
    wire.behave(request => {
      const left = since + slowFirst - performance.now()
      if (request.number > 1) return { ...ownAddress(request), afterMs: Math.max(0, left + request.number) }
      setTimeout(() => wire.sendToAll(frameOf(request, ownAddress(request), 'rtu')), left)
      return 'nothing'
    })
    return wire
  }

  test.each([110, 160, 190, 220])('%i ms late is never taken for the next one', async slow => {
    const wire = await serialServer(slow)
    const [line] = gatewayOf({ lines: [{ id: 'l', rtuOverTcp: wire.endpoint, devices: [] }] }).lines
    const link = lineLink(line!)
    ends.push(() => link.close())
    await expect(link.read(target(100), span(100, 4), 0)).rejects.toMatchObject({ cause: 'silent' })
    // The same shape again: without care this would get registers 100 to 103.
    expect(words(await link.read(target(100), span(200, 4), 0))).toEqual(upFrom(200, 4))
    expect(words(await link.read(target(100), span(300, 4), 0))).toEqual(upFrom(300, 4))
    expect(wire.requests[1]).toMatchObject({ start: 200, count: 1 })
  })

  test('of one register is told from the next by asking for two', async () => {
    const wire = await serialServer(160)
    const [line] = gatewayOf({ lines: [{ id: 'l', rtuOverTcp: wire.endpoint, devices: [] }] }).lines
    const link = lineLink(line!)
    ends.push(() => link.close())
    await expect(link.read(target(100), span(100, 1), 0)).rejects.toMatchObject({ cause: 'silent' })
    expect(words(await link.read(target(100), span(200, 1), 0))).toEqual([200])
    expect(wire.requests[1]).toMatchObject({ start: 200, count: 2 })
  })
})
