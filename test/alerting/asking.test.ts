import { parse } from 'csv-parse/sync'
import { afterEach, describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'

const START = '2026-03-02T10:00:00+08:00'
const START_AT = Date.parse(START)
const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const room of open.splice(0)) await room.stop()
})

/** East low at 10:00, west at 10:10, chlorine in the east at 10:20; acknowledged, commented, one gone again. */
async function busyRoom() {
  const room = await controlRoom(START)
  open.push(room)
  const low = (logger: string, zone: string) => {
    const point = `${logger}.pressure`
    return { kind: 'pressure-low', subject: point, point, zone, evidence: { value: 12.4, limit: 20 } }
  }
  await room.hear(low('PL-E2', 'east'))
  await room.time.advance(10 * MINUTE)
  await room.hear(low('PL-W2', 'west'))
  await room.time.advance(10 * MINUTE)
  const chlorine = { kind: 'chlorine-low', subject: 'AN-E1.chlorine', point: 'AN-E1.chlorine' }
  await room.hear({ ...chlorine, evidence: { value: 0.04, limit: 0.05 } })
  await room.post('王操作', '/alarms/acknowledge', {
    alarms: ['pressure-low/PL-E2.pressure'],
    note: '已派人',
  })
  const said = '=1+1,"看看"'
  await room.post('王操作', '/alarms/comment', { alarms: ['pressure-low/PL-W2.pressure'], note: said })
  await room.time.advance(10 * MINUTE)
  await room.hear({ ...low('PL-W2', 'west'), start: START_AT + 10 * MINUTE, active: false })
  return room
}
const span = `from=${START_AT}&to=${START_AT + HOUR}`

describe('asking for alarms', () => {
  test.each([
    ['', ['pressure-low/PL-E2.pressure', 'pressure-low/PL-W2.pressure', 'chlorine-low/AN-E1.chlorine']],
    ['zone=west', ['pressure-low/PL-W2.pressure']],
    ['kind=chlorine-low', ['chlorine-low/AN-E1.chlorine']],
    ['asset=PL-E2', ['pressure-low/PL-E2.pressure']],
    ['position=network&zone=west', ['pressure-low/PL-W2.pressure']],
    ['position=plant', []],
  ])('that stand: %s', async (query, wanted) => {
    const room = await busyRoom()
    const { alarms, total, more } = await room.get(`/alarms?${query}`)
    expect(alarms.map(({ id }: { id: string }) => id)).toEqual(wanted)
    expect([total, more]).toEqual([wanted.length, false])
  })

  test('cut to a limit the most important and newest come first, and the answer says that there are more', async () => {
    const room = await busyRoom()
    const { alarms } = await room.get('/alarms')
    const cut = await room.get('/alarms?limit=2')
    expect(cut).toMatchObject({ total: 3, more: true })
    const ordered = [...alarms].sort((a, b) => a.priority - b.priority || b.raisedAt - a.raisedAt)
    expect(cut.alarms).toEqual(ordered.slice(0, 2))
    const first = alarms.filter(({ priority }: { priority: number }) => priority === ordered[0].priority)
    expect((await room.get(`/alarms?priority=${ordered[0].priority}`)).alarms).toEqual(first)
  })

  test('the history of a span, by zone and kind, a page at a time without a gap or a repetition', async () => {
    const room = await busyRoom()
    const whole = await room.get(`/alarms/history?${span}`)
    expect(
      whole.events.map(({ type, alarm }: { type: string; alarm: string }) => `${type} ${alarm}`),
    ).toEqual([
      'raised pressure-low/PL-E2.pressure',
      'raised pressure-low/PL-W2.pressure',
      'raised chlorine-low/AN-E1.chlorine',
      'acknowledged pressure-low/PL-E2.pressure',
      'commented pressure-low/PL-W2.pressure',
      'cleared pressure-low/PL-W2.pressure',
    ])
    expect(whole.more).toBe(false)
    const paged: object[] = []
    for (let after = 0, more = true; more; ) {
      const page = await room.get(`/alarms/history?${span}&limit=4&after=${after}`)
      expect(page.events.length).toBeLessThanOrEqual(4)
      paged.push(...page.events)
      more = page.more
      after = page.next
    }
    expect(paged).toEqual(whole.events)
    const west = await room.get(`/alarms/history?${span}&zone=west`)
    expect(west.events.map(({ type }: { type: string }) => type)).toEqual(['raised', 'commented', 'cleared'])
    const later = await room.get(`/alarms/history?from=${START_AT + 15 * MINUTE}&to=${START_AT + HOUR}`)
    expect(later.events).toEqual(whole.events.slice(2))
  })

  test('the history as a table for a spreadsheet, in both languages; a formula stays text', async () => {
    const room = await busyRoom()
    const chinese = await room.download(`/alarms/export?${span}&lang=zh`, '陈工')
    expect(chinese.headers['content-type']).toContain('text/csv')
    expect(chinese.body.startsWith('\uFEFF时间,接收时间,事件,报警')).toBe(true)
    const rows = parse(chinese.body, { bom: true, columns: true }) as Record<string, string>[]
    expect(rows).toHaveLength(6)
    expect(rows[3]).toMatchObject({
      时间: '2026-03-02T10:20:00.000+08:00',
      事件: '确认',
      操作人: '王操作',
      说明: '已派人',
      分区: 'east',
    })
    expect(rows[4]!.说明).toBe(`'=1+1,"看看"`)
    const english = await room.download(`/alarms/export?${span}&lang=en&zone=west`, '陈工')
    const west = parse(english.body, { bom: true, columns: true }) as Record<string, string>[]
    expect(west.map(({ event }) => event)).toEqual(['raised', 'comment', 'cleared'])
    expect(west[0]!.evidence).toContain('12.4')
    expect((await room.download(`/alarms/export?${span}`, '看客')).statusCode).toBe(403)
  })
})

