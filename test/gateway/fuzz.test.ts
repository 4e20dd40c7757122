import { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { meterConnection } from '../../gateway/cjt188/meters.ts'
import { answersOf, readAnswers } from '../../gateway/decode/answers.ts'
import { linearOf, linesOf, valueOn } from '../../gateway/decode/linear.ts'
import { decodePoint } from '../../gateway/decode/value.ts'
import { type Connection, modbusConnection } from '../../gateway/modbus/connection.ts'
import { crc16 } from '../../gateway/modbus/crc.ts'
import { type FunctionCode, plan, type Span, slotsOf } from '../../gateway/plan.ts'
import { loadProfiles } from '../../gateway/profiles.ts'
import { decodeRecords, encodeRecord } from '../../gateway/spool/record.ts'
import { type Random, random } from './random.ts'
import { frameOf } from './wire-server.ts'

/** `npm run fuzz` asks for a million. */
const RUNS = Number(process.env.STANDPIPE_FUZZ ?? 4_000)
const LONG = Math.max(30_000, RUNS)

/** A line in memory: what is written is kept, `say` lets the far side speak. */
function wire() {
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      line.written = chunk
      done()
    },
  })
  const line = {
    written: Buffer.alloc(0) as Buffer,
    stream,
    end: () => void stream.destroy(),
    say: (bytes: Buffer) => void stream.push(bytes),
  }
  return line
}

/** One of the things that happen to bytes on their way. */
function mutate(bytes: Buffer, r: Random): Buffer {
  const at = r.below(bytes.length + 1)
  switch (r.below(10)) {
    case 0:
      return bytes
    case 1: {
      const changed = Buffer.from(bytes)
      for (let n = r.below(4) + 1; n > 0; n--) changed[r.below(bytes.length)]! ^= 1 << r.below(8)
      return changed
    }
    case 2:
      return bytes.subarray(0, at)
    case 3:
      return Buffer.concat([bytes, r.bytes(r.below(40))])
    case 4:
      return Buffer.concat([r.bytes(r.below(20)), bytes])
    case 5:
      return Buffer.concat([bytes.subarray(0, at), r.bytes(r.below(6)), bytes.subarray(at)])
    case 6:
      return Buffer.concat([
        bytes.subarray(0, at),
        bytes.subarray(Math.min(bytes.length, at + 1 + r.below(5))),
      ])
    case 7:
      return Buffer.concat([bytes, bytes])
    case 8:
      return r.bytes(r.below(300))
    default: {
      const changed = Buffer.from(bytes)
      changed[r.below(Math.min(12, bytes.length))] = r.pick([0, 1, 0x7f, 0x80, 0xff, r.below(256)])
      return changed
    }
  }
}

/** In pieces, as networks deliver them. */
function* pieces(bytes: Buffer, r: Random): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + r.below(r.next() < 0.2 ? 3 : 300)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

/** The data of an answer to the question, if the bytes hold one that every rule of the protocol lets pass. */
function validAnswers(
  kind: 'mbap' | 'rtu',
  bytes: Buffer,
  question: Buffer,
  unit: number,
  fc: number,
  length: number,
): Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at < bytes.length; at++) {
    const rest = bytes.subarray(at)
    const head = kind === 'mbap' ? 6 : 0
    if (kind === 'mbap') {
      if (
        rest.length < head + 3 + length ||
        rest.readUInt16BE(2) !== 0 ||
        rest.readUInt16BE(4) !== length + 3
      )
        continue
      if (rest.readUInt16BE(0) !== question.readUInt16BE(0)) continue
    } else if (rest.length < length + 5 || crc16(rest, 0, length + 3) !== rest.readUInt16LE(length + 3))
      continue
    if (rest[head] === unit && rest[head + 1] === fc && rest[head + 2] === length)
      found.push(rest.subarray(head + 3, head + 3 + length))
  }
  return found
}

async function fuzzModbus(kind: 'mbap' | 'rtu', runs: number, seed: number) {
  const r = random(seed)
  const outcomes = { answered: 0, refused: 0, dropped: 0, wrong: 0 }
  let line = wire()
  let connection: Connection = modbusConnection(line, kind)
  for (let n = 0; n < runs; n++) {
    if (!connection.open) {
      line = wire()
      connection = modbusConnection(line, kind)
    }
    const unit = r.below(248)
    const fc = r.pick([3, 4] as const) as FunctionCode
    const start = r.below(60_000)
    const count = 1 + r.below(r.next() < 0.5 ? 4 : 125)
    const span: Span = { fc, start, end: start + count }
    const truth = Array.from({ length: count }, () => r.below(65_536))
    const reading = connection.read(unit, span, 60_000)
    const settled = reading.then(
      data => ({ data }),
      (error: Error & { code: string }) => ({ error }),
    )
    await Promise.resolve()
    const request = {
      transaction: kind === 'mbap' && line.written.length >= 2 ? line.written.readUInt16BE(0) : 0,
      unit,
      fc,
      start,
      count,
      number: n,
    }
    const answer = r.next() < 0.1 ? { exception: r.below(12) } : { registers: truth }
    const bytes = mutate(frameOf(request, answer, kind), r)
    for (const piece of pieces(bytes, r)) line.say(piece)
    // Whoever has no answer now would wait for the time-out: the far side hangs up instead.
    const outcome = await Promise.race([
      settled,
      new Promise<undefined>(resolve => setImmediate(() => resolve(undefined))),
    ])
    if (!outcome) connection.close()
    const end = outcome ?? (await settled)
    if ('error' in end) {
      expect(end.error.code).toMatch(/^(link-(closed|garbled)|modbus-exception-\d+)$/)
      if (end.error.code.startsWith('modbus')) outcomes.refused++
      else {
        outcomes.dropped++
        expect(connection.open).toBe(false)
      }
      continue
    }
    outcomes.answered++
    const allowed = validAnswers(kind, bytes, line.written, unit, fc, 2 * count)
    expect(allowed.some(data => data.equals(end.data))).toBe(true)
    const same = truth.every((word, i) => word === ((end.data[2 * i]! << 8) | end.data[2 * i + 1]!))
    if (!same) outcomes.wrong++
  }
  return outcomes
}

