import { describe, expect, test } from 'vitest'
import { countdown, span } from '../../../dashboard/web/format/duration.ts'
import {
  clockTime,
  dateTime,
  nearTime,
  offsetText,
  readInstant,
  writeInstant,
} from '../../../dashboard/web/format/instant.ts'
import { digits, shownNumber, symbol, withUnit } from '../../../dashboard/web/format/value.ts'

const MPa = { pressure: 'MPa' } as const
const S = 1_000
const M = 60 * S
const H = 60 * M

describe('durations', () => {
  test.each([
    [0, '00:00'],
    [59_999, '00:59'],
    [6 * M + 10 * S, '06:10'],
    [72 * M + 40 * S, '01:12:40'],
    [-(3 * M + 10 * S), '03:10'],
    [52 * H + 5 * S, '2d 04:00:05'],
  ])('%i ms runs as %s', (ms, text) => expect(countdown(ms)).toBe(text))

  test.each([
    [0, '0s'],
    [59_999, '59s'],
    [3 * M, '3m'],
    [65 * M, '1h05'],
    [2 * H, '2h'],
    [22 * H, '22h'],
    [36 * H, '36h'],
    [72 * H, '3d'],
    [-5, '0s'],
  ])('%i ms is %s', (ms, text) => expect(span(ms)).toBe(text))
})

describe('instants', () => {
  const at = Date.UTC(2026, 10, 21, 18, 32, 7)
  test.each([
    ['Asia/Shanghai', '2026-11-22 02:32:07', '+08'],
    ['UTC', '2026-11-21 18:32:07', '+00'],
    ['America/St_Johns', '2026-11-21 15:02:07', '-03:30'],
    ['Asia/Kathmandu', '2026-11-22 00:17:07', '+05:45'],
  ])('the same instant read in %s', (zone, text, offset) => {
    expect(dateTime(at, zone)).toBe(text)
    expect(offsetText(at, zone)).toBe(offset)
  })

  test('midnight is 00:00, not 24:00', () => {
    expect(clockTime(Date.UTC(2026, 10, 21, 16), 'Asia/Shanghai')).toBe('00:00:00')
  })

  test('today only the time, before today the day as well, before this year the year', () => {
    const now = Date.UTC(2026, 10, 22, 4)
    expect(nearTime(now - H, now, 'Asia/Shanghai')).toBe('11:00:00')
    expect(nearTime(now - 24 * H, now, 'Asia/Shanghai')).toBe('11-21 12:00:00')
    expect(nearTime(now - 366 * 24 * H, now, 'Asia/Shanghai')).toBe('2025-11-21 12:00:00')
  })

  test.each(['Asia/Shanghai', 'America/St_Johns', 'UTC'])('written in %s it is read back', zone => {
    expect(readInstant(writeInstant(at, zone))).toBe(at)
  })
})

describe('values', () => {
  test.each([
    [30, 'pressure', '0.294 MPa'],
    [0, 'pressure', '0.000 MPa'],
    [-0.0001, 'flow', '0.0 m³/h'],
    [12.34, 'flow', '12.3 m³/h'],
    [7.2, 'ph', '7.20'],
    [null, 'chlorine', '–'],
    [undefined, 'chlorine', '–'],
    [Number.NaN, 'chlorine', '–'],
  ] as const)('%s as %s: %s', (value, quantity, text) => {
    expect(withUnit(value, quantity, MPa)).toBe(text)
  })

  test('the unit changes digits and symbol together, setpoints like pressures', () => {
    for (const quantity of ['pressure', 'setpoint'] as const) {
      expect(digits(30, quantity, { pressure: 'kPa' })).toBe('294')
      expect(symbol(quantity, { pressure: 'kPa' })).toBe('kPa')
      expect(digits(30, quantity, { pressure: 'm' })).toBe('30.0')
    }
    expect(shownNumber(101.971621, 'pressure', MPa)).toBeCloseTo(1)
    expect(shownNumber(5, 'level', MPa)).toBe(5)
  })
})
