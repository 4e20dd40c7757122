import { describe, expect, test } from 'vitest'
import type { PayloadValue } from '../../../model/payloads/source.ts'
import { bytes, decoded, decoderOf, RECEIVED, told } from './messages.ts'

type Spec = Omit<PayloadValue, 'path' | 'point'>

/** What a value `v` (with a unit `u` and a quality `q` beside it) becomes: value and quality. */
function read(message: unknown, spec: Spec = {}): string {
  const result = decoded({ form: 'json', values: [{ path: 'v', point: 'x', ...spec }] }, message)
  return told(result)[0]?.split(' ').slice(2).join(' ') ?? `rejected ${result.rejected?.code}`
}

describe('a value', () => {
  const VALUES: [what: string, message: unknown, spec: Spec, result: string][] = [
    ['number', { v: 1.5 }, {}, '1.5'],
    ['text that is a number', { v: '-1.5e2' }, {}, '-150'],
    ['true is one', { v: true }, {}, '1'],
    ['zero is a value', { v: 0 }, {}, '0'],
    ['null is not known', { v: null }, {}, 'null bad/no-sample'],
    ['absent is nothing', {}, {}, 'rejected nothing-mapped'],
    ['absent where the sender leaves zeros out', {}, { missing: 0 }, '0'],
    ['a word', { v: 'on' }, {}, 'null bad/undecodable'],
    ['a word with a meaning', { v: 'on' }, { map: { on: 1, off: 0 } }, '1'],
    ['a word with no meaning given', { v: 'fault' }, { map: { on: 1, off: 0 } }, 'null bad/undecodable'],
    [
      'a name of every object is no meaning',
      { v: 'constructor' },
      { map: { on: 1 } },
      'null bad/undecodable',
    ],
    ['a code with a meaning', { v: 2 }, { map: { 2: 100 } }, '100'],
    ['an object', { v: {} }, {}, 'null bad/undecodable'],
    ['a list where none was said', { v: [1] }, {}, 'null bad/undecodable'],
    ['not a number', { v: 'NaN' }, {}, 'null bad/undecodable'],
    ['endless', '{"v":1e999}', {}, 'null bad/undecodable'],
    ['a decimal comma is no number', { v: '0,35' }, {}, 'null bad/undecodable'],
    ['scale and offset before the unit', { v: 35 }, { scale: 0.01, offset: -0.1, unit: 'MPa' }, '25.492905'],
    ['a sentinel', { v: -9999 }, { sentinels: [-9999, 65535], scale: 0.1 }, 'null bad/sentinel'],
    ['the unit of the message', { v: 1, u: 'bar' }, { unitPath: 'u' }, '10.197162'],
    ['the mapping has precedence', { v: 1, u: 'bar' }, { unitPath: 'u', unit: 'm' }, '1'],
    ['a unit nobody knows', { v: 1, u: 'furlong' }, { unitPath: 'u' }, 'null bad/configuration'],
    ['good by OPC', { v: 1, q: 192 }, { quality: 'q' }, '1'],
    ['uncertain by OPC', { v: 1, q: 64 }, { quality: 'q' }, '1 uncertain/unspecified'],
    ['bad by OPC keeps what was sent', { v: 1, q: 0 }, { quality: 'q' }, '1 bad/unspecified'],
    ['stale', { v: 1, q: 500 }, { quality: 'q' }, '1 bad/stale'],
    ['good by word', { v: 1, q: 'Good' }, { quality: 'q' }, '1'],
    ['bad by word', { v: 1, q: 'BadSensor' }, { quality: 'q' }, '1 bad/unspecified'],
    ['bad by truth', { v: 1, q: false }, { quality: 'q' }, '1 bad/unspecified'],
    ['a quality nobody can read', { v: 1, q: '???' }, { quality: 'q' }, '1 uncertain/unspecified'],
  ]
  test.each(VALUES)('%s', (_, message, spec, result) => {
    expect(read(message, spec)).toBe(result)
  })
})

