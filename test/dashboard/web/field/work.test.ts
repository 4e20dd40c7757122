import { describe, expect, test } from 'vitest'
import type { Entry } from '../../../../dashboard/web/field/outbox/entry.ts'
import { sendEntry } from '../../../../dashboard/web/field/outbox/send.ts'
import { type Browser, judge } from '../../../../dashboard/web/field/phone/capabilities.ts'
import { fitted, LADDER } from '../../../../dashboard/web/field/photo/ladder.ts'
import { isFar, navigateTo, readPlace } from '../../../../dashboard/web/field/position/position.ts'
import { type Kept, standing, valveStates } from '../../../../dashboard/web/field/work/ahead.ts'
import { isMine } from '../../../../dashboard/web/field/work/mine.ts'
import { heardNow, offBy, siteTime } from '../../../../dashboard/web/field/work/site-time.ts'
import type { Step } from '../../../../model/ticket.ts'
import { HOUR, MINUTE } from '../../../../model/time.ts'
import { T0 } from './phone.ts'

const entry = (act: Entry['act'], more: Partial<Entry> = {}): Entry => ({
  id: `${JSON.stringify(act)}`,
  seq: 1,
  by: 'zhang',
  ticket: 'GD-1',
  at: T0,
  act,
  state: 'waiting',
  tries: 0,
  notBefore: 0,
  ...more,
})

/** A burst at which the crew has arrived, with what is still to do. */
const burst = (done: Step[] = ['reported', 'dispatched', 'forwarded', 'arrived']): Kept => ({
  ticket: {
    id: 'GD-1',
    source: 'telemetry',
    category: 'burst',
    alarms: [],
    priority: 1,
    policy: 'jinan',
    openedAt: T0,
    steps: done.map(step => ({ step, at: T0, received: T0, by: 'wang' })),
  },
  clocks: [],
  next: [],
  ahead: [
    { step: 'barrierSet', missing: [] },
    { step: 'waterStopped', missing: ['step:barrierSet', 'task:noticePosted'], optional: true },
    { step: 'repaired', missing: ['data:cause'] },
    { step: 'flushed', missing: [], optional: true },
    { step: 'qualityPassed', missing: [], optional: true },
    { step: 'reopened', missing: ['step:qualityPassed'] },
  ],
  tasks: [],
  attachments: [],
})

describe('what comes next while nobody can be asked', () => {
  const nextOf = (...steps: Step[]) => {
    const { next, others, pending } = standing(
      burst(),
      steps.map((step, i) => entry({ kind: 'step', step }, { seq: i })),
    )
    return {
      next: next?.step,
      missing: next?.missing,
      others: others.map(({ step }) => step),
      pending: pending.length,
    }
  }
  test.each([
    [[], { next: 'barrierSet', missing: [], others: [], pending: 0 }],
    [['barrierSet'], { next: 'repaired', missing: ['data:cause'], others: ['waterStopped'], pending: 1 }],
    [
      ['barrierSet', 'repaired'],
      { next: 'qualityPassed', missing: [], others: ['flushed', 'reopened'], pending: 2 },
    ],
    [['barrierSet', 'repaired', 'qualityPassed'], { next: 'reopened', missing: [], others: [], pending: 3 }],
  ] as [Step[], object][])('after %j in the outbox', (steps, expected) => {
    expect(nextOf(...steps)).toEqual(expected)
  })
  test('a gate that a waiting step opens is open, any other stays', () => {
    const { others } = standing(burst(), [entry({ kind: 'step', step: 'barrierSet' })])
    expect(others).toMatchObject([{ step: 'waterStopped', missing: ['task:noticePosted'] }])
  })
  test('a step the server has heard meanwhile is not pending any more', () => {
    const kept = burst(['reported', 'dispatched', 'forwarded', 'arrived', 'barrierSet'])
    expect(standing(kept, [entry({ kind: 'step', step: 'barrierSet' })]).pending).toEqual([])
  })
})

describe('valves', () => {
  test('a valve reported here is pending until the server has heard it', () => {
    const closed = entry({ kind: 'valve', valve: 'V-1', finding: 'closed' })
    expect(valveStates(burst(), [closed]).get('V-1')).toMatchObject({ finding: 'closed', pending: true })
    const heard = {
      task: 'valve',
      at: T0,
      received: T0,
      by: 'zhang',
      data: { valve: 'V-1', finding: 'closed' },
    }
    const kept = { ...burst(), tasks: [heard] }
    expect(valveStates(kept, [{ ...closed, state: 'done' }]).get('V-1')).toMatchObject({ pending: false })
  })
})

