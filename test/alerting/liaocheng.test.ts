import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../model/time.ts'
import { timelineRoom } from './timeline-room.ts'

/**
 * Liaocheng, outside the ring road, on the eve of the Dragon Boat holiday (19 to 21 June 2026): every clock of the ticket
 * at every turn. Its limits are hours by the calendar; neither night nor holiday stops them (regulations C.11).
 */
test('a DN200 burst outside the ring road in Liaocheng, from the report to the archive', async () => {
  const { hear, clocks, done, ticket, time, step, post, service } = await timelineRoom(
    'liaocheng',
    '2026-06-18T22:30:00+08:00',
  )
  // 22:30: two sensors of the west agree. Accepting counts from the dispatch, arriving from the report.
  await hear({ kind: 'burst', subject: 'west', zone: 'west', evidence: { nearest: 'PL-W2.pressure' } })
  const { id } = ticket().ticket
  expect(ticket().ticket).toMatchObject({ category: 'burst', ring: 'outside', dn: 200, unit: 'pipelines' })
  expect(clocks()).toEqual([
    'accept LC-WO-03 waiting',
    'arrive LC-REP-01 running 06-18 23:30',
    'repair LC-REP-02 waiting',
  ])

  // 22:35: dispatched; 22:54: accepted with a minute in hand.
  await time.advance(5 * MINUTE)
  await done('李调度', id, 'dispatched')
  expect(clocks()).toEqual([
    'accept LC-WO-03 running 06-18 22:55',
    'arrive LC-REP-01 running 06-18 23:30',
    'repair LC-REP-02 waiting',
  ])
  await time.advance(19 * MINUTE)
  await done('张抢修', id, 'accepted')
  expect(clocks()[0]).toBe('accept LC-WO-03 met 06-18 22:55')

  // 23:31: a minute late on site. What was missed stays missed.
  await time.advance(37 * MINUTE)
  expect(clocks()[1]).toBe('arrive LC-REP-01 breached 06-18 23:30')
  await done('张抢修', id, 'arrived')
  // 23:40: an excavator did it: the inspection squad has an hour of its own from the report, and is late already.
  await time.advance(9 * MINUTE)
  await post('李调度', `/tickets/${id}/change`, { flags: ['thirdParty'] })
  expect(clocks()).toEqual([
    'accept LC-WO-03 met 06-18 22:55',
    'arrive LC-REP-01 breachedDone 06-18 23:30',
    'inspectionArrive LC-REP-04 breached 06-18 23:30',
    'repair LC-REP-02 waiting',
  ])
  await post('张抢修', `/tickets/${id}/tasks`, { task: 'inspectionArrived' })
  expect(clocks()[2]).toBe('inspectionArrive LC-REP-04 breachedDone 06-18 23:30')

  // The shut-off is asked for with what LC-OUT-02 lists, agreed upon, and done at midnight: now the repair counts.
  expect((await step('张抢修', id, 'waterStopped')).body.missing).toEqual(['step:shutoffApproved'])
  const asked = { pipeDn: 200, valveSizes: [200, 200], valveCount: 2, area: '西区' }
  expect((await step('张抢修', id, 'shutoffRequested', { data: asked })).body.missing).toEqual([
    'data:start',
    'data:end',
  ])
  const span = { start: time.now(), end: time.now() + 6 * HOUR }
  await done('张抢修', id, 'shutoffRequested', { ...asked, ...span })
  await done('李调度', id, 'shutoffApproved')
  await time.advance(20 * MINUTE)
  await done('张抢修', id, 'waterStopped')
  expect(clocks()[3]).toBe('repair LC-REP-02 running 06-20 00:00')

  // Through the holiday. An hour before the end more time is asked for, with a reason; without one it is not given.
  await time.advance(23 * HOUR)
  const wish = { clock: 'repair', deadline: Date.parse('2026-06-20T06:00:00+08:00') }
  expect((await post('张抢修', `/tickets/${id}/extend`, wish)).status).toBe(400)
  expect((await post('张抢修', `/tickets/${id}/extend`, { ...wish, reason: '管件未到' })).status).toBe(200)
  expect(clocks()[3]).toBe('repair LC-REP-02 running 06-20 06:00')
  // A storm holds the work for an hour, and with it the one clock that is named.
  await time.advance(HOUR)
  await post('张抢修', `/tickets/${id}/pause`, { why: '雷暴', clocks: ['repair'] })
  await time.advance(HOUR)
  expect(clocks()[3]).toBe('repair LC-REP-02 paused 06-20 07:00')
  await post('张抢修', `/tickets/${id}/resume`, {})
  expect(clocks()[3]).toBe('repair LC-REP-02 running 06-20 07:00')

  // Water is not turned on before the repair is done; it flows again at 06:00.
  expect((await step('张抢修', id, 'reopened')).body.missing).toEqual(['step:repaired'])
  await time.advance(5 * HOUR)
  await done('张抢修', id, 'repaired')
  await done('张抢修', id, 'reopened')
  expect(clocks()[3]).toBe('repair LC-REP-02 met 06-20 07:00')

  // Answered, reviewed, called back, closed; archived without a clock that still asks for anything.
  expect((await step('张抢修', id, 'replied')).body.missing).toEqual(['data:opinionOrResult'])
  await done('张抢修', id, 'replied', { opinionOrResult: '更换管段' })
  expect((await step('李调度', id, 'closed')).body.missing).toEqual(['step:calledBack'])
  await done('李调度', id, 'reviewed')
  await done('李调度', id, 'calledBack')
  await done('李调度', id, 'closed')
  await time.advance(7 * DAY)
  await done('李调度', id, 'reinspected')
  await done('李调度', id, 'archived')
  expect(clocks()).toEqual([
    'accept LC-WO-03 met 06-18 22:55',
    'arrive LC-REP-01 breachedDone 06-18 23:30',
    'inspectionArrive LC-REP-04 breachedDone 06-18 23:30',
    'repair LC-REP-02 met 06-20 07:00',
  ])
  expect(service.tickets()).toHaveLength(1)
})
