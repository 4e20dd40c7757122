import { EventEmitter } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { mbapFraming, rtuFraming } from '../../gateway/modbus/framing.ts'
import { FramedPort } from '../../gateway/modbus/port.ts'
import { packageRoot } from '../../runtime/root.ts'

const folder = join(packageRoot, 'gateway')
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
  file.endsWith('.ts'),
)

/** Everything by which modbus-serial can change a device, and CJ/T 188's control codes for it. */
const WRITES =
  /\b(writeCoils?|writeRegisters?|writeRegisterEnron|maskWriteRegister|readWriteRegisters|customFunction|writeFC\w+|writeCustomFC)\b|0xa0,?\s*0x17/i

test('the gateway’s code has no way to write to a field device', () => {
  const offenders = sources.filter(file => WRITES.test(readFileSync(join(folder, file), 'utf8')))
  expect(sources.length).toBeGreaterThan(30)
  expect(offenders).toEqual([])
})

test('and its port refuses every function code but the four that read', () => {
  const written: Buffer[] = []
  for (const framing of [mbapFraming(), rtuFraming()]) {
    const stream = new Duplex({
      read() {},
      write(chunk, _encoding, done) {
        written.push(chunk)
        done()
      },
    })
    const port = new FramedPort(stream, framing)
    expect(port).toBeInstanceOf(EventEmitter)
    for (let fc = 0; fc < 256; fc++) {
      const send = () => port.write(Buffer.from([1, fc, 0, 0, 0, 1, 0, 0]))
      if (fc >= 1 && fc <= 4) send()
      else expect(send).toThrow('nothing is ever written to a device')
    }
  }
  expect(written).toHaveLength(8)
})
