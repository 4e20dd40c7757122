import type { Notice } from '../../model/notice.ts'
import type { TicketClock } from '../../model/ticket.ts'
import type { Policy } from '../policy/schema.ts'
import type { TicketRecord } from '../ticket/record.ts'
import { share } from './count.ts'

/** One ticket with its clocks as they stand. */
export interface Judged {
  record: TicketRecord
  clocks: readonly TicketClock[]
  /** The rules it was opened under. */
  policy: Policy
}

/** A figure the policy promises; `value` is null where nothing was there to count, or another system knows it. */
export interface TargetFigure {
  name: string
  rule: string
  wanted: number
  value: number | null
  reached: boolean | null
}

/** The tickets that a target is about, and those of them that did what it asks. */
export interface Reckoned {
  of: readonly Judged[]
  good: readonly Judged[]
}

type Reckoning = (inside: readonly Judged[], notices: readonly Notice[]) => Reckoned

/** The tickets behind a target; undefined when it is not one of tickets. */
export function ticketsOfTarget(
  name: string,
  inside: readonly Judged[],
  notices: readonly Notice[],
): Reckoned | undefined {
  return RECKONINGS[name]?.(inside, notices)
}

/** The policy's targets with what was reached. `others` are figures that are not of tickets, by the target's name. */
export function targetFigures(
  inside: readonly Judged[],
  {
    policy,
    notices,
    others,
  }: { policy: Policy; notices: readonly Notice[]; others: Readonly<Record<string, number | null>> },
): TargetFigure[] {
  return policy.targets.map(({ name, rule, value: wanted }) => {
    const reckoned = ticketsOfTarget(name, inside, notices)
    const value = reckoned ? share(reckoned.good.length, reckoned.of.length) : (others[name] ?? null)
    return { name, rule, wanted, value, reached: value === null ? null : value >= wanted }
  })
}

const REPAIRED = new Set(['burst', 'leak', 'thirdPartyDamage'])

const RECKONINGS: Readonly<Record<string, Reckoning>> = {
  /** Dispatched to those whose matter it was: not returned, not handed on (JN-WO-02). */
  dispatchAccuracy: inside => {
    const sent = inside.filter(one => did(one, 'dispatched') || wentBack(one))
    return { of: sent, good: sent.filter(one => !wentBack(one)) }
  },
  /** Complaints about secondary supply with no limit missed (JN-KPI-01). */
  secondarySupplyComplaintsInTime: inside =>
    kept(
      inside.filter(
        ({ record: { ticket } }) => ticket.kind === 'complaint' && ticket.form?.about === 'secondarySupply',
      ),
    ),
  /** Shut-offs whose customers were told through a published notice (JN-OUT-03). */
  outageNotified: (inside, notices) => {
    const told = new Set(notices.filter(({ published }) => published).map(({ ticket }) => ticket))
    const dry = inside.filter(one => did(one, 'waterStopped'))
    return { of: dry, good: dry.filter(({ record }) => told.has(record.ticket.id)) }
  },
  /** Bursts and leaks reached and repaired in time (YS-REP-01). */
  repairInTime: inside =>
    kept(
      inside.filter(({ record }) => REPAIRED.has(record.ticket.category)),
      ['arrive', 'repair', 'stopWater'],
    ),
}

/** Tickets none of whose limits (or of these) was missed, of those with one that has come to its end. */
function kept(tickets: readonly Judged[], names?: readonly string[]): Reckoned {
  const asked = ({ clocks }: Judged) => clocks.filter(({ name }) => names?.includes(name) ?? true)
  const of = tickets.filter(one =>
    asked(one).some(({ state }) => state === 'met' || state.startsWith('breached')),
  )
  return { of, good: of.filter(one => !asked(one).some(({ state }) => state.startsWith('breached'))) }
}

function did({ record }: Judged, step: string): boolean {
  return record.ticket.steps.some(done => done.step === step)
}

function wentBack({ record }: Judged): boolean {
  return record.moves.some(
    ({ move, data }) => move === 'returned' || (move === 'outOfScope' && data?.handedTo),
  )
}
