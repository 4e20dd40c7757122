import { afterEach, describe, expect, test } from 'vitest'
import { plan, slotsOf, wireAddress } from '../../gateway/plan.ts'
import { type Probed, probe } from '../../gateway/probe.ts'
import type { NumberType, Order, Profile, ProfilePoint } from '../../gateway/profile.ts'
import { loadProfiles } from '../../gateway/profiles.ts'
import { toSi } from '../../model/units.ts'
import { NOON } from './running.ts'
import { type Request, wireServer } from './wire-server.ts'

const profiles = loadProfiles(undefined, [])
const modbus = [...profiles.values()].filter(profile => profile.protocol === 'modbus')
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Bytes of a value big-endian: written apart from the decoder, so that one mistake cannot hide the other. */
function bigEndian(type: NumberType, value: number): number[] {
  const view = new DataView(new ArrayBuffer(8))
  const put: Partial<Record<NumberType, () => number>> = {
    f32: () => (view.setFloat32(0, value) as undefined) ?? 4,
    f64: () => (view.setFloat64(0, value) as undefined) ?? 8,
    u64: () => (view.setBigInt64(0, BigInt(value)) as undefined) ?? 8,
    i64: () => (view.setBigInt64(0, BigInt(value)) as undefined) ?? 8,
    u32: () => (view.setInt32(0, value) as undefined) ?? 4,
    i32: () => (view.setInt32(0, value) as undefined) ?? 4,
  }
  const length = put[type]?.() ?? (view.setInt16(0, value) as undefined) ?? 2
  return Array.from({ length }, (_, i) => view.getUint8(i))
}

/** The letters of the order say which byte goes first: in CDAB the third one does. */
function onTheWire(bytes: number[], order: Order): number[] {
  const words = bytes.length / 2
  const pairs = Array.from({ length: words }, (_, i) => [bytes[2 * i]!, bytes[2 * i + 1]!])
  const placed = order === 'ABCD' || order === 'BADC' ? pairs : pairs.toReversed()
  return placed.flatMap(([high, low]) =>
    order === 'ABCD' || order === 'CDAB' ? [high!, low!] : [low!, high!],
  )
}

const RAW: Partial<Record<NumberType, number>> = {
  u8: 43,
  i16: -117,
  u16: 1_204,
  u32: 3_456_789,
  i32: 345_678,
  u64: 98_765_432_101,
  i64: 987_654_321,
  f32: 12.375,
  f64: 7842.4375,
}

/** Something each register could say on a good day. */
function rawValues({ points }: Profile): Map<string, number> {
  const raw = new Map(points.map(point => [point.key, RAW[point.type] ?? 1]))
  for (const point of points) {
    if (point.scaleFrom) raw.set(point.scaleFrom, 2)
    if (point.unitFrom) raw.set(point.unitFrom.key, Number(Object.keys(point.unitFrom.units)[0]))
    if (point.statusFrom) raw.set(point.statusFrom.key, point.statusFrom.good?.[0] ?? 0)
  }
  return raw
}

function expected(point: ProfilePoint, profile: Profile, raw: Map<string, number>): number {
  const own = raw.get(point.key)!
  const bits = point.bits
    ? Math.floor(own / 2 ** point.bits[0]) % 2 ** (point.bits[1] - point.bits[0] + 1)
    : own
  const added = point.addFrom
    ? expected(profile.points.find(one => one.key === point.addFrom)!, profile, raw)
    : 0
  const value = (bits * point.scale) / (point.scaleFrom ? 100 : 1) + point.offset + added
  const unit = point.unitFrom ? Object.values(point.unitFrom.units)[0]! : point.unit
  return unit === undefined ? value : toSi(value, unit)
}

/** A device of this model: registers it does not have are refused. */
function deviceOf(profile: Profile, raw: Map<string, number>) {
  const registers = new Map<string, number>()
  for (const point of profile.points) {
    const fc = point.fc ?? profile.fc ?? 3
    const start = wireAddress(Number(point.address), fc, profile.addressing)
    const bytes = onTheWire(
      bigEndian(point.type, raw.get(point.key)!),
      point.order ?? profile.order ?? 'ABCD',
    )
    for (let i = 0; i < bytes.length; i += 2)
      registers.set(`${fc}:${start + i / 2}`, (bytes[i]! << 8) | bytes[i + 1]!)
  }
  return ({ fc, start, count }: Request) => {
    const words = Array.from({ length: count }, (_, i) => registers.get(`${fc}:${start + i}`))
    const known = words.some(word => word !== undefined)
    if (!known || count > profile.maxRegisters) return { exception: 2 }
    if (profile.maxGap === 0 && words.includes(undefined)) return { exception: 2 }
    return { registers: words.map(word => word ?? 0xffff) }
  }
}

