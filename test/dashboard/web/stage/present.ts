import type { Alarm } from '../../../../model/alarm.ts'
import type { LiveValue } from '../../../../model/live.ts'
import type { Name, Point } from '../../../../model/point.ts'
import { encodeQuality } from '../../../../model/quality.ts'
import type { TicketClock, TicketView } from '../../../../model/ticket.ts'
import { DAY, HOUR, MINUTE } from '../../../../model/time.ts'
import type { Site } from '../../../../runtime/site/site.ts'

const BAD = encodeQuality('bad', 'sensor-failure')

/** A value of every point as it may be `now`: most good, some stale, bad or never heard. */
export function valuesOf(site: Site, now: number): LiveValue[] {
  const shown = [...site.points.values()].filter(point => !point.id.startsWith('M-'))
  return shown.flatMap((point, i): LiveValue[] => {
    if (i % 37 === 5) return []
    const stale = i % 29 === 3
    const bad = i % 41 === 7
    return [[point.id, stale ? now - HOUR : now, bad ? null : usualValue(point, i), bad ? BAD : 0]]
  })
}

const USUAL: Partial<Record<Point['quantity'], number>> = {
  pressure: 28,
  flow: 42,
  level: 2.4,
  chlorine: 0.45,
  turbidity: 0.21,
  ph: 7.3,
  frequency: 44,
  power: 5.5,
  temperature: 16,
}

/** What a point usually reads, a little different for each. */
export function usualValue(point: Point, i: number): number {
  if (point.kind === 'state') return i % 2
  if (point.kind === 'counter') return 10_000 + i
  return (USUAL[point.quantity] ?? 1) * (1 + ((i % 7) - 3) / 60)
}

const alarmOf = (
  kind: string,
  priority: 1 | 2 | 3 | 4,
  point: Point,
  at: number,
  more: Partial<Alarm> = {},
): Alarm => ({
  id: `${kind}/${point.id}`,
  kind,
  subject: point.id,
  code: kind.toUpperCase(),
  priority,
  active: true,
  unknown: false,
  raisedAt: at,
  count: 1,
  point: point.id,
  asset: point.asset,
  ...(point.zone ? { zone: point.zone } : {}),
  evidence: {},
  ...more,
})

/** One alarm of every state there is. */
export function alarmsOf(site: Site, now: number): Alarm[] {
  const points = [...site.points.values()]
  const of = (quantity: Point['quantity']) =>
    points.filter(point => point.quantity === quantity && point.kind === 'gauge')
  const [pressure, flow, chlorine] = [of('pressure'), of('flow'), of('chlorine')]
  const acked = { at: now - 5 * MINUTE, by: '李', note: '已派人查看' }
  return [
    alarmOf('pressure-very-low', 1, pressure[2]!, now - 3 * MINUTE, {
      evidence: { value: 12.4, limit: 14 },
      ticket: 'GD-2026-1122-0001',
    }),
    alarmOf('pressure-low', 2, pressure[5]!, now - 12 * MINUTE, {
      evidence: { value: 15, limit: 16 },
      acked,
    }),
    alarmOf('rate-of-change', 3, flow[0]!, now - 20 * MINUTE, {
      evidence: { change: 18, value: 60 },
      active: false,
      clearedAt: now - 2 * MINUTE,
    }),
    alarmOf('chlorine-low', 3, chlorine[0]!, now - HOUR, { evidence: { value: 0.09, limit: 0.1 }, count: 7 }),
    alarmOf('flat-line', 4, chlorine[1]!, now - 2 * HOUR, {}),
    alarmOf('pressure-high', 3, pressure[8]!, now - DAY, {
      shelved: { until: now + HOUR, at: now - HOUR, by: '李', reason: '检修中' },
    }),
    alarmOf('pressure-high', 3, pressure[9]!, now - 40 * DAY, { acked }),
    alarmOf('pump-fault', 2, pressure[10]!, now - HOUR, { suppressedBy: 'R-12' }),
    alarmOf('missing-data', 4, pressure[11]!, now - HOUR, {
      outOfService: { at: now - HOUR, by: '王', reason: '待更换' },
    }),
    alarmOf('pressure-low', 2, pressure[12]!, now - 30 * MINUTE, { unknown: true }),
  ]
}

const clockOf = (name: string, rule: string, given: Partial<TicketClock>): TicketClock => ({
  name,
  rule,
  level: 'must',
  state: 'waiting',
  ...given,
})

/** Jobs at different stages: just opened, running late, waiting for a gate. */
export function ticketsOf(site: Site, now: number): TicketView[] {
  const zone = site.network.zones.find(({ kind }) => kind === 'district')!
  const station = site.network.stations[0]!
  const base = (id: string, opened: number) => ({
    id,
    source: 'telemetry',
    policy: 'jinan',
    priority: 1 as const,
    alarms: [] as string[],
    openedAt: opened,
    zone: zone.id,
    asset: station.id,
    address: { zh: `${zone.name.zh} ${station.name.zh}`, en: `${station.name.en}, ${zone.name.en}` } as Name,
  })
  const step = (name: 'reported' | 'dispatched' | 'forwarded' | 'arrived', at: number) => ({
    step: name,
    at,
    received: at,
    by: name === 'reported' ? 'system' : '张',
  })
  const t = now - 2 * HOUR
  return [
    {
      ticket: {
        ...base('GD-2026-1122-0001', now - 3 * MINUTE),
        category: 'burst',
        dn: 400,
        unit: 'emergencyRepair',
        steps: [step('reported', now - 3 * MINUTE)],
      },
      clocks: [
        clockOf('dispatch', 'JN-WO-02', {
          state: 'running',
          startedAt: now - 3 * MINUTE,
          budget: 5 * MINUTE,
          deadline: now + 2 * MINUTE,
        }),
        clockOf('forward', 'JN-WO-03', {}),
        clockOf('arrive', 'JN-REP-01', { assumed: true }),
        clockOf('stopWater', 'JN-REP-05', { assumed: true }),
      ],
      next: [{ step: 'dispatched', missing: [] }],
    },
    {
      ticket: {
        ...base('GD-2026-1122-0002', t),
        category: 'leak',
        dn: 200,
        unit: 'emergencyRepair',
        content: '路面冒水',
        steps: [
          step('reported', t),
          step('dispatched', t + 3 * MINUTE),
          step('forwarded', t + 6 * MINUTE),
          step('arrived', t + 30 * MINUTE),
        ],
      },
      clocks: [
        clockOf('dispatch', 'JN-WO-02', {
          state: 'met',
          startedAt: t,
          doneAt: t + 3 * MINUTE,
          budget: 5 * MINUTE,
        }),
        clockOf('arrive', 'JN-REP-01', {
          state: 'breachedDone',
          startedAt: t + 6 * MINUTE,
          doneAt: t + 40 * MINUTE,
          budget: 30 * MINUTE,
        }),
        clockOf('stopWater', 'JN-REP-05', {
          state: 'breached',
          startedAt: t,
          budget: HOUR,
          deadline: now - 17 * MINUTE,
        }),
        clockOf('roadRestore', 'JN-CON-03', {
          state: 'paused',
          startedAt: t,
          budget: DAY,
          paused: { by: '张', why: '暴雨', until: now + HOUR },
        }),
      ],
      next: [
        { step: 'shutoffRequested', missing: ['data:valves', 'data:affectedCustomers'] },
        { step: 'repaired', missing: [] },
        { step: 'reopened', missing: ['step:qualityPassed'] },
      ],
    },
  ]
}
