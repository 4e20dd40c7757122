import { describe, expect, test } from 'vitest'
import { barLength, onPaper, radiusFor, spread } from '../../../dashboard/web/sketch/geometry.ts'
import { canExtend, canPause, isPaused } from '../../../dashboard/web/tickets/clock-rules.ts'
import { isQuiet } from '../../../dashboard/web/tickets/quiet-hours.ts'
import { valveState, valveWords } from '../../../dashboard/web/tickets/valve-words.ts'
import type { TicketClock } from '../../../model/ticket.ts'
import { HOUR, MINUTE } from '../../../model/time.ts'

const NOON = Date.UTC(2026, 10, 22, 4)

describe('quiet hours 22:00–08:30 (JN-CB-01)', () => {
  test.each([
    ['21:59', false],
    ['22:00', true],
    ['23:30', true],
    ['00:10', true],
    ['08:29', true],
    ['08:30', false],
    ['12:00', false],
  ])('at %s it is quiet: %s', (time, quiet) => {
    const at = Date.parse(`2026-11-22T${time}:00+08:00`)
    expect(isQuiet(at, { from: '22:00', to: '08:30' }, 'Asia/Shanghai')).toBe(quiet)
  })
})

describe('what may be done with clocks', () => {
  const clock = (state: TicketClock['state'], deadline?: number): TicketClock => ({
    name: state,
    rule: 'X',
    level: 'must',
    state,
    ...(deadline === undefined ? {} : { deadline }),
  })
  test('a deadline is prolonged before it has passed, never after (LC-WO-05)', () => {
    const clocks = [
      clock('running', NOON + 1),
      clock('running', NOON),
      clock('paused', NOON + HOUR),
      clock('breached', NOON - 1),
      clock('met', NOON + HOUR),
      clock('waiting'),
    ]
    expect(canExtend({ clocks }, NOON).map(({ deadline }) => deadline)).toEqual([NOON + 1, NOON + HOUR])
  })
  test('what does not run cannot stand still', () => {
    expect(canPause({ clocks: [clock('met'), clock('waiting')] })).toBe(false)
    expect(canPause({ clocks: [clock('running', NOON)] })).toBe(true)
    expect(isPaused({ clocks: [clock('paused')] })).toBe(true)
  })
})

describe('what a desk says of a valve', () => {
  const told = (finding: string, at: number) => ({
    task: 'valve',
    at,
    received: at,
    by: 'zhang',
    data: { valve: 'V-1', finding },
  })
  test.each([
    ['nobody on site', [], false, 'open'],
    ['somebody on site, nothing heard', [], true, 'pending'],
    ['reported closed', [told('closed', NOON)], true, 'closed'],
    [
      'reported late, but done before',
      [told('notClosed', NOON), told('closed', NOON - MINUTE)],
      true,
      'notClosed',
    ],
  ] as const)('%s', (_, tasks, onSite, state) => {
    expect(valveState(valveWords([...tasks]).get('V-1'), onSite)).toBe(state)
  })
})

describe('the drawing of the network', () => {
  test('north is up, a metre is a metre in both directions', () => {
    const put = onPaper([117, 36.65], 200, 400)
    expect(put([117, 36.65])).toEqual({ x: 200, y: 200 })
    expect(put([117, 36.65 + 100 / 111_320])).toEqual({ x: 200, y: 100 })
    const east = 100 / (111_320 * Math.cos((36.65 * Math.PI) / 180))
    expect(put([117 + east, 36.65])).toEqual({ x: 300, y: 200 })
  })
  test('two valves of one crossing can both be read', () => {
    const [a, b, c] = spread(
      [
        { x: 50, y: 50 },
        { x: 50, y: 50 },
        { x: 52, y: 50 },
      ],
      24,
    )
    expect(a).toEqual({ x: 50, y: 50 })
    for (const [one, other] of [
      [a, b],
      [a, c],
      [b, c],
    ])
      expect(Math.hypot(one!.x - other!.x, one!.y - other!.y)).toBeGreaterThan(23)
  })
  test('it shows every valve, and a scale bar of a round length', () => {
    const far: [number, number] = [117, 36.65 + 300 / 111_320]
    expect(radiusFor([117, 36.65], [far], 500)).toBeCloseTo(360, 0)
    expect(radiusFor([117, 36.65], [], 500)).toBeCloseTo(96, 0)
    expect([360, 96, 500].map(barLength)).toEqual([100, 20, 200])
  })
})
