import { afterEach, describe, expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'
import { network, townSite } from './town.ts'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const room of open.splice(0)) await room.stop()
})
async function room(site = townSite()) {
  const made = await controlRoom('2026-03-02T10:00:00+08:00', { site })
  open.push(made)
  return made
}
const low = (logger: string) => ({
  kind: 'pressure-low',
  subject: `${logger}.pressure`,
  point: `${logger}.pressure`,
})

describe('a plant event', () => {
  test('suppresses the zones below, takes over their ticket if nobody has begun, and lets them go when it ends', async () => {
    const { hear, service, alarm, time } = await room()
    await hear(low('PL-E2'))
    await hear(low('PL-W2'))
    expect(service.tickets().map(({ ticket }) => ticket.category)).toEqual(['lowPressure', 'lowPressure'])
    const event = await hear({ kind: 'plant-event', subject: 'town' })
    expect(service.tickets().map(({ ticket }) => ticket.category)).toEqual([
      'municipalPressure',
      'lowPressure',
    ])
    expect(service.tickets()[1]!.ticket.related).toEqual([
      { ticket: service.tickets()[0]!.ticket.id, why: 'parent' },
    ])
    expect(service.tickets()[0]!.ticket.alarms).toHaveLength(3)
    expect(alarm('pressure-low/PL-E2.pressure')!.suppressedBy).toBe('INH-PLANT plant-event/town')

    await hear(low('PL-E3'))
    expect(alarm('pressure-low/PL-E3.pressure')!.suppressedBy).toBe('INH-PLANT plant-event/town')
    expect(service.tickets()).toHaveLength(2)

    await time.advance(HOUR)
    await hear({ ...event, at: time.now(), active: false })
    // PL-E3 was never announced: it still holds, so it is now, and joins what stands in its zone.
    expect(alarm('pressure-low/PL-E3.pressure')).toMatchObject({ active: true })
    expect(alarm('pressure-low/PL-E3.pressure')!.suppressedBy).toBeUndefined()
    expect(alarm('pressure-low/PL-E3.pressure')!.incident).toBeDefined()
  })
})

describe('a station without mains', () => {
  const fed = () => {
    const site = townSite()
    site.network = {
      ...network,
      zones: [
        ...network.zones,
        { id: 'high', kind: 'pressure', name: { zh: '高区', en: 'High' }, inlets: ['S1-P1'], outlets: [] },
      ],
      fittings: [
        ...network.fittings,
        {
          id: 'PL-H',
          kind: 'pressure-logger',
          at: [116.98, 36.6],
          zone: 'high',
          name: { zh: '高区', en: 'high' },
        },
      ],
    }
    return site
  }
  test('suppresses its pumps and the zone it feeds, not the neighbours; one ticket, for the station', async () => {
    const { hear, service, alarm, time } = await room(fed())
    const mains = await hear({ kind: 'mains-failure', subject: 'S1', asset: 'S1' })
    await time.advance(10 * SECOND)
    await hear({ kind: 'pump-trip', subject: 'S1-P1', asset: 'S1-P1' })
    await hear({ kind: 'pressure-low', subject: 'PL-H.pressure', asset: 'PL-H', zone: 'high' })
    await hear(low('PL-E2'))
    expect(alarm('pump-trip/S1-P1')!.suppressedBy).toBe('INH-STATION-POWER mains-failure/S1')
    expect(alarm('pressure-low/PL-H.pressure')!.suppressedBy).toBe('INH-STATION-POWER mains-failure/S1')
    expect(alarm('pressure-low/PL-E2.pressure')!.suppressedBy).toBeUndefined()
    expect(service.tickets().map(({ ticket }) => [ticket.category, ticket.zone])).toEqual([
      ['pumpStation', 'west'],
      ['lowPressure', 'east'],
    ])
    await time.advance(5 * MINUTE)
    await hear({ ...mains, at: time.now(), active: false })
    // The pump did not come back: that is news now, with a ticket of its own kind on the same incident.
    expect(alarm('pump-trip/S1-P1')).toMatchObject({
      active: true,
      incident: alarm('mains-failure/S1')!.incident,
    })
  })
})

describe('work in the network', () => {
  test('flushing suppresses the analyser of its zone from arrival until it is closed', async () => {
    const { hear, post, step, alarm } = await room()
    const { body } = await post('李调度', '/tickets', {
      source: 'hand',
      category: 'flushing',
      zone: 'east',
      content: '冲洗',
      address: { zh: '东区', en: 'East' },
      reporter: '张抢修',
      flags: ['noContact'],
    })
    const { id } = body.ticket
    const turbid = { kind: 'chlorine-very-low', subject: 'AN-E1.chlorine', point: 'AN-E1.chlorine' }
    for (const name of ['dispatched', 'forwarded', 'contacted']) await step('李调度', id, name)
    const first = await hear(turbid)
    expect(alarm('chlorine-very-low/AN-E1.chlorine')!.suppressedBy).toBeUndefined()
    await step('张抢修', id, 'arrived')
    expect(alarm('chlorine-very-low/AN-E1.chlorine')!.suppressedBy).toBe(`INH-WORK ${id}`)
    await hear({ ...first, at: first.at + 1, active: false })
    await hear({ ...turbid, start: first.at + 2, at: first.at + 2 })
    expect(alarm('chlorine-very-low/AN-E1.chlorine')).toMatchObject({
      active: true,
      suppressedBy: `INH-WORK ${id}`,
    })
    await step('张抢修', id, 'repaired')
    await step('张抢修', id, 'replied', { data: { siteAndCause: '水龄', measuresAndEffect: '冲洗' } })
    for (const name of ['reviewed', 'calledBack', 'closed'])
      expect((await step('李调度', id, name)).status).toBe(200)
    expect(alarm('chlorine-very-low/AN-E1.chlorine')!.suppressedBy).toBeUndefined()
  })
})

describe('what goes on in silence', () => {
  test('an alarm that comes and goes three times a minute is one row ×3 and stays acknowledged', async () => {
    const { hear, post, alarm, time, service } = await room()
    const flutter = { kind: 'pressure-high', subject: 'PL-E2.pressure', point: 'PL-E2.pressure' }
    for (let i = 0; i < 4; i++) {
      const spell = await hear({ ...flutter, start: time.now(), at: time.now() })
      if (i === 0) await post('王操作', '/alarms/acknowledge', { alarms: ['pressure-high/PL-E2.pressure'] })
      await time.advance(10 * SECOND)
      await hear({ ...spell, at: time.now(), active: false })
      await time.advance(10 * SECOND)
    }
    await hear({ ...flutter, start: time.now(), at: time.now() })
    expect(service.alarms()).toHaveLength(1)
    expect(alarm('pressure-high/PL-E2.pressure')).toMatchObject({ chattering: true, count: 4 })
  })

  test('a shelf ends by itself: what still holds is announced again', async () => {
    const { hear, post, alarm, time } = await room()
    const high = await hear({ kind: 'pressure-high', subject: 'PL-E2.pressure', point: 'PL-E2.pressure' })
    const alarms = ['pressure-high/PL-E2.pressure']
    const until = time.now() + 15 * MINUTE
    expect(
      (await post('王操作', '/alarms/shelve', { alarms, reason: '检修', until })).body.results[0].ok,
    ).toBe(true)
    expect((await post('看客', '/alarms/shelve', { alarms, reason: '检修', until })).status).toBe(403)
    await time.advance(16 * MINUTE)
    expect(alarm(`${high.kind}/${high.subject}`)!.shelved).toBeUndefined()
    expect(alarm(`${high.kind}/${high.subject}`)!.acked).toBeUndefined()
  })
})
