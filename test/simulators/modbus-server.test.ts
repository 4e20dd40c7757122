import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ModbusServer, startModbusServer } from '../../simulators/devices/modbus-server.ts'
import { Registers, readRegisters } from '../../simulators/devices/registers.ts'

const map = { functions: [3], blocks: [[10, 20]] as const, hole: 0xffff }
const registers = new Registers()
registers.u16(10, 7)
registers.f32(12, 36.625)
registers.i16(14, -3)
registers.u32(15, 123_456_789)
registers.f64(17, 7842.497)

let server: ModbusServer
beforeAll(async () => {
  server = await startModbusServer('127.0.0.1', (unit, fc, first, count) =>
    unit === 1 ? readRegisters(map, registers, fc, first, count) : unit === 2 ? undefined : 0x0b,
  )
})
afterAll(() => server.stop())

/** Sends bytes in the given pieces; what came back until `bytes` are there, or the end of the connection. */
function say(pieces: string[], bytes: number, patience = 300): Promise<string> {
  return new Promise(resolve => {
    const socket = connect(server.port, '127.0.0.1')
    let got = Buffer.alloc(0)
    const done = () => {
      socket.destroy()
      resolve(got.toString('hex'))
    }
    setTimeout(done, patience)
    socket.on('data', chunk => {
      got = Buffer.concat([got, chunk])
      if (got.length >= bytes) done()
    })
    socket.on('close', done)
    socket.on('error', done)
    void (async () => {
      for (const piece of pieces) {
        socket.write(Buffer.from(piece, 'hex'))
        await new Promise(next => setTimeout(next, 5))
      }
    })()
  })
}

describe('register map', () => {
  test.each([
    ['36.625 as f32 ABCD', '000100000006010300 0c0002', '00010000000701030442128000'],
    ['−3 as i16', '000100000006010300 0e0001', '000100000005010302fffd'],
    ['123456789 as u32', '000100000006010300 0f0002', '000100000007010304075bcd15'],
    ['7842.497 as f64', '000100000006010300 110004', '00010000000b01030840bea27f3b645a1d'],
    ['a hole inside a block', '000100000006010300 0b0001', '000100000005010302ffff'],
    ['outside every block: illegal address', '000100000006010300 1e0001', '000100000003018302'],
    ['126 registers: illegal value', '000100000006010300 0a007e', '000100000003018303'],
    ['a function it has not: illegal function', '000100000006010400 0a0001', '000100000003018401'],
    ['a write: illegal function', '000100000006010600 0a0001', '000100000003018601'],
    ['an unknown unit: no target', '000100000006090300 0a0001', '00010000000309830b'],
  ])('%s', async (_what, request, reply) => {
    const wanted = reply.replaceAll(' ', '')
    expect(await say([request.replaceAll(' ', '')], wanted.length / 2)).toBe(wanted)
  })
})

describe('the wire', () => {
  const ask = '0001000000060103000a0001'
  const told = '0001000000050103020007'

  test('a request in single bytes is one request', async () => {
    expect(await say(ask.match(/../g)!, told.length / 2)).toBe(told)
  })
  test('two requests in one packet get two answers', async () => {
    expect(await say([ask + ask], told.length)).toBe(told + told)
  })
  test('a dead device says nothing', async () => {
    expect(await say(['0001000000060203000a0001'], 1)).toBe('')
  })
  test.each(['ffffffffffffffffffffffffffff', '474554202f20485454502f312e310d0a'])(
    'garbage %s ends the connection, not the server',
    async bytes => {
      expect(await say([bytes], 1)).toBe('')
      expect(await say([ask], told.length / 2)).toBe(told)
    },
  )
  test('a taken port is a clear error', async () => {
    await expect(startModbusServer('127.0.0.1', () => 1, server.port)).rejects.toThrow(/port \d+ .* is taken/)
  })
})