async function read(profile: Profile, answer: Parameters<typeof wireServer>[0]): Promise<Probed> {
  const wire = await wireServer(answer)
  ends.push(() => wire.stop())
  const [probed] = await probe({ tcp: wire.endpoint, timeout: 1_000 }, 1, [profile], () => NOON)
  return probed!
}

test('there are at least 20 models of grade A or B: pumps, meters, analysers, transmitters', () => {
  expect([...profiles.values()].filter(({ grade }) => grade !== 'C').length).toBeGreaterThanOrEqual(20)
  for (const { id, source, vendor, model } of profiles.values())
    expect([id, source, vendor, model].every(Boolean)).toBe(true)
})

describe('each profile reads its device', () => {
  test.each(modbus.map(profile => [profile.id, profile] as const))('%s', async (_id, profile) => {
    const raw = rawValues(profile)
    const probed = await read(profile, deviceOf(profile, raw))
    const wrong = probed.values.filter((value, i) => {
      const should = expected(profile.points[i]!, profile, raw)
      return (
        value.quality !== 'good' || Math.abs(value.value! - should) > 1e-6 * Math.max(1, Math.abs(should))
      )
    })
    expect(wrong).toEqual([])
    expect(probed.state.badRegisters).toEqual([])
  })

  test.each(modbus.map(profile => [profile.id, profile] as const))(
    '%s needs few requests',
    (_id, profile) => {
      const slots = slotsOf(
        profile,
        profile.points.map(point => point.key),
      )
      const reads = plan(slots, profile)
      expect(reads.length).toBeLessThanOrEqual(new Set(slots.map(slot => slot.start)).size)
      for (const { start, end } of reads) expect(end - start).toBeLessThanOrEqual(profile.maxRegisters)
    },
  )
})

/** Wire words from the makers' manuals and public drivers (domain reference §6 and §11), not from our encoder. */
const KNOWN: [profile: string, registers: Record<number, number[]>, values: Record<string, unknown>][] = [
  [
    'xintai-water-meter',
    { 1: [0x9a99, 0x5941, 0, 0, 0x1e85, 0x0b3f, 0x00aa] },
    { flow: 0.545, forward: 13.6, reverse: 0 },
  ],
  ['tuf-2000m', { 0: [0x806b, 0x4212], 1436: [0, 0, 3] }, { flow: 36.6254 }],
  [
    'siemens-mag6000',
    { 3002: [0x3d4c, 0xcccd], 3014: [0x40be, 0xa27f, 0x3b64, 0x5a1d] },
    { flow: 180, total: 7842.497 },
  ],
  [
    'endress-hauser-liquiline',
    { 0: [0x3eb3, 0x3333, 0, 0], 4: [0x7fa0, 0, 2, 0], 8: [0x3eb3, 0x3333, 1, 0] },
    { input1: 0.35, input2: 'bad sensor-failure', input3: 'uncertain unspecified' },
  ],
  ['ptmb-pressure', { 2: [0, 3, 352] }, { pressure: 35.894 }],
  [
    'grundfos-cim-booster',
    { 200: [0x0200], 339: [3_430], 301: [0xffff], 314: [2_500] },
    { running: 1, fault: 0, outletPressure: 34.976, flow: 'bad sentinel', inletPressure: 15.296 },
  ],
  ['wtw-cl500', { 0: [0x3333, 0x3eb3], 9: [5] }, { chlorine: 'bad sensor-failure' }],
  ['xylem-magflux', { 600: [0xcccd, 0x3d4c], 604: [0xca00, 0x3b9a, 0, 0] }, { flow: 180, forward: 1 }],
  [
    'hach-surface-scatter-7',
    { 0: [0x3eb3, 0x3333], 15: [7], 17: [1] },
    { turbidity: 'uncertain maintenance' },
  ],
]

test.each(KNOWN)('%s: words from its documentation', async (id, blocks, values) => {
  const words = new Map<number, number>()
  for (const [start, block] of Object.entries(blocks))
    for (const [i, word] of block.entries()) words.set(Number(start) + i, word)
  const probed = await read(profiles.get(id)!, ({ start, count }) => ({
    registers: Array.from({ length: count }, (_, i) => words.get(start + i) ?? 0),
  }))
  for (const [key, should] of Object.entries(values)) {
    const { value, quality, reason } = probed.values.find(one => one.key === key)!
    if (typeof should === 'string') expect(`${quality} ${reason}`).toBe(should)
    else expect([key, quality, value]).toEqual([key, 'good', expect.closeTo(should as number, 3)])
  }
})
