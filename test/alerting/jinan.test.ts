import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../model/time.ts'
import { tellingTown } from './notify-file.ts'
import { httpReceiver } from './receivers.ts'
import { timelineRoom } from './timeline-room.ts'

/**
 * New Year's Eve, 16 February 2026, 23:10; offices are closed until the 23rd, and the 28th is worked instead. Every
 * clock of the ticket at every turn, in the words and with the numbers of Jinan's service norms.
 */
test('a DN400 burst in Jinan from the first drop to the re-inspection', async () => {
  const chief = await httpReceiver()
  const site = tellingTown(`channels: { chief: { type: webhook, url: '${chief.url}' } }
rules: [{ on: [clockBreached], to: [chief] }]`)
  const at = '2026-02-16T23:10:00+08:00'
  const { hear, clocks, done, task, ticket, alarm, time, service, post, step, get } = await timelineRoom(
    'jinan',
    at,
    { site },
  )
  const told = async () => {
    await service.settled()
    return chief.got.map(({ body }) => JSON.parse(body).title.replace(/GD-\S+ /, '') as string)
  }

  // 23:10: one sensor drops. It is watched; nobody is sent out for one sensor.
  const drop = { drop: 9.1, before: 32 }
  await hear({ kind: 'pressure-drop', subject: 'PL-E2.pressure', point: 'PL-E2.pressure', evidence: drop })
  expect(service.tickets()).toEqual([])

  // 23:11: low pressure follows. There is work, and its clocks begin.
  await time.advance(MINUTE)
  await hear({ kind: 'pressure-low', subject: 'PL-E3.pressure', point: 'PL-E3.pressure' })
  expect(clocks()).toEqual([
    'dispatch JN-WO-02 running 02-16 23:16',
    'forward JN-WO-03 waiting',
    'arrive JN-PR-01 waiting',
    'reopen JN-REP-06 waiting',
    'review JN-WO-12 waiting',
    'callBack JN-CB-01 waiting',
  ])

  // 23:12: two sensors agree. The same ticket is about a burst now; its first clock goes on from 23:11.
  await time.advance(MINUTE)
  const evidence = { nearest: 'PL-E2.pressure', drop: 9.1, sensors: 2 }
  await hear({ kind: 'burst', subject: 'east', zone: 'east', evidence })
  expect(service.tickets()).toHaveLength(1)
  const { id } = ticket().ticket
  expect(ticket().ticket).toMatchObject({ category: 'burst', dn: 400, pipe: 'P1', unit: 'emergencyRepair' })
  const waiting = [
    'forward JN-WO-03 waiting',
    'arrive JN-REP-01 waiting',
    'barrier JN-REP-03 waiting',
    'stopWater JN-REP-05 waiting',
    'reopen JN-REP-06 waiting',
    'review JN-WO-12 waiting',
    'callBack JN-CB-01 waiting',
    'roadRestore JN-CON-03 waiting',
    'spoilRemoval JN-CON-04 waiting',
    'roadAuthorityPhone JN-REP-08 waiting',
    'roadAuthorityWritten JN-REP-08 waiting',
  ]
  expect(clocks()).toEqual(['dispatch JN-WO-02 running 02-16 23:16', ...waiting])
  const acknowledged = await post('李调度', '/alarms/acknowledge', { alarms: ['burst/east'], note: '派抢修' })
  expect(acknowledged.body.results).toMatchObject([{ ok: true }])

  // 23:14: dispatched; 23:20: with the crew; 23:45: on site, five minutes in hand; 23:55: fenced.
  await time.advance(2 * MINUTE)
  await done('李调度', id, 'dispatched')
  expect(clocks().slice(0, 3)).toEqual([
    'dispatch JN-WO-02 met 02-16 23:16',
    'forward JN-WO-03 running 02-16 23:24',
    'arrive JN-REP-01 waiting',
  ])
  await time.advance(6 * MINUTE)
  await done('张抢修', id, 'forwarded')
  expect(clocks().slice(1, 3)).toEqual([
    'forward JN-WO-03 met 02-16 23:24',
    'arrive JN-REP-01 running 02-16 23:50',
  ])
  await time.advance(25 * MINUTE)
  await done('张抢修', id, 'arrived')
  expect(clocks().slice(2, 5)).toEqual([
    'arrive JN-REP-01 met 02-16 23:50',
    'barrier JN-REP-03 running 02-17 00:15',
    'stopWater JN-REP-05 running 02-17 03:45',
  ])
  await time.advance(10 * MINUTE)
  await done('张抢修', id, 'barrierSet')

  // Water is stopped when the dispatch centre has agreed, not before (JN-REP-04).
  expect((await step('张抢修', id, 'waterStopped')).body.missing).toEqual(['step:shutoffApproved'])
  const asked = { valves: ['V1', 'V2'], dn: 400, area: '东区', affectedCustomers: 1 }
  await done('张抢修', id, 'shutoffRequested', asked)
  expect((await step('张抢修', id, 'shutoffApproved')).status).toBe(403)
  await done('李调度', id, 'shutoffApproved')
  await time.advance(HOUR)
  await done('张抢修', id, 'waterStopped')
  expect(clocks().slice(3, 5)).toEqual([
    'barrier JN-REP-03 met 02-17 00:15',
    'stopWater JN-REP-05 met 02-17 03:45',
  ])

  // 04:55: repaired. The road, the spoil and the road authority now have their times.
  await time.advance(4 * HOUR)
  await done('张抢修', id, 'repaired', { cause: '接口脱落', leakDn: 400 })
  const after = [
    'roadRestore JN-CON-03 running 02-18 04:55',
    'spoilRemoval JN-CON-04 running 02-17 23:59',
    'roadAuthorityPhone JN-REP-08 running 02-17 22:00',
    // The third working day after the holiday: 24, 25, 26 February.
    'roadAuthorityWritten JN-REP-08 running 02-26 17:00',
  ]
  expect(clocks().slice(8)).toEqual(after)

  // Valves are opened ten minutes after the water has passed its test (JN-REP-06), not before.
  await done('张抢修', id, 'flushed')
  expect((await step('张抢修', id, 'reopened')).body.missing).toEqual(['step:qualityPassed'])
  await time.advance(30 * MINUTE)
  await done('张抢修', id, 'qualityPassed')
  expect(clocks()[5]).toBe('reopen JN-REP-06 running 02-17 05:35')
  await time.advance(8 * MINUTE)
  await done('张抢修', id, 'reopened')
  await hear({ kind: 'burst', subject: 'east', zone: 'east', active: false })
  expect(alarm('burst/east')).toBeUndefined()
  expect(ticket().ticket.steps.at(-1)!.step).toBe('reopened')

  // 05:40: the reply lacks an element; then it has all four, and is reviewed in twenty minutes.
  await time.advance(7 * MINUTE)
  const reply = { contactedInTime: true, siteAndCause: '接口脱落', measuresAndEffect: '更换管段，水压恢复' }
  expect((await step('张抢修', id, 'replied', { data: reply })).body.missing).toEqual([
    'data:customerApproved',
  ])
  await done('张抢修', id, 'replied', { ...reply, customerApproved: true })
  expect(clocks().slice(5, 8)).toEqual([
    'reopen JN-REP-06 met 02-17 05:35',
    'review JN-WO-12 running 02-17 06:00',
    'callBack JN-CB-01 waiting',
  ])
  await time.advance(21 * MINUTE)
  await done('李调度', id, 'reviewed')
  // Nobody is called before half past eight.
  expect(clocks().slice(6, 8)).toEqual([
    'review JN-WO-12 breachedDone 02-17 06:00',
    'callBack JN-CB-01 running 02-17 09:00',
  ])
  expect(await told()).toEqual(['超时：审单'])
  await time.advance(2 * HOUR + 40 * MINUTE)
  await done('李调度', id, 'calledBack')
  await done('李调度', id, 'closed')
  expect(clocks()[7]).toBe('callBack JN-CB-01 met 02-17 09:00')

  // Closed, and still watched: the authority is phoned, the spoil forgotten, the road a day late.
  await task('张抢修', id, 'roadAuthorityPhoned')
  await time.advanceTo(Date.parse('2026-02-19T09:00:00+08:00'))
  await task('张抢修', id, 'roadRestored')
  await task('张抢修', id, 'spoilRemoved', { at: Date.parse('2026-02-18T16:00:00+08:00') })
  await time.advanceTo(Date.parse('2026-02-26T10:00:00+08:00'))
  await task('李调度', id, 'roadAuthorityWritten')
  expect(clocks().slice(8)).toEqual([
    'roadRestore JN-CON-03 breachedDone 02-18 04:55',
    'spoilRemoval JN-CON-04 breachedDone 02-17 23:59',
    'roadAuthorityPhone JN-REP-08 met 02-17 22:00',
    'roadAuthorityWritten JN-REP-08 met 02-26 17:00',
  ])
  expect((await told()).slice(1)).toEqual(['超时：清运余土', '超时：恢复路面'])

  // Re-inspected, found wanting, done again; then put away.
  await done('李调度', id, 'reinspected')
  const again = await post('李调度', `/tickets/${id}/moves`, { move: 'rework', note: '路面下沉' })
  expect(again.body.ticket).toMatchObject({ flags: ['rework'] })
  expect(again.body.next[0].step).toBe('repaired')
  await done('张抢修', id, 'repaired', { cause: '回填不实', leakDn: 400 })
  await done('张抢修', id, 'replied', { ...reply, customerApproved: true })
  await done('李调度', id, 'reviewed')
  await done('李调度', id, 'calledBack')
  await done('李调度', id, 'closed')
  await time.advance(6 * DAY)
  await done('李调度', id, 'reinspected')
  await done('李调度', id, 'archived')
  expect((await get('/tickets?open=true')).tickets).toEqual([])
  await chief.stop()
})