describe('a unit of another dimension than the point’s', () => {
  const units: Record<string, string> = { 'tank.volume': 'm3', 'pump.energy': 'kWh' }
  const heard = (point: string, message: object, spec: Spec) =>
    told(
      decoderOf({ form: 'json', values: [{ path: 'v', point, ...spec }] }, 'UTC', id => units[id]).decode(
        'meters/7/up',
        bytes(message),
        RECEIVED,
      ),
    )[0]
      ?.split(' ')
      .slice(2)
      .join(' ')

  test.each([
    ['named by the message', 'tank.volume', { v: 7, u: 'kWh' }, { unitPath: 'u' }, 'null bad/configuration'],
    ['named by the mapping', 'pump.energy', { v: 7 }, { unit: 'm3/h' }, 'null bad/configuration'],
    ['of the same dimension is converted', 'tank.volume', { v: 7, u: 'L' }, { unitPath: 'u' }, '0.007'],
    ['of a point nobody knows is left to whoever does', 'x', { v: 7, u: 'kWh' }, { unitPath: 'u' }, '7'],
  ])('%s', (_, point, message, spec, result) => {
    expect(heard(point, message, spec)).toBe(result)
  })
})

describe('one uplink with many hours', () => {
  const at = { path: 't' }
  const hourly = (spec: Partial<PayloadValue>, message: unknown) =>
    told(decoded({ form: 'json', values: [{ path: 'h', point: 'v', time: at, ...spec }] }, message)).map(
      line => line.slice(12, 18) + line.slice(26),
    )

  test('a day of registers, dated back from the last', () => {
    const day = Array.from({ length: 24 }, (_, i) => 100 + i)
    const readings = decoded(
      {
        form: 'chirpstack',
        values: [
          {
            path: 'object.hourly',
            point: '{deviceName}.volume',
            time: { path: 'object.until' },
            series: { step: 3_600, timeOf: 'last' },
          },
        ],
      },
      { deviceInfo: { deviceName: 'M-1' }, object: { hourly: day, until: '2026-07-01T00:00:00+08:00' } },
    )
    const lines = told(readings)
    expect(lines).toHaveLength(24)
    expect(lines[0]).toBe('M-1.volume 2026-06-29T17:00:00.000Z 100')
    expect(lines[23]).toBe('M-1.volume 2026-06-30T16:00:00.000Z 123')
  })

  const T = '2026-07-01T06:00:00Z'
  test.each([
    ['first', { timeOf: 'first' }, [1, 2, 3], ['T06:00 1', 'T07:00 2', 'T08:00 3']],
    ['newest first', { timeOf: 'last', newestFirst: true }, [3, 2, 1], ['T04:00 1', 'T05:00 2', 'T06:00 3']],
    [
      'with an hour that failed',
      { timeOf: 'first' },
      [1, null, 3],
      ['T06:00 1', 'T07:00 null bad/no-sample', 'T08:00 3'],
    ],
    [
      'steps up from a register',
      { timeOf: 'first', base: 'b' },
      [1, 2],
      ['T06:00 50', 'T07:00 51', 'T08:00 53'],
    ],
    [
      'steps down from a register',
      { timeOf: 'last', base: 'b' },
      [1, 2],
      ['T04:00 47', 'T05:00 48', 'T06:00 50'],
    ],
    [
      'steps with an unknown one',
      { timeOf: 'first', base: 'b' },
      [1, null, 2],
      ['T06:00 50', 'T07:00 51', 'T08:00 null bad/no-sample', 'T09:00 null bad/no-sample'],
    ],
  ] as const)('%s', (_, series, list, expected) => {
    const found = hourly({ series: { step: 3_600, ...series } }, { t: T, h: list, b: 50 })
    expect(found).toEqual(expected)
  })

  test('a register that is missing makes its steps unknown, not numbers from zero', () => {
    const found = hourly({ series: { step: 3_600, timeOf: 'first', base: 'b' } }, { t: T, h: [1, 2] })
    expect(found.every(line => line.endsWith('null bad/no-sample'))).toBe(true)
  })
})
