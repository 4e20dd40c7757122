import { describe, expect, test } from 'vitest'
import { readBits, readerOf } from '../../gateway/decode/raw.ts'
import { type Answers, decodePoint } from '../../gateway/decode/value.ts'
import type { NumberType, Order, ProfilePoint } from '../../gateway/profile.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('registers as numbers', () => {
  test.each<[string, NumberType, Order, number | string | null]>([
    // domain reference §11
    ['42128000', 'f32', 'ABCD', 36.625],
    ['80004212', 'f32', 'CDAB', 36.625],
    ['12420080', 'f32', 'BADC', 36.625],
    ['00801242', 'f32', 'DCBA', 36.625],
    ['3EB33333', 'f32', 'ABCD', Math.fround(0.35)],
    ['33333EB3', 'f32', 'CDAB', Math.fround(0.35)],
    ['3333B33E', 'f32', 'DCBA', Math.fround(0.35)],
    ['1E850B3F', 'f32', 'DCBA', 0.5449999570846558],
    ['806B4212', 'f32', 'CDAB', 36.62540817260742],
    ['075BCD15', 'u32', 'ABCD', 123456789],
    ['CD15075B', 'u32', 'CDAB', 123456789],
    ['5B0715CD', 'u32', 'BADC', 123456789],
    ['15CD5B07', 'u32', 'DCBA', 123456789],
    ['40BEA27F3B645A1D', 'f64', 'ABCD', 7842.497],
    ['5A1D3B64A27F40BE', 'f64', 'CDAB', 7842.497],
    ['BE407FA2643B1D5A', 'f64', 'BADC', 7842.497],
    ['1D5A643B7FA2BE40', 'f64', 'DCBA', 7842.497],
    // widths and signs
    ['00FF', 'u8', 'ABCD', 255],
    ['12FF', 'i8', 'ABCD', -1],
    ['FFFF', 'u16', 'ABCD', 65_535],
    ['FFFE', 'i16', 'ABCD', -2],
    ['FEFF', 'i16', 'BADC', -2],
    ['FFFFFFFE', 'i32', 'ABCD', -2],
    ['0000000000000100', 'u64', 'ABCD', 256],
    ['0100000000000000', 'u64', 'CDAB', 256],
    ['0001000000000000', 'u64', 'DCBA', 256],
    ['FFFFFFFFFFFFFFFF', 'i64', 'ABCD', -1],
    ['1234', 'bcd16', 'ABCD', 1234],
    ['00123456', 'bcd32', 'ABCD', 123456],
    ['34560012', 'bcd32', 'CDAB', 123456],
    ['12A4', 'bcd16', 'ABCD', null],
    ['0001', 'bit', 'ABCD', 1],
    ['7FA00000', 'f32', 'ABCD', Number.NaN],
    // not enough bytes
    ['4212', 'f32', 'ABCD', null],
    ['', 'u16', 'ABCD', null],
  ])('%s as %s %s is %s', (bytes, type, order, value) => {
    expect(readerOf(type, order)(hex(bytes), 0)).toEqual(value)
  })

  test('texts end at the first zero; what is no letter is shown as ?', () => {
    expect(readerOf('string', 'ABCD', 6)(hex('4D41 4720 3630 3030 0000 4142'), 0)).toBe('MAG 6000')
    expect(readerOf('string', 'BADC', 4)(hex('414D 2047 3036 3030'), 0)).toBe('MAG 6000')
    expect(readerOf('string', 'ABCD', 1)(hex('41FF'), 0)).toBe('A?')
  })

  test.each<[string, NumberType, Order, [number, number], number]>([
    ['0600', 'u16', 'ABCD', [9, 9], 1],
    ['0600', 'u16', 'ABCD', [8, 8], 0],
    ['0600', 'u16', 'ABCD', [9, 10], 3],
    ['80000000', 'u32', 'ABCD', [31, 31], 1],
    ['00008000', 'u32', 'CDAB', [31, 31], 1],
    ['8000000000000000', 'u64', 'ABCD', [63, 63], 1],
  ])('bits of %s as %s %s %o are %i', (bytes, type, order, bits, value) => {
    expect(readBits(hex(bytes), 0, type, order, bits)).toBe(value)
  })
})

const point = (fields: Partial<ProfilePoint>): ProfilePoint => ({
  key: 'value',
  name: 'value',
  address: 0,
  type: 'u16',
  scale: 1,
  offset: 0,
  ...fields,
})

function answers(
  raw: Record<string, number | string | null | undefined>,
  points: ProfilePoint[] = [],
): Answers {
  return { raw: key => raw[key], whole: key => raw[key], point: key => points.find(one => one.key === key) }
}

