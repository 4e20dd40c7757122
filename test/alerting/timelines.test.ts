import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../model/time.ts'
import { bigTown } from './big-town.ts'
import { timelineRoom as room } from './timeline-room.ts'

describe('Liaocheng, a burst outside the ring road', () => {
  test('accepted in 20 minutes, on site in an hour, water back in less than 24 hours of being stopped', async () => {
    const { hear, clocks, done, ticket, time, step, post } = await room(
      'liaocheng',
      '2026-03-02T09:00:00+08:00',
    )
    await hear({ kind: 'burst', subject: 'west', zone: 'west', evidence: { nearest: 'PL-W2.pressure' } })
    const { id } = ticket().ticket
    expect(ticket().ticket).toMatchObject({ category: 'burst', ring: 'outside', dn: 200, unit: 'pipelines' })
    expect(clocks()).toEqual([
      'accept LC-WO-03 waiting',
      'arrive LC-REP-01 running 03-02 10:00',
      'repair LC-REP-02 waiting',
    ])
    await done('李调度', id, 'dispatched')
    await time.advance(21 * MINUTE)
    expect(clocks()[0]).toBe('accept LC-WO-03 breached 03-02 09:20')
    await done('张抢修', id, 'accepted')
    expect(clocks()[0]).toBe('accept LC-WO-03 breachedDone 03-02 09:20')
    await time.advance(30 * MINUTE)
    await done('张抢修', id, 'arrived')
    expect(clocks()[1]).toBe('arrive LC-REP-01 met 03-02 10:00')

    const wanted = ['pipeDn', 'valveSizes', 'valveCount', 'area', 'start', 'end'].map(
      field => `data:${field}`,
    )
    expect((await step('张抢修', id, 'shutoffRequested')).body.missing).toEqual(wanted)
    await done('张抢修', id, 'shutoffRequested', {
      pipeDn: 200,
      valveSizes: [200, 200],
      valveCount: 2,
      area: '西区',
      start: time.now(),
      end: time.now() + 6 * HOUR,
    })
    await done('李调度', id, 'shutoffApproved')
    await time.advance(10 * MINUTE)
    await done('张抢修', id, 'waterStopped')
    expect(clocks()[2]).toBe('repair LC-REP-02 running 03-03 10:01')

    // The limit cannot be met: the reason is told before it passes (LC-WO-05), not after.
    await time.advance(20 * HOUR)
    const later = { clock: 'repair', deadline: Date.parse('2026-03-03T18:00:00+08:00'), reason: '管件未到' }
    expect((await post('张抢修', `/tickets/${id}/extend`, later)).status).toBe(200)
    expect(clocks()[2]).toBe('repair LC-REP-02 running 03-03 18:00')
    await time.advance(11 * HOUR)
    await done('张抢修', id, 'repaired')
    await done('张抢修', id, 'reopened')
    expect(clocks()[2]).toBe('repair LC-REP-02 met 03-03 18:00')
    const much = { clock: 'repair', deadline: Date.parse('2026-03-09T18:00:00+08:00'), reason: '补' }
    expect(await post('张抢修', `/tickets/${id}/extend`, much)).toMatchObject({
      status: 409,
      body: { code: 'too-late' },
    })

    await done('张抢修', id, 'replied', { opinionOrResult: '更换 DN200 管段 3 米' })
    await done('李调度', id, 'reviewed')
    await done('李调度', id, 'calledBack')
    await done('李调度', id, 'closed')

    // Nine weeks later the same pipe again: rework (LC-REP-05).
    await time.advance(63 * DAY)
    await hear({ kind: 'burst', subject: 'west', zone: 'west', active: false })
    await hear({ kind: 'burst', subject: 'west', zone: 'west', evidence: { nearest: 'PL-W2.pressure' } })
    expect(ticket(1).ticket).toMatchObject({ flags: ['rework'], related: [{ ticket: id, why: 'rework' }] })
  })

  test('exactly 24 hours are too long: "less than" (regulations C.13)', async () => {
    const { hear, clocks, done, ticket, time } = await room('liaocheng', '2026-03-02T09:00:00+08:00')
    await hear({ kind: 'burst', subject: 'west', zone: 'west', evidence: { nearest: 'PL-W2.pressure' } })
    const { id } = ticket().ticket
    const request = { pipeDn: 200, valveSizes: [200], valveCount: 1, area: '西区', start: 1, end: 2 }
    await done('李调度', id, 'dispatched')
    await done('张抢修', id, 'accepted')
    await done('张抢修', id, 'arrived')
    await done('张抢修', id, 'shutoffRequested', request)
    await done('李调度', id, 'shutoffApproved')
    await done('张抢修', id, 'waterStopped')
    await time.advance(24 * HOUR)
    await done('张抢修', id, 'repaired')
    await done('张抢修', id, 'reopened')
    expect(clocks()[2]).toBe('repair LC-REP-02 breachedDone 03-03 09:00')
  })

  test('an objection is decided by operations management: returned, or on with it (LC-WO-15)', async () => {
    const { hear, done, ticket, post } = await room('liaocheng', '2026-03-02T09:00:00+08:00')
    await hear({ kind: 'burst', subject: 'east', zone: 'east' })
    const { id } = ticket().ticket
    await done('李调度', id, 'dispatched')
    const object = { move: 'objected', note: '非我方管道', data: { reason: '用户内部管道' } }
    expect((await post('张抢修', `/tickets/${id}/moves`, { move: 'objected' })).body.missing).toEqual([
      'data:reason',
    ])
    expect((await post('张抢修', `/tickets/${id}/moves`, object)).status).toBe(200)
    expect((await post('张抢修', `/tickets/${id}/moves`, { move: 'returned' })).status).toBe(403)
    const back = await post('李调度', `/tickets/${id}/moves`, { move: 'returned', note: '改派用户维修' })
    expect(back.body.ticket.steps.map(({ step }: { step: string }) => step)).toEqual(['reported'])
  })
})