describe('whose job it is', () => {
  const me = { id: 'zhang', name: '张' }
  test.each([
    ['given to me', { assignee: 'zhang' }, true],
    ['given to me by name', { assignee: '张' }, true],
    ['given to somebody else', { assignee: 'wu' }, false],
    ['given to nobody', {}, false],
  ])('%s', (_, more, mine) => {
    const { ticket } = burst()
    expect(isMine({ ticket: { ...ticket, ...more } }, me)).toBe(mine)
  })
  test('given to nobody, but I have begun', () => {
    expect(isMine(burst(), me, [entry({ kind: 'step', step: 'arrived' })])).toBe(true)
  })
})

describe('the platform’s time on a phone', () => {
  test('a phone ten minutes ahead still writes down the platform’s time, also hours later', () => {
    const heard = heardNow({ now: T0, speed: 1 }, T0 + 10 * MINUTE)
    expect(siteTime(heard, T0 + 10 * MINUTE + HOUR)).toBe(T0 + HOUR)
    expect(offBy(heard)).toBe(10 * MINUTE)
  })
  test('never having heard of it, the phone’s own', () => expect(siteTime(undefined, T0)).toBe(T0))
})

describe('positions', () => {
  const job: [number, number] = [117, 36.65]
  const at = (metres: number): [number, number] => [117, 36.65 + metres / 111_195]
  test('a vague position is given its vagueness; another datum is not measured with', () => {
    const phone = (metres: number, accuracy: number, datum: 'wgs84' | 'gcj02' = 'wgs84') =>
      isFar({ from: 'phone', at: at(metres), accuracy, datum, taken: T0 }, job)
    expect([phone(150, 8), phone(260, 8), phone(260, 80), phone(600, 8, 'gcj02')]).toEqual([
      false,
      true,
      false,
      false,
    ])
  })
  test.each([
    ['36.65120, 117.12009', [117.12009, 36.6512]],
    ['36.65，117.1', [117.1, 36.65]],
    ['117.12', undefined],
    ['91, 117', undefined],
    ['0, 0', undefined],
    ['there', undefined],
  ])('%s', (text, place) => expect(readPlace(text)).toEqual(place))
  test('each phone’s own map is opened', () => {
    expect(navigateTo(job, '文一 12', 'Android')).toBe(
      `geo:36.650000,117.000000?q=36.650000,117.000000(${encodeURIComponent('文一 12')})`,
    )
    expect(navigateTo(job, 'x', 'iPhone')).toMatch(/^maps:\?daddr=36\.65/)
  })
})

describe('photos', () => {
  test('the longest side is held, nothing is made larger, each try is smaller', () => {
    expect(fitted(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 })
    expect(fitted(800, 600, 1600)).toEqual({ width: 800, height: 600 })
    const pixels = LADDER.map(({ side, quality }) => side * side * quality)
    expect(pixels).toEqual([...pixels].sort((a, b) => b - a))
  })
})

describe('what is sent', () => {
  const answer = (status: number, body: unknown, headers: Record<string, string>) => async () =>
    new Response(JSON.stringify(body), { status, headers })
  test('an answer of somebody else, a portal of the network for instance, is none', async () => {
    const portal = answer(200, {}, {})
    expect(await sendEntry(entry({ kind: 'step', step: 'arrived' }), undefined, portal)).toMatchObject({
      ok: false,
      status: 0,
    })
  })
  test('a refusal is told with its code, and who was first', async () => {
    const server = answer(
      409,
      { code: 'already-done', detail: 'arrived is done', by: 'wang', at: T0 },
      { 'x-server-time': `${T0}` },
    )
    expect(await sendEntry(entry({ kind: 'step', step: 'arrived' }), undefined, server)).toMatchObject({
      ok: false,
      code: 'already-done',
      by: 'wang',
      at: T0,
    })
  })
})

describe('what a phone can do', () => {
  const good: Browser = {
    secure: true,
    worker: 'ready',
    database: true,
    persisted: true,
    free: 1e9,
    permission: { geolocation: 'granted', notifications: 'granted' },
    has: { geolocation: true, notifications: true, wakeLock: true, camera: true },
    clockOff: 500,
  }
  const lacking = (browser: Partial<Browser>) =>
    judge({ ...good, ...browser })
      .filter(({ state }) => state !== 'ok')
      .map(({ capability, state }) => `${capability} ${state}`)
  test('everything is there', () => expect(lacking({})).toEqual([]))
  test('over plain HTTP it says what is missing', () => {
    expect(lacking({ secure: false, worker: 'other', persisted: false, permission: {} })).toEqual([
      'https no',
      'worker no',
      'kept no',
      'position no',
      'notification no',
      'wakeLock no',
    ])
  })
  test.each([
    [
      'not yet asked',
      { permission: { geolocation: 'prompt' as const } },
      ['position ask', 'notification ask'],
    ],
    ['a clock ten minutes off', { clockOff: -10 * MINUTE }, ['clock no']],
    ['storage that may be cleared', { persisted: false }, ['kept ask']],
  ])('%s', (_, browser, expected) => expect(lacking(browser)).toEqual(expected))
})