describe('asking for tickets', () => {
  async function twelve() {
    const room = await controlRoom(START)
    open.push(room)
    for (let n = 0; n < 12; n++) {
      const more =
        n % 3 === 0 ? { category: 'noWater', zone: 'west' } : { category: 'meterFault', zone: 'east' }
      const flags = ['noContact']
      await room.post('王操作', '/tickets', { source: 'hotline', priority: n === 5 ? 1 : 3, flags, ...more })
      await room.time.advance(MINUTE)
    }
    return room
  }
  type Page = { tickets: { ticket: { id: string } }[]; total: number; more: boolean; next?: string }
  const numbers = ({ tickets }: Page) => tickets.map(({ ticket }) => Number(ticket.id.slice(-4)))

  test('newest first, a page at a time; what is opened meanwhile moves nothing', async () => {
    const room = await twelve()
    const first: Page = await room.get('/tickets?limit=5')
    expect([numbers(first), first.total, first.more]).toEqual([[12, 11, 10, 9, 8], 12, true])
    await room.post('王操作', '/tickets', { source: 'hotline', category: 'noWater', flags: ['noContact'] })
    const second: Page = await room.get(`/tickets?limit=5&before=${first.next}`)
    expect(numbers(second)).toEqual([7, 6, 5, 4, 3])
    const third: Page = await room.get(`/tickets?limit=5&before=${second.next}`)
    expect([numbers(third), third.more, third.next]).toEqual([[2, 1], false, undefined])
  })

  test('a page goes on where the last one ended though its last ticket no longer fits', async () => {
    const room = await twelve()
    const first: Page = await room.get('/tickets?priority=3&limit=3')
    expect(numbers(first)).toEqual([12, 11, 10])
    expect((await room.post('李调度', `/tickets/${first.next}/change`, { priority: 2 })).status).toBe(200)
    const second: Page = await room.get(`/tickets?priority=3&limit=3&before=${first.next}`)
    expect(numbers(second)).toEqual([9, 8, 7])
  })

  test.each([
    ['category=noWater', [10, 7, 4, 1]],
    ['zone=west&priority=1', []],
    ['priority=1', [6]],
    ['unit=areaManager', [10, 7, 4, 1]],
    [`from=${START_AT + 10 * MINUTE}`, [12, 11]],
    [`to=${START_AT + 2 * MINUTE}`, [2, 1]],
    ['open=false', []],
    ['source=patrol', []],
  ])('%s', async (query, wanted) => {
    const room = await twelve()
    expect(numbers(await room.get(`/tickets?${query}`))).toEqual(wanted)
  })

  test('a limit beyond the highest is refused, not silently less', async () => {
    const room = await twelve()
    expect((await room.download('/tickets?limit=100000')).statusCode).toBe(400)
  })
})
