import type { Notice } from '../../model/notice.ts'
import { isOpen } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { violationsOf } from '../ticket/violations.ts'
import { isRepair } from './service.ts'
import { type Judged, ticketsOfTarget } from './targets.ts'

/**
 * The tickets that a figure of `serviceFigures` counts. `figure` is one of opened, open, rework, repeats, calledBack,
 * notCalledBack, reinspected, notReinspected, source.<word>, category.<word>, unit.<word>, complaint.<word>,
 * clock.<name>.<rule>.met|late|running, target.<name>.good|missed, violation.<rule>.<name>; undefined for another word.
 */
export function ticketsOfFigure(
  tickets: readonly Judged[],
  { notices }: { notices: readonly Notice[] },
  from: Instant,
  to: Instant,
  figure: string,
): readonly Judged[] | undefined {
  const inside = tickets.filter(({ record: { ticket } }) => ticket.openedAt >= from && ticket.openedAt < to)
  const [what = '', ...rest] = figure.split('.')
  const word = rest.join('.')
  // One that was put together with another is answered and inspected there.
  const closed = inside.filter(({ record: { ticket } }) => !isOpen(ticket) && !ticket.mergedInto)
  const did = (step: string) => (one: Judged) => one.record.ticket.steps.some(done => done.step === step)
  const not = (test: (one: Judged) => boolean) => (one: Judged) => !test(one)
  const flagged = (flag: string) => inside.filter(({ record }) => record.ticket.flags?.includes(flag))
  const repairs = closed.filter(({ record }) => isRepair(record.ticket.category))
  switch (what) {
    case 'opened':
      return inside
    case 'open':
      return inside.filter(({ record }) => isOpen(record.ticket))
    case 'rework':
      return flagged('rework')
    case 'repeats':
      return flagged('repeat')
    case 'calledBack':
      return closed.filter(did('calledBack'))
    case 'notCalledBack':
      return closed.filter(not(did('calledBack')))
    case 'reinspected':
      return repairs.filter(did('reinspected'))
    case 'notReinspected':
      return repairs.filter(not(did('reinspected')))
    case 'source':
      return inside.filter(({ record }) => record.ticket.source === word)
    case 'category':
      return inside.filter(({ record }) => record.ticket.category === word)
    case 'unit':
      return inside.filter(({ record }) => record.ticket.unit === word)
    case 'complaint':
      return inside.filter(
        ({ record: { ticket } }) => ticket.kind === 'complaint' && ticket.form?.target === word,
      )
    case 'clock':
      return ofClock(inside, rest)
    case 'target': {
      const reckoned = ticketsOfTarget(rest[0] ?? '', inside, notices)
      if (!reckoned) return undefined
      return rest[1] === 'good' ? reckoned.good : reckoned.of.filter(one => !reckoned.good.includes(one))
    }
    case 'violation':
      return inside.filter(({ record, clocks, policy }) =>
        violationsOf(record, clocks, policy).some(({ rule, name }) => `${rule}.${name}` === word),
      )
    default:
      return undefined
  }
}

const STATES: Readonly<Record<string, readonly string[]>> = {
  met: ['met'],
  late: ['breached', 'breachedDone'],
  running: ['running', 'paused'],
}

function ofClock(inside: readonly Judged[], [name, rule, state = '']: readonly string[]): Judged[] {
  const states = STATES[state] ?? []
  return inside.filter(({ clocks }) =>
    clocks.some(clock => clock.name === name && clock.rule === rule && states.includes(clock.state)),
  )
}
