import { describe, expect, test } from 'vitest'
import { columnOf, moveTo } from '../../../dashboard/web/tickets/columns.ts'
import { isBreached, ticketPasses, ticketRows } from '../../../dashboard/web/tickets/order.ts'
import { nextDue, stripClock, tickEvery } from '../../../dashboard/web/tickets/strip.ts'
import type { Step, TicketClock, TicketView } from '../../../model/ticket.ts'
import { NOON } from './alarms.ts'

const minute = 60_000

const clock = (given: Partial<TicketClock>): TicketClock => ({
  name: 'arrive',
  rule: 'JN-REP-01',
  level: 'must',
  state: 'running',
  startedAt: NOON,
  budget: 100 * minute,
  deadline: NOON + 100 * minute,
  ...given,
})

const ticket = (
  id: string,
  clocks: TicketClock[],
  given: object = {},
  steps: Step[] = ['reported'],
): TicketView => ({
  ticket: {
    id,
    source: 'telemetry',
    category: 'burst',
    alarms: [],
    priority: 1,
    policy: 'jinan',
    openedAt: NOON,
    steps: steps.map(step => ({ step, at: NOON, received: NOON, by: 'system' })),
    ...given,
  },
  clocks,
  next: [],
})

describe('a clock on the strip', () => {
  test.each([
    ['starts calm', 0, 'calm', 0],
    ['is watched from three quarters of its time', 75, 'watch', 0.75],
    ['is near from nine tenths', 90, 'near', 0.9],
    ['is over after its deadline', 101, 'over', 1],
  ])('%s (%i min)', (_, after, pressure, spent) => {
    const one = stripClock(clock({}), NOON + after * minute)
    expect(one.pressure).toBe(pressure)
    expect(one.spent).toBeCloseTo(spent)
    expect(one.left).toBe((100 - after) * minute)
  })

  test.each([
    ['waiting has nothing left and is calm', { state: 'waiting', deadline: undefined }, 'calm', undefined],
    ['paused does not run', { state: 'paused' }, 'calm', undefined],
    ['exempt does not run', { state: 'exempt' }, 'calm', undefined],
    ['done in time', { state: 'met', doneAt: NOON + 24 * minute }, 'calm', 24 * minute],
    ['done late stays marked', { state: 'breachedDone', doneAt: NOON + 124 * minute }, 'over', 124 * minute],
    ['breached by the server’s word', { state: 'breached', deadline: NOON - 1 }, 'over', undefined],
  ] as const)('%s', (_, given, pressure, took) => {
    const one = stripClock(clock(given as Partial<TicketClock>), NOON + minute)
    expect(one.pressure).toBe(pressure)
    expect(one.took).toBe(took)
  })

  test('a clock without a budget tells what is left, but no share', () => {
    const one = stripClock(clock({ budget: undefined as never }), NOON)
    expect(one.left).toBe(100 * minute)
    expect(one.spent).toBeUndefined()
  })

  test('the next due is the earliest that runs; one that is over comes before all', () => {
    const clocks = [
      clock({ name: 'repair', deadline: NOON + 500 * minute }),
      clock({ name: 'stopWater', deadline: NOON + 50 * minute }),
      clock({ name: 'dispatch', state: 'met', deadline: NOON - 500 * minute }),
    ]
    expect(nextDue(clocks, NOON)?.clock.name).toBe('stopWater')
    expect(nextDue([...clocks, clock({ name: 'late', deadline: NOON - 1 })], NOON)?.clock.name).toBe('late')
    expect(nextDue([clock({ state: 'waiting' })], NOON)).toBeUndefined()
  })

  test('is redrawn every second in the last hour, else every minute', () => {
    expect(tickEvery(59 * minute)).toBe(1_000)
    expect(tickEvery(-minute)).toBe(1_000)
    expect(tickEvery(61 * minute)).toBe(minute)
    expect(tickEvery(undefined)).toBe(minute)
  })
})

describe('the list of jobs', () => {
  const late = ticket('late', [clock({ deadline: NOON - minute })])
  const soon = ticket('soon', [clock({ deadline: NOON + minute })])
  const idle = ticket('idle', [])
  const done = ticket('done', [], {}, ['reported', 'closed'])

  test('by the next deadline, those over first, those without a clock last, closed ones not at all', () => {
    expect(ticketRows([idle, done, soon, late], NOON).map(view => view.ticket.id)).toEqual([
      'late',
      'soon',
      'idle',
    ])
    expect(isBreached(late, NOON)).toBe(true)
    expect(isBreached(soon, NOON)).toBe(false)
    expect(isBreached(idle, NOON)).toBe(false)
  })

  test('passes the same filter as alarms and assets', () => {
    const view = ticket('GD-1', [], { zone: 'DMA-01', priority: 2 })
    expect(ticketPasses(view, 'zone:DMA-01 prio:2 爆管', ['爆管'])).toBe(true)
    expect(ticketPasses(view, 'zone:DMA-02', ['爆管'])).toBe(false)
    expect(ticketPasses(view, 'gd-1', [])).toBe(true)
  })
})

describe('the board', () => {
  test.each([
    ['reported', 'dispatch'],
    ['dispatched', 'accept'],
    ['forwarded', 'way'],
    ['contacted', 'way'],
    ['arrived', 'site'],
    ['waterStopped', 'site'],
    ['repaired', 'restore'],
    ['reopened', 'restore'],
    ['replied', 'review'],
    ['closed', 'done'],
  ] as const)('after %s a job stands in %s', (step, column) => expect(columnOf(step)).toBe(column))

  const moving = (next: TicketView['next']) => ({
    ...ticket('GD-1', [], {}, ['reported', 'dispatched']),
    next,
  })
  test('a drop is the step that leads there', () => {
    const view = moving([
      { step: 'accepted', missing: [] },
      { step: 'arrived', missing: [] },
    ])
    expect(moveTo(view, 'site')).toMatchObject({ can: true, next: { step: 'arrived' } })
    expect(moveTo(view, 'accept')).toMatchObject({ can: false, why: 'same' })
    expect(moveTo(view, 'review')).toMatchObject({ can: false, why: 'no-step' })
  })
  test('a closed gate bounces and says what it wants; what the step brings itself can be asked for', () => {
    expect(moveTo(moving([{ step: 'reopened', missing: ['step:qualityPassed'] }]), 'restore')).toEqual({
      can: false,
      why: 'gate',
      missing: ['step:qualityPassed'],
    })
    expect(moveTo(moving([{ step: 'shutoffRequested', missing: ['data:valves'] }]), 'site')).toMatchObject({
      can: true,
    })
  })
})
