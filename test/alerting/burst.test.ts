import { afterEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const room of open.splice(0)) await room.stop()
})
const at = async (...args: Parameters<typeof controlRoom>) => {
  const room = await controlRoom(...args)
  open.push(room)
  return room
}

const REPLY = {
  contactedInTime: true,
  siteAndCause: '接口脱落',
  measuresAndEffect: '更换管段，水压恢复',
  customerApproved: true,
}

describe('a burst in Jinan', () => {
  test('low pressure, a drop and a burst in one zone are one incident and one ticket', async () => {
    const room = await at('2026-02-16T23:10:00+08:00')
    await room.hear({ kind: 'pressure-low', subject: 'PL-E3.pressure', point: 'PL-E3.pressure' })
    await room.time.advance(MINUTE)
    await room.hear({ kind: 'pressure-drop', subject: 'PL-E2.pressure', point: 'PL-E2.pressure' })
    await room.hear({ kind: 'burst', subject: 'east', zone: 'east', evidence: { asset: 'PL-E2', drop: 8.2 } })

    expect(room.service.tickets()).toHaveLength(1)
    expect(room.ticket().ticket).toMatchObject({
      id: 'GD-2026-0216-0001',
      source: 'telemetry',
      category: 'burst',
      zone: 'east',
      dn: 400,
      priority: 1,
      unit: 'emergencyRepair',
      alarms: ['pressure-low/PL-E3.pressure', 'pressure-drop/PL-E2.pressure', 'burst/east'],
    })
    expect(room.service.alarms().map(alarm => alarm.ticket)).toEqual(Array(3).fill('GD-2026-0216-0001'))
  })

  test('every clock runs by the book from the first minute to the call-back', async () => {
    const room = await at('2026-02-16T23:10:00+08:00')
    await room.hear({ kind: 'burst', subject: 'east', zone: 'east', evidence: { asset: 'PL-E2' } })
    const { id } = room.ticket().ticket
    const done = (who: string, step: string, data?: object) =>
      room.step(who, id, step, data ? { data } : {}).then(({ status, body }) => {
        expect([step, status, body.missing]).toEqual([step, 200, undefined])
      })
    const due = (name: string) => {
      const { rule, deadline } = room.clock(name)!
      return [
        rule,
        deadline === undefined ? undefined : new Date(deadline + 8 * HOUR).toISOString().slice(5, 16),
      ]
    }

    expect(due('dispatch')).toEqual(['JN-WO-02', '02-16T23:15'])
    await room.time.advance(3 * MINUTE)
    await done('李调度', 'dispatched')
    expect(room.clock('dispatch')!.state).toBe('met')
    expect(due('forward')).toEqual(['JN-WO-03', '02-16T23:23'])
    await room.time.advance(4 * MINUTE)
    await done('张抢修', 'forwarded')
    expect(due('arrive')).toEqual(['JN-REP-01', '02-16T23:47'])
    await room.time.advance(25 * MINUTE)
    await done('张抢修', 'arrived')
    expect(due('barrier')).toEqual(['JN-REP-03', '02-17T00:12'])
    expect(due('stopWater')).toEqual(['JN-REP-05', '02-17T03:42'])
    await room.time.advance(10 * MINUTE)
    await done('张抢修', 'barrierSet')

    const refused = await room.step('张抢修', id, 'waterStopped')
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'gate-closed', missing: ['step:shutoffApproved'] },
    })
    expect((await room.step('张抢修', id, 'shutoffRequested')).body.missing).toEqual([
      'data:valves',
      'data:dn',
      'data:area',
      'data:affectedCustomers',
    ])
    await done('张抢修', 'shutoffRequested', {
      valves: ['V1', 'V2'],
      dn: 400,
      area: '东区',
      affectedCustomers: 120,
    })
    expect((await room.step('张抢修', id, 'shutoffApproved')).status).toBe(403)
    await done('李调度', 'shutoffApproved')
    await room.time.advance(20 * MINUTE)
    await done('张抢修', 'waterStopped')
    expect(room.clock('stopWater')!.state).toBe('met')
    await room.time.advance(3 * HOUR)
    expect((await room.step('张抢修', id, 'repaired')).body.missing).toEqual(['data:cause', 'data:leakDn'])
    await done('张抢修', 'repaired', { cause: '接口脱落', leakDn: 400 })
    expect(due('roadRestore')).toEqual(['JN-CON-03', '02-18T03:12'])
    expect(due('roadAuthorityWritten')).toEqual(['JN-REP-08', '02-26T17:00'])
    await done('张抢修', 'flushed')
    expect((await room.step('张抢修', id, 'reopened')).body.missing).toEqual(['step:qualityPassed'])
    await done('张抢修', 'qualityPassed')
    await room.time.advance(11 * MINUTE)
    await done('张抢修', 'reopened')
    expect(room.clock('reopen')!.state).toBe('breachedDone')
    await done('张抢修', 'replied', REPLY)
    await done('李调度', 'reviewed')
    expect(due('callBack')).toEqual(['JN-CB-01', '02-17T09:00'])
    await done('李调度', 'calledBack')
    await done('李调度', 'closed')
    expect(await room.get('/tickets?open=true')).toMatchObject({ tickets: [] })
    await room.time.advance(6 * DAY)
    await done('李调度', 'reinspected')
    await done('李调度', 'archived')
    // Put away: what was missed by then stays missed, what was still to come is asked for no more.
    expect(room.clock('roadRestore')!.state).toBe('breached')
    expect(room.clock('roadAuthorityWritten')!.state).toBe('exempt')
  })

  test('resends, retained re-deliveries and a restart change nothing', async () => {
    const room = await at('2026-02-16T23:10:00+08:00')
    const burst = await room.hear({ kind: 'burst', subject: 'east', zone: 'east' })
    const before = JSON.stringify([room.service.alarms(), room.service.tickets()])
    await room.hear(burst)
    await room.hear(burst)
    await room.stop(true)
    const again = await at('2026-02-16T23:10:00+08:00', { dataDir: room.dataDir, bus: room.bus })
    open.splice(0, 1)
    expect(JSON.stringify([again.service.alarms(), again.service.tickets()])).toBe(before)
  })
})

