import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../model/time.ts'
import { timelineRoom } from './timeline-room.ts'
import { network, townSite } from './town.ts'

const MONDAY = '2026-03-02T08:00:00+08:00'
const call = (category: string, more: object = {}) => ({
  source: 'hotline',
  category,
  content: '报修',
  address: { zh: '东二街', en: 'E2 street' },
  reporter: '王女士',
  contact: '13800000001',
  contactWindow: '白天',
  ...more,
})
type Target = { name: string; value: number | null; reached: boolean | null }

async function room(policy: string, options: object = {}) {
  const made = await timelineRoom(policy, MONDAY, options)
  const open = async (...args: Parameters<typeof call>) =>
    (await made.post('王操作', '/tickets', call(...args))).body.ticket.id as string
  const figures = async (from = made.time.now() - 30 * DAY, to = made.time.now() + 1) =>
    made.get(`/tickets/figures?from=${from}&to=${to}`)
  const target = async (name: string): Promise<Target> =>
    (await figures()).targets.find((one: Target) => one.name === name)
  return { ...made, open, figures, target }
}

describe('how the service did', () => {
  test('dispatch accuracy: what came back was sent to the wrong desk (JN-WO-02)', async () => {
    const { open, done, post, target } = await room('jinan')
    expect(await target('dispatchAccuracy')).toMatchObject({ value: null, reached: null })
    const ids = [await open('noWater'), await open('meterFault'), await open('burst'), await open('leak')]
    for (const id of ids.slice(0, 3)) await done('李调度', id, 'dispatched')
    expect(await target('dispatchAccuracy')).toMatchObject({ value: 1, reached: true })
    await post('李调度', `/tickets/${ids[0]}/moves`, { move: 'returned', note: '非本部门' })
    const accuracy = await target('dispatchAccuracy')
    expect(accuracy.value).toBeCloseTo(2 / 3)
    expect(accuracy.reached).toBe(false)
  })

  test('complaints about secondary supply handled and answered in time (JN-KPI-01)', async () => {
    const { open, done, target, time } = await room('jinan')
    const about = { kind: 'complaint', form: { about: 'secondarySupply' } }
    await done('李调度', await open('lowPressure', about), 'dispatched')
    expect((await target('secondarySupplyComplaintsInTime')).value).toBe(1)
    const second = await open('lowPressure', about)
    await time.advance(6 * MINUTE)
    await done('李调度', second, 'dispatched')
    expect(await target('secondarySupplyComplaintsInTime')).toMatchObject({ value: 0.5, reached: false })
  })

  test('an outage nobody was told of counts against the notification rate (JN-OUT-03)', async () => {
    const { open, done, post, target, time } = await room('jinan')
    for (const told of [true, false]) {
      const id = await open('burst')
      for (const step of ['dispatched', 'forwarded', 'contacted', 'arrived']) await done('李调度', id, step)
      const asked = { valves: ['V1'], dn: 100, area: '东区', affectedCustomers: 3 }
      await done('李调度', id, 'shutoffRequested', asked)
      await done('李调度', id, 'shutoffApproved')
      await done('李调度', id, 'waterStopped')
      if (!told) continue
      const words = {
        cause: { zh: '爆管', en: 'burst' },
        start: time.now(),
        expectedRecovery: time.now() + HOUR,
      }
      const notice = await post('李调度', '/notices', { kind: 'emergency', ticket: id, ...words })
      await post('李调度', `/notices/${notice.body.id}/publish`, {})
    }
    expect(await target('outageNotified')).toMatchObject({ value: 0.5, reached: false })
  })

  test('bursts reached and repaired in time (YS-REP-01)', async () => {
    const { open, done, target, time } = await room('generic')
    const ids = [await open('leak'), await open('leak')]
    for (const id of ids) await done('李调度', id, 'dispatched', { phoneConfirmed: true })
    await time.advance(20 * MINUTE)
    await done('张抢修', ids[0]!, 'arrived')
    await time.advance(20 * MINUTE)
    await done('张抢修', ids[1]!, 'arrived')
    expect(await target('repairInTime')).toMatchObject({ value: 0.5, reached: false })
    expect(await target('feeRecovery')).toMatchObject({ value: null, reached: null })
  })

  test('a station shows its supply hours, who is responsible and a phone (JN-PMP-04)', async () => {
    const board = { supplyHours: '24h', responsible: '李站长', phone: '0531-1' }
    for (const [shown, value] of [
      [{}, 0],
      [{ ...board, phone: undefined }, 0],
      [board, 1],
    ] as const) {
      const site = townSite('jinan')
      site.network = { ...network, stations: network.stations.map(one => ({ ...one, ...shown })) as never }
      const { target } = await room('jinan', { site })
      expect((await target('stationBoards')).value).toBe(value)
    }
  })

  test('by source and by limit, and what it is held against (LC-KPI-01, LC-WO-17, LC-WO-18)', async () => {
    const { open, done, figures, time } = await room('liaocheng')
    const first = await open('meterFault')
    await open('meterFault', { source: '12345' })
    await open('abnormalUsage', { contact: '13900000000' })
    await done('李调度', first, 'dispatched')
    await time.advance(21 * MINUTE)
    await done('张抢修', first, 'accepted')
    const seen = await figures()
    expect(seen).toMatchObject({ opened: 3, open: 3, repeats: 1, calledBack: null })
    expect(seen.bySource).toEqual([
      { source: 'hotline', tickets: 2 },
      { source: '12345', tickets: 1 },
    ])
    expect(seen.inTime).toContainEqual(
      expect.objectContaining({ clock: 'accept', rule: 'LC-WO-03', met: 0, late: 1, share: 0 }),
    )
    const held = seen.violations.map((one: { rule: string; fine: number[] }) => [one.rule, one.fine])
    expect(held).toContainEqual(['LC-WO-17', [50, 50]])
    expect(held).toContainEqual(['LC-WO-18', [0, 0]])
    // What was opened before is not of this period.
    await time.advance(DAY)
    expect((await figures(time.now() - HOUR)).opened).toBe(0)
  })

  test('complaints by what they are about: the company, a department, a person (GEN-CMP-02)', async () => {
    const { open, figures } = await room('generic')
    for (const target of ['department', 'company', 'department']) {
      await open('general', { kind: 'complaint', form: { target }, contact: target })
    }
    expect((await figures()).complaintsByTarget).toEqual([
      { target: 'department', tickets: 2 },
      { target: 'company', tickets: 1 },
    ])
  })
})
