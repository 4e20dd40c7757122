import { afterEach, describe, expect, test, vi } from 'vitest'
import { kindInfo } from '../../model/kinds.ts'
import { MINUTE } from '../../model/time.ts'
import { readScenario, scenarioNames } from '../../simulators/incidents/scenario.ts'
import { dueUntil, type Outcome, unmet } from './expectations.ts'
import { beginShift, type Shift } from './night-shift.ts'

vi.setConfig({ testTimeout: 240_000 })

let shift: Shift | undefined
afterEach(() => shift?.end())

/** When people look; a night's burst is looked for at night. */
const BEGINS: Record<string, string> = { 'night-burst': '2026-07-01T02:30:00+08:00' }

/** Plays a scenario in a small town until everything that it expects is due. */
async function outcomeOf(name: string): Promise<Outcome> {
  const scenario = readScenario(name)
  shift = await beginShift(BEGINS[name] ?? '2026-07-01T10:00:00+08:00', { scenario: name })
  const began = shift.time.now()
  const outcome = (): Outcome => ({
    begin: began,
    incidents: shift!.demo.town.incidents(),
    alarms: shift!.alarms(),
    tickets: shift!.tickets(),
  })
  const last = scenario.events.map(({ kind }) => kind)
  const awaited = () =>
    scenario.expect.some(
      ({ of }) => of && last.includes(of) && !outcome().incidents.some(({ kind }) => kind === of),
    )
  while (awaited() || shift.time.now() < dueUntil(scenario, outcome())) await shift.live(MINUTE)
  return outcome()
}

describe('what the shipped scenarios expect comes true', () => {
  test('each expects something', () => {
    expect(scenarioNames().filter(name => readScenario(name).expect.length === 0)).toEqual([])
  })

  test('and names only alarms that there are', () => {
    const named = scenarioNames().flatMap(name =>
      readScenario(name).expect.flatMap(({ alarm, never = [] }) => (alarm ? [alarm, ...never] : never)),
    )
    expect(named.filter(kind => kindInfo(kind) === undefined)).toEqual([])
    expect(kindInfo('very-low')).toBeUndefined()
  })

  test.each(scenarioNames())('%s', async name => {
    const outcome = await outcomeOf(name)
    expect(unmet(readScenario(name), outcome)).toEqual([])
  })
})

describe('an expectation that is not met is told', () => {
  const burst = { id: 'SIM-1', kind: 'burst' as const, target: 'P1', size: 60, zone: 'A', startedAt: 0 }
  const scenario = (more: object) => ({
    name: 'x',
    says: '',
    events: [],
    expect: [{ within: '15m', ...more }],
  })
  const outcome = (more: Partial<Outcome>): Outcome => ({
    begin: 0,
    incidents: [burst],
    alarms: [],
    tickets: [],
    ...more,
  })
  const alarm = (kind: string, zone: string, minute: number) => ({
    kind,
    subject: zone,
    zone,
    raisedAt: minute * MINUTE,
  })
  const about = '15m after burst (P1)'
  test.each([
    ['the alarm comes', { of: 'burst', alarm: 'burst' }, { alarms: [alarm('burst', 'A', 14)] }, []],
    [
      'the alarm comes too late',
      { of: 'burst', alarm: 'burst' },
      { alarms: [alarm('burst', 'A', 16)] },
      [`${about}: no alarm burst; there are none`],
    ],
    [
      'the alarm comes elsewhere',
      { of: 'burst', alarm: 'burst' },
      { alarms: [alarm('burst', 'B', 3)] },
      [`${about}: no alarm burst; there are none`],
    ],
    [
      'a false alarm',
      { of: 'burst', never: ['pump-fault'] },
      { alarms: [alarm('pump-fault', 'A', 3)] },
      [`${about}: pump-fault of A is a false alarm`],
    ],
    ['no ticket', { of: 'burst', tickets: 1 }, {}, [`${about}: 0 tickets instead of 1`]],
    ['what it is about never happens', { of: 'pump-trip' }, {}, ['there was no pump-trip']],
    [
      'a false alarm anywhere in a quiet town',
      { never: ['burst'] },
      { incidents: [], alarms: [alarm('burst', 'B', 3)] },
      ['15m after the beginning (anywhere): burst of B is a false alarm'],
    ],
  ])('%s', (_what, expectation, more, told) => {
    expect(unmet(scenario(expectation) as never, outcome(more as Partial<Outcome>))).toEqual(told)
  })
})
