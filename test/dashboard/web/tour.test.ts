import { expect, test } from 'vitest'
import { beforeIt, burstOf, stageOf } from '../../../dashboard/web/tour/stage.ts'
import { MINUTE } from '../../../model/time.ts'
import { acked, alarm, NOON } from './alarms.ts'

const burst = alarm({ id: 'burst/PL-1', kind: 'burst', asset: 'PL-1', ticket: 'GD-1', raisedAt: NOON })
const seen = { sawTicket: false, sawReplay: false }

test.each([
  ['nothing has happened yet', { burst: undefined, selected: undefined, ...seen }, 'wait'],
  ['a pipe bursts', { burst, selected: undefined, ...seen }, 'see'],
  ['the visitor looks elsewhere', { burst, selected: 'PS-2', ...seen }, 'see'],
  ['the visitor has found it', { burst, selected: 'PL-1', ...seen }, 'acknowledge'],
  ['it is acknowledged', { burst: { ...burst, ...acked() }, selected: 'PL-1', ...seen }, 'ticket'],
  [
    'its ticket was looked at',
    { burst: { ...burst, ...acked() }, selected: undefined, sawTicket: true, sawReplay: false },
    'replay',
  ],
  ['it was replayed', { burst, selected: undefined, sawTicket: true, sawReplay: true }, 'done'],
] as const)('%s', (_, progress, stage) => {
  expect(stageOf(progress)).toBe(stage)
})

test('one is led to the newest burst that stands, and to ten minutes before it', () => {
  const over = alarm({ id: 'burst/A', kind: 'burst', asset: 'A', active: false, raisedAt: NOON + MINUTE })
  const other = alarm({ id: 'pressure-low/B', kind: 'pressure-low', asset: 'B', raisedAt: NOON + 2 * MINUTE })
  expect(burstOf([other, over, burst])?.id).toBe('burst/PL-1')
  expect(burstOf([other, over])?.id).toBe('burst/A')
  expect(burstOf([other])).toBeUndefined()
  expect(beforeIt(burst)).toBe(NOON - 10 * MINUTE)
})