describe('what a raw value means', () => {
  test.each<[string, Partial<ProfilePoint>, Parameters<typeof answers>[0], string | undefined, object]>([
    [
      'scale and offset',
      { scale: 0.001, offset: -1, unit: 'bar' },
      { value: 3_000 },
      undefined,
      { value: 20.3943242, quality: 'good' },
    ],
    [
      'a unit of its own',
      { scale: 0.1, unit: 'm3/h' },
      { value: 304 },
      undefined,
      { value: 30.4, quality: 'good' },
    ],
    ['no unit: the point’s own', {}, { value: 7 }, undefined, { value: 7, quality: 'good' }],
    ['a unit set on the device', { unit: 'm3/h' }, { value: 10 }, 'L/s', { value: 36, quality: 'good' }],
    ['kelvin', { scale: 0.01, unit: 'K' }, { value: 29_315 }, undefined, { value: 20, quality: 'good' }],
    [
      '"not available"',
      { sentinels: [0xffff] },
      { value: 0xffff },
      undefined,
      { value: null, quality: 'bad', reason: 'sentinel' },
    ],
    [
      'NaN',
      { type: 'f32' },
      { value: Number.NaN },
      undefined,
      { value: null, quality: 'bad', reason: 'sentinel' },
    ],
    [
      'infinity',
      { type: 'f32' },
      { value: Number.POSITIVE_INFINITY },
      undefined,
      { value: null, quality: 'bad', reason: 'sentinel' },
    ],
    [
      'broken BCD',
      { type: 'bcd16' },
      { value: null },
      undefined,
      { value: null, quality: 'bad', reason: 'undecodable' },
    ],
    ['a register not read', {}, {}, undefined, { value: null, quality: 'bad', reason: 'bad-register' }],
    [
      'a listed state',
      { map: { '85': 0, '170': 1 } },
      { value: 0xaa },
      undefined,
      { value: 1, quality: 'good' },
    ],
    [
      'an unlisted state',
      { map: { '85': 0, '170': 1 } },
      { value: 7 },
      undefined,
      { value: null, quality: 'bad', reason: 'undecodable' },
    ],
    [
      'decimals in a register',
      { scaleFrom: 'decimals', unit: 'MPa' },
      { value: 352, decimals: 3 },
      undefined,
      { value: 35.894010592, quality: 'good' },
    ],
    [
      'decimals that cannot be',
      { scaleFrom: 'decimals' },
      { value: 352, decimals: 77 },
      undefined,
      { value: null, quality: 'bad', reason: 'undecodable' },
    ],
    [
      'decimals not read',
      { scaleFrom: 'decimals' },
      { value: 352 },
      undefined,
      { value: null, quality: 'bad', reason: 'bad-register' },
    ],
    [
      'unit in a register',
      { unitFrom: { key: 'unit', units: { '0': 'MPa', '1': 'kPa' } } },
      { value: 100, unit: 1 },
      undefined,
      { value: 10.1971621, quality: 'good' },
    ],
    [
      'an unknown unit code',
      { unitFrom: { key: 'unit', units: { '0': 'MPa' } } },
      { value: 100, unit: 9 },
      undefined,
      { value: null, quality: 'bad', reason: 'undecodable' },
    ],
    [
      'status good',
      { statusFrom: { key: 's', good: [0], uncertain: [1] } },
      { value: 5, s: 0 },
      undefined,
      { value: 5, quality: 'good' },
    ],
    [
      'status uncertain',
      { statusFrom: { key: 's', good: [0], uncertain: [1] } },
      { value: 5, s: 1 },
      undefined,
      { value: 5, quality: 'uncertain', reason: 'unspecified' },
    ],
    [
      'status bad',
      { statusFrom: { key: 's', good: [0], uncertain: [1] } },
      { value: 5, s: 2 },
      undefined,
      { value: 5, quality: 'bad', reason: 'sensor-failure' },
    ],
    [
      'status not assigned',
      { statusFrom: { key: 's', good: [0], notConnected: [3] } },
      { value: 5, s: 3 },
      undefined,
      { value: 5, quality: 'bad', reason: 'not-connected' },
    ],
    [
      'status not read: not good',
      { statusFrom: { key: 's', good: [0] } },
      { value: 5 },
      undefined,
      { value: 5, quality: 'uncertain', reason: 'unspecified' },
    ],
    [
      'status bad and no value',
      { type: 'f32', statusFrom: { key: 's', good: [0] } },
      { value: Number.NaN, s: 2 },
      undefined,
      { value: null, quality: 'bad', reason: 'sensor-failure' },
    ],
    [
      'an error bit',
      { statusFrom: { key: 's', badBits: [11] } },
      { value: 5, s: 1 << 11 },
      undefined,
      { value: 5, quality: 'bad', reason: 'device-failure' },
    ],
    [
      'no error bit',
      { statusFrom: { key: 's', badBits: [11] } },
      { value: 5, s: 1 << 3 },
      undefined,
      { value: 5, quality: 'good' },
    ],
    [
      'too large for SI',
      { type: 'f64', unit: 'm3/s' },
      { value: 1e308 },
      undefined,
      { value: null, quality: 'bad', reason: 'undecodable' },
    ],
  ])('%s', (_what, fields, raw, unit, expected) => {
    expect(decodePoint(point(fields), answers(raw), unit)).toEqual(expected)
  })

  test('a totaliser in two parts', () => {
    const fraction = point({ key: 'fraction', type: 'f32' })
    const whole = point({ type: 'i32', unit: 'm3', addFrom: 'fraction' })
    expect(decodePoint(whole, answers({ value: 1_234, fraction: 0.5 }, [fraction]))).toEqual({
      value: 1_234.5,
      quality: 'good',
    })
    expect(decodePoint(whole, answers({ value: 1_234 }, [fraction]))).toMatchObject({
      value: null,
      reason: 'bad-register',
    })
  })
})
