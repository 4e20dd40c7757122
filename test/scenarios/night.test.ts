import { afterEach, describe, expect, test, vi } from 'vitest'
import { isDiagnostic } from '../../model/detection.ts'
import { HOUR, MINUTE } from '../../model/time.ts'
import { beginShift, type Shift } from './night-shift.ts'

// Half an hour of a whole town is some seconds of work, more on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

let shift: Shift
afterEach(() => shift.end())

const kinds = () => shift.alarms().map(alarm => `${alarm.kind} ${alarm.subject}`)
const processAlarms = () => shift.alarms().filter(alarm => !isDiagnostic(alarm.kind))

describe('a night in a small town, from 02:00', () => {
  test.each([1, 2, 3])(
    'town %i: a burst becomes one ticket that names the right zone within 15 minutes',
    async seed => {
      shift = await beginShift('2026-07-01T02:00:00+08:00', { seed })
      await shift.live(40 * MINUTE)
      expect(processAlarms(), 'a quiet hour has no process alarm').toEqual([])

      const burst = shift.demo.town.inject({ kind: 'burst', size: 60 })
      for (let minute = 1; minute <= 15 && shift.tickets().length === 0; minute++) await shift.live(MINUTE)
      const tickets = shift.tickets()
      expect(tickets.map(({ ticket }) => [ticket.category, ticket.zone])).toEqual([['burst', burst.zone]])
      expect(tickets[0]!.ticket.openedAt - burst.startedAt).toBeLessThanOrEqual(15 * MINUTE)

      await shift.live(10 * MINUTE)
      expect(shift.tickets(), 'still one ticket').toHaveLength(1)
    },
  )

  test('a dead link raises one communication alarm and no process alarm', async () => {
    shift = await beginShift('2026-07-01T02:00:00+08:00')
    await shift.live(20 * MINUTE)
    expect(kinds(), 'a quiet hour has no alarm at all').toEqual([])
    const before = shift.platform.ingest.latest()
    const loss = shift.demo.town.inject({ kind: 'link-loss' })
    await shift.live(20 * MINUTE)

    expect(kinds(), 'one alarm, of its cause').toEqual([`comm-failure ${loss.zone}`])
    expect(shift.alarms()).toMatchObject([{ zone: loss.zone, active: true }])

    const { points } = shift.site
    const lost = shift.platform.ingest.latest().filter(([, , , code]) => code >> 6 === 2)
    const silent = [...points.values()].filter(({ zone, period }) => zone === loss.zone && period <= MINUTE)
    expect(lost.map(([id]) => id)).toEqual(expect.arrayContaining(silent.map(({ id }) => id)))
    for (const [id] of lost)
      expect(points.get(id)?.zone, `${id} is lost with its district only`).toBe(loss.zone)
    const good = new Map(before.map(([point, , value]) => [point, value]))
    for (const [point, , value] of lost)
      expect(value === null || value === good.get(point), `${point} is not zero`).toBe(true)
    expect(shift.tickets()).toEqual([])

    shift.demo.town.repair(loss.id)
    await shift.live(15 * MINUTE)
    expect(shift.alarms().filter(({ active }) => active)).toEqual([])
    expect(kinds(), 'nothing else came with the end').toEqual([`comm-failure ${loss.zone}`])
    const marked = shift.platform.ingest.latest().filter(([, , , code]) => code >> 6 === 2)
    expect(marked, 'everything is known again').toEqual([])
  })

  test('a batch an hour late flips nothing live', async () => {
    shift = await beginShift('2026-07-01T02:00:00+08:00')
    await shift.live(20 * MINUTE)
    const point = [...shift.site.points.values()].find(
      ({ id, quantity }) => quantity === 'pressure' && id.startsWith('PL-'),
    )!
    const now = shift.time.now()
    const live = () => shift.platform.ingest.latest().find(([id]) => id === point.id)!
    const before = live()

    const readings = Array.from({ length: 30 }, (_, i): [number, number, number, number] => [
      0,
      now - HOUR + i * MINUTE,
      1,
      0,
    ])
    const batch = {
      gateway: 'GW-LATE',
      spool: 's',
      seq: 1,
      sent: now,
      backlog: true,
      points: [point.id],
      readings,
    }
    const { bus } = shift.platform
    await bus.publish(`sp/${shift.site.config.site}/up/${point.zone}/GW-LATE`, JSON.stringify(batch), {
      qos: 1,
    })
    await shift.live(0)

    expect(live(), 'the present is as it was').toEqual(before)
    expect(processAlarms(), 'an hour-old 1 m of pressure is no alarm now').toEqual([])
    expect(shift.tickets()).toEqual([])
    const answer = await fetch(
      `${shift.platform.dashboard.url}/api/v1/series?points=${point.id}&from=${now - HOUR}&to=${now}&px=1000`,
      { headers: { authorization: 'Bearer night-shift-token' } },
    )
    const { series } = (await answer.json()) as { series: { value: (number | null)[] }[] }
    expect(
      series[0]!.value.filter(value => value === 1),
      'history has all of it',
    ).toHaveLength(30)
  })
})
