import type { Notice } from '../../model/notice.ts'
import { isOpen } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { Policy } from '../policy/schema.ts'
import { violationsOf } from '../ticket/violations.ts'
import { countBy, share } from './count.ts'
import { type Judged, type TargetFigure, targetFigures } from './targets.ts'

/** How the service did: the figures that utilities' rules ask for (regulations.md §H). */
export interface ServiceFigures {
  from: Instant
  to: Instant
  opened: number
  open: number
  /** Customer, authority, 12345, media… (LC-KPI-01). */
  bySource: { source: string; tickets: number }[]
  byCategory: { category: string; tickets: number }[]
  byUnit: { unit: string; tickets: number }[]
  /** Complaints by what they are about: company, department, representative (GEN-CMP-02). */
  complaintsByTarget: { target: string; tickets: number }[]
  /** Each time limit: how often it was kept; `share` is null while none has come to its end. */
  inTime: { clock: string; rule: string; met: number; late: number; running: number; share: number | null }[]
  /** The figures the policy promises, and whether they were reached. */
  targets: TargetFigure[]
  rework: number
  repeats: number
  /** Share of closed tickets whose customer was called back, and of closed repairs that were re-inspected. */
  calledBack: number | null
  reinspected: number | null
  /** What the tickets are held against, with the fines from … to, CNY. */
  violations: { name: string; rule: string; tickets: number; fine: [number, number] }[]
}

/** Whether a job repairs something that is to be looked at again. */
export const isRepair = (category: string): boolean => REPAIRS.has(category)

const REPAIRS = new Set(['burst', 'leak', 'hiddenLeak', 'thirdPartyDamage', 'pumpRepair', 'meterPitLeak'])

/** The figures of the tickets opened from `from` until before `to`. */
export function serviceFigures(
  tickets: readonly Judged[],
  about: { policy: Policy; notices: readonly Notice[]; others: Readonly<Record<string, number | null>> },
  from: Instant,
  to: Instant,
): ServiceFigures {
  const inside = tickets.filter(({ record: { ticket } }) => ticket.openedAt >= from && ticket.openedAt < to)
  const count = (of: (one: Judged) => string | undefined) => countBy(inside.map(of))
  const flagged = (flag: string) => inside.filter(({ record }) => record.ticket.flags?.includes(flag)).length
  // One that was put together with another is answered and inspected there.
  const closed = inside.filter(({ record: { ticket } }) => !isOpen(ticket) && !ticket.mergedInto)
  const did = (step: string) => (one: Judged) => one.record.ticket.steps.some(done => done.step === step)
  const repairs = closed.filter(({ record }) => isRepair(record.ticket.category))
  const complaints = inside.filter(({ record }) => record.ticket.kind === 'complaint')
  return {
    from,
    to,
    opened: inside.length,
    open: inside.filter(({ record }) => isOpen(record.ticket)).length,
    bySource: count(({ record }) => record.ticket.source).map(([source, n]) => ({ source, tickets: n })),
    byCategory: count(({ record }) => record.ticket.category).map(([category, n]) => ({
      category,
      tickets: n,
    })),
    byUnit: count(({ record }) => record.ticket.unit).map(([unit, n]) => ({ unit, tickets: n })),
    complaintsByTarget: countBy(complaints.map(({ record }) => text(record.ticket.form?.target))).map(
      ([target, n]) => ({ target, tickets: n }),
    ),
    inTime: inTime(inside),
    targets: targetFigures(inside, about),
    rework: flagged('rework'),
    repeats: flagged('repeat'),
    calledBack: share(closed.filter(did('calledBack')).length, closed.length),
    reinspected: share(repairs.filter(did('reinspected')).length, repairs.length),
    violations: violations(inside),
  }
}

function inTime(inside: readonly Judged[]): ServiceFigures['inTime'] {
  const rows = new Map<string, ServiceFigures['inTime'][number]>()
  for (const { name, rule, state } of inside.flatMap(({ clocks }) => clocks)) {
    const key = `${name} ${rule}`
    const row = rows.get(key) ?? { clock: name, rule, met: 0, late: 0, running: 0, share: null }
    if (state === 'met') row.met++
    else if (state === 'breached' || state === 'breachedDone') row.late++
    else if (state === 'running' || state === 'paused') row.running++
    rows.set(key, { ...row, share: share(row.met, row.met + row.late) })
  }
  return [...rows.values()]
}

function violations(inside: readonly Judged[]): ServiceFigures['violations'] {
  const rows = new Map<string, ServiceFigures['violations'][number]>()
  for (const { record, clocks, policy } of inside) {
    for (const { name, rule, fine } of violationsOf(record, clocks, policy)) {
      const key = `${rule} ${name}`
      const { tickets, fine: sum } = rows.get(key) ?? { tickets: 0, fine: [0, 0] as [number, number] }
      const [least, most] = fine ?? [0, 0]
      rows.set(key, { name, rule, tickets: tickets + 1, fine: [sum[0] + least, sum[1] + most] })
    }
  }
  return [...rows.values()].sort((a, b) => b.tickets - a.tickets)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
