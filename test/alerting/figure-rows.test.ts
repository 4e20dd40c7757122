import { afterEach, describe, expect, test } from 'vitest'
import { type AlarmHappening, alarmFigures } from '../../alerting/figures/figures.ts'
import { rowsOfFigure } from '../../alerting/figures/rows.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'
import { timelineRoom } from './timeline-room.ts'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const room of open.splice(0)) await room.stop()
})

/** A day of a busy control room, the same every time: 400 alarms of 40 points, one flood, some acknowledged. */
function busyDay(): AlarmHappening[] {
  let seed = 7
  const next = (n: number) => (seed = (seed * 16_807) % 2_147_483_647) % n
  const happenings: AlarmHappening[] = [
    { alarm: 'pump/0', type: 'raised', at: -2 * DAY, priority: 4, position: 'east' },
  ]
  for (let i = 0; i < 400; i++) {
    const alarm = `pressure-low/${next(i % 3 === 0 ? 3 : 40)}`
    const at = i < 60 ? 8 * HOUR + i * 5 * SECOND : next(DAY)
    const position = next(2) === 0 ? 'east' : 'west'
    const chattering = next(20) === 0
    happenings.push({
      alarm,
      type: 'raised',
      at,
      priority: 1 + next(4),
      position,
      ...(chattering && { chattering }),
    })
    if (next(3) > 0) happenings.push({ alarm, type: 'acknowledged', at: at + next(20 * MINUTE) })
    if (next(2) > 0) happenings.push({ alarm, type: 'cleared', at: at + next(HOUR) })
    const aside = (['shelved', 'suppressed', 'removed'] as const)[next(9)]
    if (aside) happenings.push({ alarm, type: aside, at: at + MINUTE })
  }
  return happenings.sort((a, b) => a.at - b.at)
}

describe('every figure of alarms has its rows, as many as it says', () => {
  const day = busyDay()
  const figures = alarmFigures(day, 0, DAY)
  const rows = (figure: string) => rowsOfFigure(day, 0, DAY, figure)!
  const busiestHour = figures.perHour.reduce((most, one) => (one.raised > most.raised ? one : most))

  test.each<[string, number]>([
    ['raised', figures.raised],
    ...figures.byPriority.map((n, i): [string, number] => [`priority.${i + 1}`, n]),
    ...figures.perHour.map(({ hour, raised }): [string, number] => [`hour.${hour}`, raised]),
    ...figures.byPosition.map(({ position, raised }): [string, number] => [`position.${position}`, raised]),
    ...figures.topTen.map(({ alarm, raised }): [string, number] => [`alarm.${alarm}`, raised]),
    ...figures.floods.map(({ from, raised }): [string, number] => [`flood.${from}`, raised]),
    ['topTen', Math.round(figures.topTenShare * figures.raised)],
    ['peak', figures.peak10min],
    ['stale', figures.stale.length],
    ['never', figures.timeToAcknowledge.never],
    ['shelved', figures.shelved],
    ['suppressed', figures.suppressed],
    ['removed', figures.outOfService],
  ])('%s: %i', (figure, n) => {
    expect(rows(figure).total).toBe(n)
    expect(rows(figure).rows).toHaveLength(n)
  })

  test('the day is worth asking about', () => {
    expect(busiestHour.raised).toBeGreaterThan(60)
    expect(figures.floods.length).toBeGreaterThan(0)
    expect(figures.stale).toContain('pump/0')
  })

  test('the median and the 90th percentile are those of the times in the rows', () => {
    const waited = rows('acknowledged').rows.map(row => row.waited!)
    waited.sort((a, b) => a - b)
    expect(waited[Math.floor(waited.length / 2)]).toBe(figures.timeToAcknowledge.median)
    expect(waited[Math.floor(waited.length * 0.9)]).toBe(figures.timeToAcknowledge.p90)
  })

  test('the newest come first; another word is no figure', () => {
    const at = rows('raised').rows.map(row => row.at)
    expect(at).toEqual([...at].sort((a, b) => b - a))
    expect(rowsOfFigure(day, 0, DAY, 'nonsense')).toBeUndefined()
  })
})

