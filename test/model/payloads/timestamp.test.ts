import { describe, expect, test } from 'vitest'
import { instantOf, knownFormat, knownZone } from '../../../model/payloads/timestamp.ts'

const CHINA = 'Asia/Shanghai'
const BERLIN = 'Europe/Berlin'
const NOW = Date.parse('2026-12-01T00:00:00Z')

function at(raw: unknown, zone = CHINA, format?: string, received = NOW): string {
  const stamp = instantOf(raw, zone, received, format)
  return stamp ? new Date(stamp.at).toISOString() + (stamp.doubtful ? ' doubtful' : '') : 'unreadable'
}

describe('the time of a device', () => {
  const TIMES: [raw: unknown, instant: string, format?: string][] = [
    // numbers by their size
    [1700000000, '2023-11-14T22:13:20.000Z'],
    [1700000000.5, '2023-11-14T22:13:20.500Z'],
    [1700000000123, '2023-11-14T22:13:20.123Z'],
    [1700000000123456, '2023-11-14T22:13:20.123Z'],
    [1.700000000123456e18, '2023-11-14T22:13:20.123Z'],
    ['1700000000', '2023-11-14T22:13:20.000Z'],
    [946684800, '2000-01-01T00:00:00.000Z'],
    // numbers that can mean nothing
    [0, 'unreadable'],
    [12, 'unreadable'],
    [-1700000000, 'unreadable'],
    [5e13, 'unreadable'],
    [1e300, 'unreadable'],
    // with a zone
    ['2026-07-01T02:00:03.123Z', '2026-07-01T02:00:03.123Z'],
    ['2026-07-01T02:00:03.123456789Z', '2026-07-01T02:00:03.123Z'],
    ['2026-07-01T10:00:03+08:00', '2026-07-01T02:00:03.000Z'],
    ['2026-07-01 10:00:03+0800', '2026-07-01T02:00:03.000Z'],
    ['2026-07-01 02:00:03Z', '2026-07-01T02:00:03.000Z'],
    // local
    ['20260701120000', '2026-07-01T04:00:00.000Z'],
    [20260701120000, '2026-07-01T04:00:00.000Z'],
    ['2026-07-01T12:00:00', '2026-07-01T04:00:00.000Z'],
    ['2026-07-01 12:00:00', '2026-07-01T04:00:00.000Z'],
    ['2026-7-1 8:00:00', '2026-07-01T00:00:00.000Z'],
    ['2026/07/01 12:00', '2026-07-01T04:00:00.000Z'],
    [' 2026/07/01 12:00:30 ', '2026-07-01T04:00:30.000Z'],
    // said by format
    ['01/07/2026 12:00', '2026-07-01T04:00:00.000Z', 'dd/MM/yyyy HH:mm'],
    ['260701120000', '2026-07-01T04:00:00.000Z', 'yyMMddHHmmss'],
    ['01.07.2026 12:00 +02:00', '2026-07-01T10:00:00.000Z', 'dd.MM.yyyy HH:mm ZZ'],
    [1700000000, '1970-01-20T16:13:20.000Z', 'ms'],
    ['1700000000', '2023-11-14T22:13:20.000Z', 's'],
    ['2026-07-01T02:00:03Z', 'unreadable', 's'],
    // none
    ['2026-02-30 12:00:00', 'unreadable'],
    ['2026-07-01 25:00:00', 'unreadable'],
    ['20261301120000', 'unreadable'],
    ['now', 'unreadable'],
    ['', 'unreadable'],
    [true, 'unreadable'],
    [{}, 'unreadable'],
    ['9'.repeat(100_000), 'unreadable'],
  ]
  test.each(TIMES)('%j is %s', (raw, instant, format) => {
    expect(at(raw, CHINA, format)).toBe(instant)
  })
})

describe('where clocks change', () => {
  // 2026-10-25 03:00 CEST → 02:00 CET; 2026-03-29 02:00 CET → 03:00 CEST
  test.each([
    ['before both', '2026-10-25 01:30:00', '2026-10-25T06:00:00Z', '2026-10-24T23:30:00.000Z'],
    [
      'the repeated hour, received in its first turn',
      '2026-10-25 02:30:00',
      '2026-10-25T00:31:00Z',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'the repeated hour, received in its second turn',
      '2026-10-25 02:30:00',
      '2026-10-25T01:31:00Z',
      '2026-10-25T01:30:00.000Z',
    ],
    ['after both', '2026-10-25 03:30:00', '2026-10-25T06:00:00Z', '2026-10-25T02:30:00.000Z'],
    ['summer', '2026-07-01 12:00:00', '2026-10-25T06:00:00Z', '2026-07-01T10:00:00.000Z'],
    ['winter', '2026-01-01 12:00:00', '2026-10-25T06:00:00Z', '2026-01-01T11:00:00.000Z'],
    [
      'an hour that does not exist',
      '2026-03-29 02:30:00',
      '2026-03-29T06:00:00Z',
      '2026-03-29T01:30:00.000Z doubtful',
    ],
    ['the same, ISO', '2026-03-29T02:30:00', '2026-03-29T06:00:00Z', '2026-03-29T01:30:00.000Z doubtful'],
  ])('%s', (_, raw, received, instant) => {
    expect(at(raw, BERLIN, undefined, Date.parse(received))).toBe(instant)
  })
})

test.each([
  ['ms', true],
  ['auto', true],
  ['yyyy-MM-dd HH:mm', true],
  ['dd/MM/yy HH', true],
  ['YYYY-MM-DD', false],
])('the format %s is known: %s', (format, known) => {
  expect(knownFormat(format)).toBe(known)
})

test('zones are IANA names', () => {
  expect([knownZone(CHINA), knownZone('Asia/Jinan')]).toEqual([true, false])
})