describe('what opens no ticket', () => {
  test('a lost link is one communication alarm of low priority', async () => {
    const room = await at('2026-03-02T10:00:00+08:00')
    await room.hear({ kind: 'comm-failure', subject: 'gw-1' })
    expect(room.service.alarms()).toMatchObject([{ id: 'comm-failure/gw-1', priority: 3 }])
    expect(room.service.tickets()).toEqual([])
  })

  test('late data is history', async () => {
    const room = await at('2026-03-02T10:00:00+08:00')
    await room.hear({ kind: 'burst', subject: 'east', zone: 'east', retrospective: true })
    expect(room.service.alarms()).toEqual([])
    expect(room.service.tickets()).toEqual([])
  })

  test('an alarm that cannot be judged holds its state', async () => {
    const room = await at('2026-03-02T10:00:00+08:00')
    const low = await room.hear({ kind: 'pressure-low', subject: 'PL-E3.pressure' })
    await room.time.advance(MINUTE)
    await room.hear({ ...low, at: room.time.now(), unknown: true })
    expect(room.alarm('pressure-low/PL-E3.pressure')).toMatchObject({ active: true, unknown: true })
    await room.time.advance(MINUTE)
    await room.hear({ ...low, at: room.time.now() })
    expect(room.alarm('pressure-low/PL-E3.pressure')).toMatchObject({
      active: true,
      unknown: false,
      count: 1,
    })
  })
})

describe('two operators', () => {
  test('acknowledge at once: one wins, the other is told who and when; priority 1 needs a note', async () => {
    const room = await at('2026-03-02T10:00:00+08:00')
    await room.hear({ kind: 'burst', subject: 'east', zone: 'east' })
    const alarms = ['burst/east']
    expect((await room.post('王操作', '/alarms/acknowledge', { alarms })).body.results).toMatchObject([
      { ok: false, code: 'note-required' },
    ])
    const [first, second] = await Promise.all([
      room.post('王操作', '/alarms/acknowledge', { alarms, note: '已派人' }),
      room.post('李调度', '/alarms/acknowledge', { alarms, note: '知道了' }),
    ])
    expect(first.body.results).toEqual([{ alarm: 'burst/east', ok: true }])
    expect(second.body.results).toMatchObject([
      { ok: false, code: 'already-acknowledged', by: '王操作', at: room.time.now() },
    ])
  })
})
