import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../model/time.ts'
import { timelineRoom as room } from './timeline-room.ts'

describe('calls', () => {
  const noWater = (more: object = {}) => ({
    source: 'hotline',
    category: 'noWater',
    content: '家中无水',
    address: { zh: '东二街', en: 'E2 street' },
    reporter: '王女士',
    contact: '13800000001',
    contactWindow: '白天',
    at: [117.0201, 36.6001],
    zone: 'east',
    ...more,
  })

  test('a second call from the same place is offered the open ticket, and can be kept with it', async () => {
    const { post, get, ticket, service } = await room('jinan', '2026-03-02T10:00:00+08:00')
    await post('王操作', '/tickets', noWater())
    const near = await get('/tickets/nearby?category=lowPressure&lng=117.0205&lat=36.6003&zone=east')
    expect(near.tickets).toMatchObject([{ ticket: ticket().ticket.id, why: 'near' }])
    expect(near.tickets[0].metres).toBeLessThan(60)
    const { id } = ticket().ticket
    const report = { source: 'hotline', reporter: '李先生', contact: '13800000002', content: '也没水' }
    expect((await post('王操作', `/tickets/${id}/reports`, report)).body.reports).toMatchObject([report])
    expect(service.tickets()).toHaveLength(1)
    expect((await get('/tickets/nearby?category=meterFault&lng=117.0205&lat=36.6003')).tickets).toEqual([])
  })

  test('a burst that telemetry has seen is offered to callers in its zone', async () => {
    const { hear, post, ticket } = await room('jinan', '2026-03-02T10:00:00+08:00')
    await hear({ kind: 'burst', subject: 'east', zone: 'east', evidence: { nearest: 'PL-E2.pressure' } })
    const opened = await post('王操作', '/tickets', noWater({ at: [117.03, 36.61] }))
    expect(opened.body.suggestions).toMatchObject([{ ticket: ticket(0).ticket.id, why: 'sameZone' }])
  })

  test('an order without its ten elements is not dispatched (JN-WO-01)', async () => {
    const { post, step } = await room('jinan', '2026-03-02T10:00:00+08:00')
    const { body } = await post('王操作', '/tickets', { source: 'hotline', category: 'noWater' })
    const { id } = body.ticket
    const refused = await step('李调度', id, 'dispatched')
    expect(refused.body.missing).toEqual(
      ['address', 'contact', 'reporter', 'content', 'customerContactTime'].map(field => `field:${field}`),
    )
    await post('李调度', `/tickets/${id}/change`, {
      address: { zh: '东二街', en: 'E2 street' },
      contact: '13800000001',
      reporter: '王女士',
      content: '无水',
      contactWindow: '随时',
    })
    expect((await step('李调度', id, 'dispatched')).status).toBe(200)
  })

  test('clocks stand still while they are paused, with who, why and until when', async () => {
    const { post, done, clocks, ticket, time } = await room('jinan', '2026-03-02T10:00:00+08:00')
    const { body } = await post('王操作', '/tickets', noWater())
    const { id } = body.ticket
    await done('李调度', id, 'dispatched')
    await done('张抢修', id, 'forwarded')
    await time.advance(5 * MINUTE)
    const until = time.now() + 30 * MINUTE
    await post('张抢修', `/tickets/${id}/pause`, { why: '客户要求下午', until, clocks: ['arrive'] })
    expect(ticket().clocks.find(({ name }) => name === 'arrive')).toMatchObject({
      state: 'paused',
      paused: { by: '张抢修', why: '客户要求下午', until },
    })
    expect(clocks()).toContain('arrive JN-PR-01 paused 03-02 11:00')
    await time.advance(10 * MINUTE)
    await post('张抢修', `/tickets/${id}/resume`, {})
    expect(clocks()).toContain('arrive JN-PR-01 running 03-02 10:40')
    expect(clocks()).toContain('contact JN-PR-01 breached 03-02 10:10')
  })

  test('a step done without a connection counts when it was done, and both times are kept', async () => {
    const { post, step, ticket, time, clocks, done } = await room('jinan', '2026-03-02T10:00:00+08:00')
    const { body } = await post('王操作', '/tickets', noWater())
    const { id } = body.ticket
    await done('李调度', id, 'dispatched')
    await done('张抢修', id, 'forwarded')
    await time.advance(2 * HOUR)
    const at = Date.parse('2026-03-02T10:25:00+08:00')
    await step('张抢修', id, 'arrived', { at })
    expect(ticket().ticket.steps.at(-1)).toMatchObject({ step: 'arrived', at, received: time.now() })
    expect(clocks()).toContain('arrive JN-PR-01 met 03-02 10:30')
    const ahead = await step('张抢修', id, 'repaired', { at: time.now() + HOUR })
    expect(ahead).toMatchObject({ status: 400, body: { code: 'time-ahead' } })
  })

  test('sent twice is done once; somebody else doing it again is told who was first', async () => {
    const { post, step, service, ticket } = await room('jinan', '2026-03-02T10:00:00+08:00')
    const first = await post('王操作', '/tickets', noWater({ id: 'call-0001' }))
    const again = await post('王操作', '/tickets', noWater({ id: 'call-0001' }))
    expect(again.body.ticket.id).toBe(first.body.ticket.id)
    expect(service.tickets()).toHaveLength(1)
    const { id } = ticket().ticket
    await step('李调度', id, 'dispatched', { id: 'step-0001' })
    expect((await step('李调度', id, 'dispatched', { id: 'step-0001' })).status).toBe(200)
    expect((await step('李调度', id, 'dispatched', { id: 'step-0002' })).body).toMatchObject({
      code: 'already-done',
      by: '李调度',
    })
    expect(ticket().ticket.steps).toHaveLength(2)
  })

  test('a caller names a spot; the pipe that runs by it says diameter, zone and side of the ring road', async () => {
    const { post, ticket, clocks } = await room('liaocheng', '2026-03-02T10:00:00+08:00')
    const at = [116.985, 36.6005]
    await post('王操作', '/tickets', noWater({ category: 'burst', at, zone: undefined }))
    expect(ticket().ticket).toMatchObject({ zone: 'west', pipe: 'P3', dn: 200, ring: 'outside', at })
    expect(clocks()).toContain('arrive LC-REP-01 running 03-02 11:00')
    // Corrected by the dispatcher: it is in the street inside the ring.
    const { id } = ticket().ticket
    await post('李调度', `/tickets/${id}/change`, { at: [117.015, 36.6003] })
    expect(ticket().ticket).toMatchObject({ zone: 'east', pipe: 'P1', dn: 400, ring: 'inside' })
    expect(clocks()).toContain('arrive LC-REP-01 running 03-02 10:40')
    // Far from every pipe nothing is claimed.
    await post('王操作', '/tickets', noWater({ category: 'burst', at: [118, 37], zone: undefined }))
    expect(ticket(1).ticket).not.toHaveProperty('pipe')
  })

  test('an incident nobody works on yet is offered to the caller, and the call takes its alarms along', async () => {
    const { hear, post, get, ticket, alarm, service } = await room('jinan', '2026-03-02T10:00:00+08:00')
    // One sensor alone opens no ticket.
    await hear({
      kind: 'pressure-drop',
      subject: 'PL-E2.pressure',
      point: 'PL-E2.pressure',
      evidence: { drop: 9 },
    })
    expect(service.tickets()).toEqual([])
    const near = await get('/tickets/nearby?category=noWater&lng=117.0201&lat=36.6001')
    expect(near.incidents).toMatchObject([{ why: 'near', words: { zh: 'PL-E2pressure：单点压力骤降' } }])
    const { incident } = near.incidents[0]
    expect((await get('/tickets/nearby?category=meterFault&lng=117.0201&lat=36.6001')).incidents).toEqual([])
    expect((await post('王操作', '/tickets', noWater({ incident: 'IN-0' }))).status).toBe(404)
    await post('王操作', '/tickets', noWater({ incident }))
    expect(ticket().ticket.alarms).toEqual(['pressure-drop/PL-E2.pressure'])
    expect(alarm('pressure-drop/PL-E2.pressure')!.ticket).toBe(ticket().ticket.id)
    const second = await post('王操作', '/tickets', noWater({ incident }))
    expect([second.status, second.body.code]).toEqual([409, 'ticket-exists'])
    // What the sensors see after the call joins its ticket.
    await hear({ kind: 'burst', subject: 'east', zone: 'east', evidence: { nearest: 'PL-E2.pressure' } })
    expect(service.tickets()).toHaveLength(1)
    expect(ticket().ticket).toMatchObject({ category: 'burst', source: 'hotline', reporter: '王女士' })
  })

  test('who called before the sensors saw it is named on the ticket they open', async () => {
    const { hear, post, ticket } = await room('jinan', '2026-03-02T10:00:00+08:00')
    await post('王操作', '/tickets', noWater({ at: [117.05, 36.65] }))
    await post('王操作', '/tickets', noWater({ category: 'meterFault' }))
    await hear({ kind: 'burst', subject: 'east', zone: 'east', evidence: { nearest: 'PL-E2.pressure' } })
    expect(ticket(2).ticket.related).toEqual([{ ticket: ticket(0).ticket.id, why: 'duplicate' }])
  })

  test.each([
    [150, 5, 1],
    [250, 5, 0],
    [150, 7, 0],
  ])('%i m away and %i h later: %i suggested (SP-DUP-01)', async (metres, hours, suggested) => {
    const { post, time } = await room('jinan', '2026-03-02T10:00:00+08:00')
    await post('王操作', '/tickets', noWater({ at: [117.5, 36.9], zone: undefined }))
    await time.advance(hours * HOUR)
    const at = [117.5, 36.9 + metres / 111_195]
    const { body } = await post('王操作', '/tickets', noWater({ at, zone: undefined }))
    expect(body.suggestions).toHaveLength(suggested)
  })

  test('a second complaint about the same matter is a repeated one (LC-WO-18)', async () => {
    const { post, ticket, time } = await room('liaocheng', '2026-03-02T10:00:00+08:00')
    await post('王操作', '/tickets', noWater())
    await time.advance(30 * HOUR)
    await post('王操作', '/tickets', noWater())
    expect(ticket(1).ticket).toMatchObject({
      flags: ['repeat'],
      related: [{ ticket: ticket(0).ticket.id, why: 'repeat' }],
    })
    await post('王操作', '/tickets', noWater({ contact: '13900000000' }))
    expect(ticket(2).ticket.flags).toBeUndefined()
  })

  test('a patrol finding has the time since it was found against it (JN-PAT-05)', async () => {
    const { post, clocks, ticket, time } = await room('jinan', '2026-03-02T10:40:00+08:00')
    const found = { source: 'patrol', category: 'manholeCover', content: '井盖丢失', asset: 'E2' }
    const { status } = await post('张抢修', '/tickets', { ...found, discoveredAt: time.now() - 40 * MINUTE })
    expect(status).toBe(200)
    expect(clocks()).toContain('report JN-PAT-05 breachedDone 03-02 10:30')
    expect(ticket().ticket).toMatchObject({ unit: 'areaManager', zone: 'east', source: 'patrol' })
  })
})
