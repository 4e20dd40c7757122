import { describe, expect, test } from 'vitest'
import type { AlarmEvent } from '../../alerting/alarm/event.ts'
import { refusal, transition } from '../../alerting/alarm/transition.ts'
import { type Alarm, alarmState } from '../../model/alarm.ts'

const about = { kind: 'pressure-low', subject: 'P', code: 'P-LOW', priority: 2 as const }
const RAISE: AlarmEvent = { type: 'raised', at: 100, start: 100, about, evidence: {} }
const CLEAR: AlarmEvent = { type: 'cleared', at: 200, evidence: {} }
const ACK: AlarmEvent = { type: 'acknowledged', at: 150, by: '王操作' }
const SHELVE: AlarmEvent = { type: 'shelved', at: 160, by: '王操作', reason: '检修', until: 500 }
const UNSHELVE: AlarmEvent = { type: 'unshelved', at: 300, by: '王操作' }
const SUPPRESS: AlarmEvent = { type: 'suppressed', at: 160, rule: 'INH-PLANT' }
const RELEASE: AlarmEvent = { type: 'released', at: 300 }
const REMOVE: AlarmEvent = { type: 'removed', at: 160, by: '陈工', reason: '换表' }
const RETURN: AlarmEvent = { type: 'returned', at: 300, by: '陈工' }
const AGAIN: AlarmEvent = { ...RAISE, at: 400, start: 400 }
const LOST: AlarmEvent = { type: 'lost', at: 170 }
const REGAINED: AlarmEvent = { type: 'regained', at: 180 }

const after = (...events: AlarmEvent[]) => events.reduce<Alarm | undefined>(transition, undefined)
const stateAfter = (now: number, ...events: AlarmEvent[]) => alarmState(after(...events)!, now)

describe('the state machine of ISA-18.2 (domain.md 3.1)', () => {
  test.each<[string, AlarmEvent[], string]>([
    ['A → B the condition becomes true', [RAISE], 'UNACK'],
    ['B → C acknowledged', [RAISE, ACK], 'ACKED'],
    ['B → D it clears unacknowledged', [RAISE, CLEAR], 'RTNUN'],
    ['C → A it clears acknowledged', [RAISE, ACK, CLEAR], 'NORM'],
    ['D → A acknowledged', [RAISE, CLEAR, ACK], 'NORM'],
    ['D → B the condition again', [RAISE, CLEAR, AGAIN], 'UNACK'],
    ['C → A → B a new spell must be acknowledged again', [RAISE, ACK, CLEAR, AGAIN], 'UNACK'],
    ['B → E shelved', [RAISE, SHELVE], 'SHLVD'],
    ['D → E shelved from any state', [RAISE, CLEAR, SHELVE], 'SHLVD'],
    [
      'E → B unshelved while it holds, also when it was acknowledged before',
      [RAISE, ACK, SHELVE, UNSHELVE],
      'UNACK',
    ],
    ['E → A unshelved when it is gone', [RAISE, SHELVE, CLEAR, UNSHELVE], 'NORM'],
    ['E stays when a new spell begins', [RAISE, SHELVE, CLEAR, { ...AGAIN, at: 450, start: 450 }], 'SHLVD'],
    ['B → F suppressed by design', [RAISE, SUPPRESS], 'DSUPR'],
    ['F → B released while it holds', [RAISE, SUPPRESS, RELEASE], 'UNACK'],
    ['F → A released when it is gone', [RAISE, SUPPRESS, CLEAR, RELEASE], 'NORM'],
    ['B → G out of service', [RAISE, REMOVE], 'OOSRV'],
    ['G → B returned while it holds', [RAISE, ACK, REMOVE, RETURN], 'UNACK'],
    ['G → A returned when it is gone', [RAISE, REMOVE, CLEAR, RETURN], 'NORM'],
    ['G before F before E: out of service hides the rest', [RAISE, SHELVE, SUPPRESS, REMOVE], 'OOSRV'],
    ['unknown holds the state', [RAISE, ACK, LOST], 'ACKED'],
  ])('%s', (_, events, state) => {
    expect(stateAfter(460, ...events)).toBe(state)
  })

  test('a shelf that has ended shows what is so now', () => {
    expect([stateAfter(499, RAISE, SHELVE), stateAfter(500, RAISE, SHELVE)]).toEqual(['SHLVD', 'UNACK'])
  })

  test('latched: it stands until somebody resets it, and not before the condition is gone', () => {
    const latched: AlarmEvent = { ...RAISE, about: { ...about, latched: true } }
    const reset: AlarmEvent = { type: 'reset', at: 210, by: '王操作' }
    expect(stateAfter(300, latched, CLEAR)).toBe('UNACK')
    expect(stateAfter(300, latched, ACK, CLEAR)).toBe('ACKED')
    expect(refusal(after(latched, ACK), reset)).toBe('still-active')
    expect(stateAfter(300, latched, ACK, CLEAR, reset)).toBe('NORM')
  })
})

describe('what is refused, and changes nothing', () => {
  test.each<[string, AlarmEvent[], AlarmEvent]>([
    ['unknown-alarm', [], ACK],
    ['already-acknowledged', [RAISE, ACK], { ...ACK, at: 155, by: '李调度' }],
    ['note-required', [{ ...RAISE, about: { ...about, priority: 1 } }], ACK],
    ['note-required', [{ ...RAISE, about: { ...about, priority: 1 } }], { ...ACK, note: '  ' }],
    ['end-not-after-now', [RAISE], { ...SHELVE, until: 160 }],
    ['reason-required', [RAISE], { ...SHELVE, reason: ' ' }],
    ['reason-required', [RAISE], { ...REMOVE, reason: '' }],
    ['not-shelved', [RAISE], UNSHELVE],
    ['not-suppressed', [RAISE], RELEASE],
    ['not-out-of-service', [RAISE], RETURN],
    ['not-latched', [RAISE, CLEAR], { type: 'reset', at: 210, by: '王操作' }],
    ['not-active', [RAISE, CLEAR], { ...CLEAR, at: 220 }],
  ])('%s', (code, events, event) => {
    const alarm = after(...events)
    expect(refusal(alarm, event)).toBe(code)
    expect(transition(alarm, event)).toBe(alarm)
  })
})

describe('facts that are kept', () => {
  test('spells are counted until it was back to normal and acknowledged', () => {
    expect(after(RAISE, CLEAR, AGAIN)!.count).toBe(2)
    expect(
      after(
        RAISE,
        CLEAR,
        AGAIN,
        { ...ACK, at: 410 },
        { ...CLEAR, at: 420 },
        { ...AGAIN, start: 600, at: 600 },
      )!.count,
    ).toBe(1)
  })

  test('chattering: it stays acknowledged and counts', () => {
    const fast = after(RAISE, ACK, CLEAR, { ...AGAIN, chattering: true })!
    expect([alarmState(fast, 410), fast.count, fast.chattering]).toEqual(['ACKED', 2, true])
    expect(
      after(RAISE, ACK, CLEAR, { ...AGAIN, chattering: true }, { ...CLEAR, at: 500 }, { ...AGAIN, at: 900 })!
        .chattering,
    ).toBeUndefined()
  })

  test('lost and regained leave everything else as it was', () => {
    const before = after(RAISE, ACK)!
    expect(after(RAISE, ACK, LOST)).toEqual({ ...before, unknown: true })
    expect(after(RAISE, ACK, LOST, REGAINED)).toEqual(before)
  })
})
