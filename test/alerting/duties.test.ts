import { afterEach, describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'
import { tellingTown } from './notify-file.ts'
import { httpReceiver } from './receivers.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function room(...args: Parameters<typeof controlRoom>) {
  const made = await controlRoom(...args)
  ends.push(() => made.stop())
  type Row = { duty: string; subject: string; overdue: boolean; due?: number; last?: number }
  const rows = async (duty: string): Promise<Row[]> =>
    (await made.get('/duties')).duties.filter((one: Row) => one.duty === duty)
  return { ...made, rows }
}
const MONDAY = '2026-03-02T10:00:00+08:00'

describe('duties that come round', () => {
  test('are asked for by what the network has: zones by grade of pipe, tanks of stations', async () => {
    const { rows } = await room(MONDAY)
    const subjects = async (duty: string) => (await rows(duty)).map(({ subject }) => subject)
    // DN600 and DN400 lie in the east, DN300 in the west; DN100 and DN200 are what is left.
    expect(await subjects('patrol.special')).toEqual(['east'])
    expect(await subjects('patrol.first')).toEqual(['east', 'west'])
    expect(await subjects('patrol.second')).toEqual(['west'])
    expect(await subjects('patrol.third')).toEqual(['east'])
    expect(await subjects('tankCleaning')).toEqual(['S1'])
    expect(await subjects('meterInspection')).toEqual(['utility'])
  })

  test('never done here is unknown: neither due nor in order', async () => {
    const { rows } = await room(MONDAY)
    const [tank] = await rows('tankCleaning')
    expect(tank).toMatchObject({ subject: 'S1', overdue: false })
    expect(tank).not.toHaveProperty('due')
  })

  test('a patrol done is due again by its grade, and overdue after (JN-PAT-01)', async () => {
    const { post, rows, time } = await room(MONDAY)
    const find = async (subject: string) => (await rows('patrol.second')).find(one => one.subject === subject)
    await post('张抢修', '/duties/done', { duty: 'patrol.second', subject: 'west' })
    expect(await find('west')).toMatchObject({ rule: 'JN-PAT-01', overdue: false, by: '张抢修' })
    await time.advance(2 * DAY + 13 * HOUR)
    expect((await find('west'))!.overdue).toBe(false)
    await time.advance(2 * HOUR)
    expect((await find('west'))!.overdue).toBe(true)
    // A report that comes late tells of an earlier round, and does not set the clock back.
    const report = { duty: 'patrol.second', subject: 'west' }
    await post('张抢修', '/duties/done', report)
    await post('张抢修', '/duties/done', { ...report, at: time.now() - 4 * DAY })
    expect(await find('west')).toMatchObject({ overdue: false, last: time.now() })
    expect((await post('张抢修', '/duties/done', { duty: 'dancing' })).status).toBe(404)
    expect((await post('看客', '/duties/done', report)).status).toBe(403)
  })

  test('half a year after its cleaning a tank is due; those who asked for it are told once (JN-TNK-01)', async () => {
    const chief = await httpReceiver()
    ends.push(chief.stop)
    const site = tellingTown(`channels: { chief: { type: webhook, url: '${chief.url}' } }
rules: [{ on: [dutyOverdue], to: [chief] }]`)
    const { post, time, service, dataDir, stop, rows, get } = await room(MONDAY, { site })
    const cleaned = { duty: 'tankCleaning', subject: 'S1' }
    await post('张抢修', '/duties/done', cleaned)
    await time.advanceTo(Date.parse('2026-09-02T23:00:00+08:00'))
    await service.settled()
    expect(chief.got).toHaveLength(0)
    await time.advance(2 * HOUR)
    await service.settled()
    const said = () => chief.got.map(({ body }) => JSON.parse(body))
    expect(said()).toMatchObject([
      { title: '逾期：一号泵站 水箱清洗', text: '应于 09-02 23:59 前完成（JN-TNK-01）' },
    ])
    expect(await rows('tankCleaning')).toMatchObject([{ subject: 'S1', overdue: true }])
    const halfYear = `from=${Date.parse(MONDAY)}&to=${time.now()}`
    expect((await get(`/tickets/figures?${halfYear}`)).targets).toContainEqual({
      name: 'tankCleaningDone',
      rule: 'JN-TNK-02',
      wanted: 1,
      value: 0,
      reached: false,
    })
    // A restart does not say it again; cleaned once more, it is in order for another half year.
    ends.splice(1, 1)
    await stop(true)
    const again = await room('2026-09-03T08:00:00+08:00', { site, dataDir })
    await again.time.advance(DAY)
    await again.service.settled()
    expect(chief.got).toHaveLength(1)
    await again.post('张抢修', '/duties/done', { ...cleaned, id: 'cleaned-again' })
    expect(await again.rows('tankCleaning')).toMatchObject([{ overdue: false }])
    await again.time.advance(200 * DAY)
    await again.service.settled()
    expect(chief.got).toHaveLength(2)
  })
})