describe('damage by a third party', () => {
  test('the inspection squad has a clock of its own beside the repair (LC-REP-04)', async () => {
    const { post, clocks, time, ticket } = await room('liaocheng', '2026-03-02T14:00:00+08:00')
    const { body } = await post('李调度', '/tickets', {
      source: 'hotline',
      category: 'thirdPartyDamage',
      zone: 'east',
      ring: 'inside',
      dn: 400,
      content: '施工挖断',
      address: { zh: '东昌路', en: 'Dongchang Road' },
    })
    expect(body.ticket).toMatchObject({ unit: 'pipelines', alsoUnits: ['inspectionSquad'] })
    expect(clocks()).toContain('arrive LC-REP-01 running 03-02 14:40')
    expect(clocks()).toContain('inspectionArrive LC-REP-04 running 03-02 14:40')
    await time.advance(35 * MINUTE)
    await post('张抢修', `/tickets/${ticket().ticket.id}/tasks`, { task: 'inspectionArrived' })
    await time.advance(10 * MINUTE)
    expect(clocks()).toContain('inspectionArrive LC-REP-04 met 03-02 14:40')
    expect(clocks()).toContain('arrive LC-REP-01 breached 03-02 14:40')
  })
})

describe('chlorine lost at an analyser', () => {
  test('one ticket for water quality; supply is stopped only by people, and what they decided is kept', async () => {
    const { hear, ticket, clocks, done, step, post, time, service } = await room(
      'generic',
      '2026-03-02T03:00:00+08:00',
    )
    const at = { point: 'AN-E1.chlorine', evidence: { value: 0.02, limit: 0.05 } }
    await hear({ kind: 'chlorine-very-low', subject: 'AN-E1.chlorine', ...at })
    await hear({ kind: 'contamination', subject: 'AN-E1', asset: 'AN-E1', zone: 'east' })
    expect(service.tickets()).toHaveLength(1)
    const { id } = ticket().ticket
    expect(ticket().ticket).toMatchObject({ category: 'waterPollution', unit: 'waterQuality', priority: 1 })
    expect(clocks()).toContain('decide MX-WQ-03 running 03-02 03:30')
    await done('李调度', id, 'dispatched')
    await done('张抢修', id, 'arrived')
    expect(ticket().next.find(({ step: name }) => name === 'waterStopped')!.missing).toContain(
      'task:supplyDecided',
    )

    const decide = (who: string, data?: object) =>
      post(who, `/tickets/${id}/tasks`, { task: 'supplyDecided', ...(data ? { data } : {}) })
    expect((await decide('张抢修', { decision: 'stop' })).status).toBe(403)
    expect((await decide('李调度')).body.missing).toEqual(['data:decision'])
    await time.advance(12 * MINUTE)
    expect((await decide('李调度', { decision: 'flush', reason: '末梢余氯低，先冲洗' })).status).toBe(200)
    expect(clocks()).toContain('decide MX-WQ-03 met 03-02 03:30')
    expect((await step('李调度', id, 'closed')).body.missing).not.toContain('task:supplyDecided')
  })
})

describe('forty alarms', () => {
  test('of one burst are one incident, one ticket and one row to work on', async () => {
    const { site, ...town } = await room('jinan', '2026-03-02T03:00:00+08:00', { site: bigTown(2, 40) })
    const { hear, service, ticket, time, get } = town
    for (const point of [...site.points.keys()].filter(id => id.startsWith('Z0')).slice(0, 39)) {
      await hear({ kind: 'pressure-low', subject: point, point, evidence: { value: 12 } })
      await time.advance(5_000)
    }
    await hear({ kind: 'burst', subject: 'Z0', zone: 'Z0', evidence: { nearest: 'Z0-N7-L.pressure' } })
    expect(service.alarms()).toHaveLength(40)
    expect(service.tickets()).toHaveLength(1)
    expect(ticket().ticket.alarms).toHaveLength(40)
    expect(ticket().ticket).toMatchObject({ category: 'burst', asset: 'Z0-N7-L' })
    const { incidents } = await get('/incidents')
    expect(incidents).toHaveLength(1)
    expect(incidents[0]).toMatchObject({
      words: { zh: '0区：疑似爆管' },
      location: { sure: expect.any(String) },
    })
  })
})

describe('people correct what was joined', () => {
  test('an alarm is taken out of an incident into its own; two incidents are made one; both are journalled', async () => {
    const { hear, post, alarm, get } = await room('jinan', '2026-03-02T10:00:00+08:00')
    await hear({ kind: 'burst', subject: 'east', zone: 'east' })
    await hear({ kind: 'pressure-low', subject: 'PL-E3.pressure', point: 'PL-E3.pressure' })
    const one = alarm('burst/east')!.incident!
    expect(alarm('pressure-low/PL-E3.pressure')!.incident).toBe(one)
    const split = { alarm: 'pressure-low/PL-E3.pressure', why: '另一处' }
    expect((await post('李调度', `/incidents/${one}/split`, split)).status).toBe(200)
    const two = alarm('pressure-low/PL-E3.pressure')!.incident!
    expect(two).not.toBe(one)
    expect(alarm('pressure-low/PL-E3.pressure')!.ticket).toBeUndefined()
    await post('李调度', `/incidents/${two}/merge`, { into: one, why: '还是同一处' })
    expect(alarm('pressure-low/PL-E3.pressure')).toMatchObject({
      incident: one,
      ticket: alarm('burst/east')!.ticket,
    })
    expect((await get('/incidents')).incidents.map(({ id }: { id: string }) => id)).toEqual([one])
  })
})
