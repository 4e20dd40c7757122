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

  test('a district falls silent: no process alarm, each device one communication alarm, nothing becomes zero', async () => {
    shift = await beginShift('2026-07-01T02:00:00+08:00')
    await shift.live(20 * MINUTE)
    const before = shift.platform.ingest.latest()
    const loss = shift.demo.town.inject({ kind: 'link-loss' })
    await shift.live(15 * MINUTE)

    expect(processAlarms()).toEqual([])
    const silent = shift.alarms('comm-failure')
    const subjects = silent.map(alarm => alarm.subject)
    expect(subjects.length, kinds().join(', ')).toBeGreaterThan(0)
    expect(new Set(subjects).size, 'one alarm a device').toBe(subjects.length)
    for (const alarm of silent) expect(alarm).toMatchObject({ zone: loss.zone, active: true })

    const lost = shift.platform.ingest.latest().filter(([, , , code]) => code >> 6 === 2)
    expect(lost.length, 'the points are marked bad').toBeGreaterThan(0)
    const good = new Map(before.map(([point, , value]) => [point, value]))
    for (const [point, , value] of lost)
      expect(value === null || value === good.get(point), `${point} is not zero`).toBe(true)
    expect(shift.tickets().filter(({ ticket }) => ticket.category === 'burst')).toEqual([])

    shift.demo.town.repair(loss.id)
    await shift.live(10 * MINUTE)
    expect(shift.alarms('comm-failure').filter(alarm => alarm.active)).toEqual([])
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