test('over the API, and a history of any length is read in pages', async () => {
  const start = Date.parse('2026-03-02T10:00:00+08:00')
  const room = await controlRoom('2026-03-02T10:00:00+08:00')
  open.push(room)
  for (let i = 0; i < 7; i++)
    await room.hear({ kind: 'rate-of-change', subject: `PL-E2.x${i}`, zone: 'east' })
  const span = `from=${start}&to=${start + HOUR}`
  expect(await room.get(`/alarms/figures/rows?${span}&figure=position.east`)).toMatchObject({ total: 7 })
  expect(await room.get(`/alarms/figures/rows?${span}&figure=x`)).toMatchObject({ code: 'unknown-figure' })
  const whole = await room.get(`/alarms/history?${span}&limit=1000`)
  const pages: { seq: number }[] = []
  for (let after = 0; ; after = pages.at(-1)!.seq) {
    const { events, more } = await room.get(`/alarms/history?${span}&limit=3&after=${after}`)
    pages.push(...events)
    if (!more) break
  }
  expect(whole.events.length).toBeGreaterThanOrEqual(7)
  expect(pages).toEqual(whole.events)
})

test('every figure of the service has its tickets, as many as it says', async () => {
  const room = await timelineRoom('liaocheng', '2026-03-02T08:00:00+08:00')
  const call = async (category: string, more: object) =>
    (
      await room.post('王操作', '/tickets', {
        source: 'hotline',
        category,
        content: '报修',
        address: { zh: '东二街', en: 'E2 street' },
        reporter: '王女士',
        contact: '13800000001',
        contactWindow: '白天',
        ...more,
      })
    ).body.ticket.id as string
  const first = await call('meterFault', {})
  await call('meterFault', { source: '12345' })
  await call('general', { kind: 'complaint', form: { target: 'department' }, contact: '1' })
  await room.done('李调度', first, 'dispatched')
  await room.time.advance(21 * MINUTE)
  await room.done('张抢修', first, 'accepted')
  const span = `from=${room.time.now() - DAY}&to=${room.time.now() + 1}`
  const seen = await room.get(`/tickets/figures?${span}`)
  const told: [string, number][] = [
    ['opened', seen.opened],
    ['open', seen.open],
    ['repeats', seen.repeats],
    ['rework', seen.rework],
    ...seen.bySource.map((one: { source: string; tickets: number }) => [`source.${one.source}`, one.tickets]),
    ...seen.byCategory.map((one: { category: string; tickets: number }) => [
      `category.${one.category}`,
      one.tickets,
    ]),
    ...seen.byUnit.map((one: { unit: string; tickets: number }) => [`unit.${one.unit}`, one.tickets]),
    ...seen.complaintsByTarget.map((one: { target: string; tickets: number }) => [
      `complaint.${one.target}`,
      one.tickets,
    ]),
    ...seen.violations.map((one: { rule: string; name: string; tickets: number }) => [
      `violation.${one.rule}.${one.name}`,
      one.tickets,
    ]),
    ...seen.inTime.flatMap(
      (one: { clock: string; rule: string; met: number; late: number; running: number }) =>
        (['met', 'late', 'running'] as const).map(state => [
          `clock.${one.clock}.${one.rule}.${state}`,
          one[state],
        ]),
    ),
  ]
  const found = await Promise.all(
    told.map(async ([figure]) => {
      const { total, tickets } = await room.get(
        `/tickets/figures/rows?${span}&figure=${encodeURIComponent(figure)}`,
      )
      expect(tickets).toHaveLength(total)
      return [figure, total]
    }),
  )
  expect(told.length).toBeGreaterThan(15)
  expect(found).toEqual(told)
})

test('the policies that ship are told with their rules and articles, and which one is in force', async () => {
  const room = await controlRoom('2026-03-02T10:00:00+08:00')
  open.push(room)
  const { inForce, policies } = await room.get('/policy/known')
  const ids = policies.map(({ id }: { id: string }) => id)
  expect(ids).toEqual(expect.arrayContaining(['generic', 'haiyang', 'jinan', 'liaocheng']))
  expect(ids).toContain(inForce)
  const { clocks } = await room.get('/policy/known/liaocheng')
  expect(clocks[0]).toMatchObject({ rule: expect.stringMatching(/^LC-/), article: expect.any(String) })
  expect(await room.get('/policy/known/nowhere')).toMatchObject({ code: 'unknown-policy' })
})