describe('mutated Modbus answers', () => {
  test(
    'over TCP: no crash, and nothing is taken that is not a whole answer to this very question',
    async () => {
      const before = process.memoryUsage().heapUsed
      const { answered, refused, dropped } = await fuzzModbus('mbap', RUNS, 20_261_122)
      expect(answered + refused + dropped).toBe(RUNS)
      expect(answered).toBeGreaterThan(RUNS / 20)
      expect(dropped).toBeGreaterThan(RUNS / 5)
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000)
    },
    LONG,
  )

  test(
    'as RTU frames: a changed bit is never a good value',
    async () => {
      const { answered, dropped, wrong } = await fuzzModbus('rtu', RUNS, 7)
      expect(answered).toBeGreaterThan(RUNS / 20)
      expect(dropped).toBeGreaterThan(RUNS / 5)
      // A check sum of 16 bits lets one random frame in 65536 pass.
      expect(wrong).toBeLessThanOrEqual(Math.ceil((RUNS * 3) / 65_536))
    },
    LONG,
  )
})

test(
  'mutated CJ/T 188 answers: no crash, no other meter’s and no wrong volume',
  async () => {
    const reply = Buffer.from(
      '68107856341200000081 16 901F00 56341200 2C 00301200 2C 30150806092620 0000 AA16'.replaceAll(' ', ''),
      'hex',
    )
    const r = random(188)
    let line = wire()
    let meters = meterConnection(line)
    let answered = 0
    for (let n = 0; n < RUNS / 4; n++) {
      if (!meters.open) {
        line = wire()
        meters = meterConnection(line)
      }
      const settled = meters.read('00000012345678', { type: 0x10, swapIdentifier: false }, 60_000).then(
        reading => ({ reading }),
        (error: Error & { code: string }) => ({ error }),
      )
      for (const piece of pieces(mutate(reply, r), r)) line.say(piece)
      const outcome = await Promise.race([
        settled,
        new Promise<undefined>(resolve => setImmediate(() => resolve(undefined))),
      ])
      if (!outcome) meters.close()
      const end = outcome ?? (await settled)
      if ('error' in end) expect(end.error.code).toMatch(/^link-/)
      else {
        answered++
        // Its check sum is eight bits wide: two flipped bits of the same weight can cancel out.
        const { volume } = end.reading
        expect(volume === null || Number.isFinite(volume)).toBe(true)
      }
    }
    expect(answered).toBeGreaterThan(RUNS / 80)
  },
  LONG,
)

test(
  'random registers through every profile: a good value is a finite number, everything else says why',
  () => {
    const r = random(99)
    const profiles = [...loadProfiles(undefined, []).values()].filter(one => one.protocol === 'modbus')
    const prepared = profiles.map(profile => {
      const slots = slotsOf(
        profile,
        profile.points.map(point => point.key),
      )
      const points = new Map(profile.points.map(point => [point.key, point]))
      return { profile, slots, points, reads: plan(slots, profile) }
    })
    for (let n = 0; n < RUNS / 10; n++) {
      const { profile, slots, points, reads } = r.pick(prepared)
      const answered = reads
        .filter(() => r.next() < 0.95)
        .map(read => ({ read, data: r.bytes(r.next() < 0.98 ? 2 * (read.end - read.start) : r.below(10)) }))
      const layout = { slots, points, order: profile.order }
      const values = new Array(slots.length)
      readAnswers(answered, layout, values)
      const answers = answersOf(answered, layout, values)
      for (const point of profile.points) {
        if (point.type === 'string') continue
        const { value, quality, reason } = decodePoint(point, answers)
        const linear = linearOf(point, undefined)
        const slot = slots.findIndex(({ key }) => key === point.key)
        const short = valueOn(linesOf([{ linear, slot }]), 0, values)
        if (linear) expect(short === undefined).toBe(quality !== 'good')
        if (short !== undefined)
          expect(Math.abs(short - value!)).toBeLessThanOrEqual(1e-9 + 1e-11 * Math.abs(value!))
        if (quality === 'good') expect(Number.isFinite(value)).toBe(true)
        else expect(reason).toBeDefined()
        if (value === null) expect(quality).toBe('bad')
      }
    }
  },
  LONG,
)

test(
  'mutated spool files: every record that is given back is one that was written',
  () => {
    const r = random(5)
    for (let n = 0; n < RUNS / 20; n++) {
      const bodies = Array.from({ length: 1 + r.below(6) }, (_, i) =>
        Buffer.concat([Buffer.from(`${n}/${i} `), r.bytes(r.below(80))]),
      )
      const whole = Buffer.concat(
        bodies.map((body, i) => encodeRecord({ seq: i + 1, readings: 1, from: 0, to: 0, body })),
      )
      const { records } = decodeRecords(mutate(mutate(whole, r), r))
      for (const { seq, body } of records) expect(bodies[seq - 1]?.equals(body)).toBe(true)
    }
  },
  LONG,
)
