import { type Instant, MINUTE } from '../../model/time.ts'
import { type AlarmFigures, type AlarmHappening, alarmFigures } from './figures.ts'

/** One happening behind a figure. */
export interface FigureRow {
  alarm: string
  type: AlarmHappening['type']
  at: Instant
  priority?: number
  position?: string
  /** From raised to acknowledged, ms. */
  waited?: number
}

/** Rows of one answer; the total says how many there are. */
const MOST = 5_000

/**
 * The rows that a figure of `alarmFigures` counts, the newest first. `figure` is one of raised, priority.1…4, hour.<ms>,
 * position.<zone>, alarm.<id>, topTen, peak, over10, flood.<ms>, chattering, stale, acknowledged, never, shelved,
 * suppressed, removed; undefined for another word.
 */
export function rowsOfFigure(
  happenings: readonly AlarmHappening[],
  from: Instant,
  to: Instant,
  figure: string,
): { total: number; rows: FigureRow[] } | undefined {
  const inside = happenings.filter(({ at }) => at >= from && at < to)
  const raised = inside.filter(({ type }) => type === 'raised')
  const [what, rest] = /^([a-zA-Z0-9]+)(?:\.(.*))?$/s.exec(figure)?.slice(1) ?? []
  const figures = () => alarmFigures(happenings, from, to)
  const rows = rowsOf(what ?? '', rest ?? '', { happenings, inside, raised, from, to, figures })
  if (!rows) return undefined
  const newest = [...rows].sort((a, b) => b.at - a.at)
  return { total: newest.length, rows: newest.slice(0, MOST).map(rowOf) }
}

interface Known {
  happenings: readonly AlarmHappening[]
  inside: readonly AlarmHappening[]
  raised: readonly AlarmHappening[]
  from: Instant
  to: Instant
  figures(): AlarmFigures
}

type Row = AlarmHappening & { waited?: number }

function rowsOf(what: string, rest: string, known: Known): readonly Row[] | undefined {
  const { inside, raised, from, figures } = known
  const hour = Number(rest)
  const ofAlarms = (alarms: readonly string[]) => raised.filter(({ alarm }) => alarms.includes(alarm))
  switch (what) {
    case 'raised':
      return raised
    case 'priority':
      return raised.filter(({ priority }) => priority === hour)
    case 'hour':
      return raised.filter(({ at }) => at >= hour && at < hour + 60 * MINUTE)
    case 'position':
      return raised.filter(({ position }) => (position ?? '') === rest)
    case 'alarm':
      return ofAlarms([rest])
    case 'topTen':
      return ofAlarms(figures().topTen.map(({ alarm }) => alarm))
    case 'peak':
      return busiest(raised)
    case 'over10':
      return inFullPeriods(raised, from)
    case 'flood': {
      const flood = figures().floods.find(one => one.from === hour)
      return flood && raised.filter(({ at }) => at >= flood.from && at <= flood.to)
    }
    case 'chattering':
      return raised.filter(({ chattering }) => chattering)
    case 'stale': {
      const stale = new Set(figures().stale)
      return lastRaised(known).filter(({ alarm }) => stale.has(alarm))
    }
    case 'acknowledged':
      return waits(inside).answered
    case 'never':
      return waits(inside).waiting
    case 'shelved':
    case 'suppressed':
    case 'removed':
      return inside.filter(({ type }) => type === what)
    default:
      return undefined
  }
}

const rowOf = ({ alarm, type, at, priority, position, waited }: Row): FigureRow => ({
  alarm,
  type,
  at,
  ...(priority === undefined ? {} : { priority }),
  ...(position === undefined ? {} : { position }),
  ...(waited === undefined ? {} : { waited }),
})

function busiest(raised: readonly AlarmHappening[]): readonly AlarmHappening[] {
  let best: readonly AlarmHappening[] = []
  let first = 0
  raised.forEach(({ at }, i) => {
    while (raised[first]!.at <= at - 10 * MINUTE) first++
    if (i - first + 1 > best.length) best = raised.slice(first, i + 1)
  })
  return best
}

function inFullPeriods(raised: readonly AlarmHappening[], from: Instant): AlarmHappening[] {
  const period = ({ at }: AlarmHappening) => Math.floor((at - from) / (10 * MINUTE))
  const counts = new Map<number, number>()
  for (const one of raised) counts.set(period(one), (counts.get(period(one)) ?? 0) + 1)
  return raised.filter(one => counts.get(period(one))! > 10)
}

function lastRaised({ happenings, to }: Known): AlarmHappening[] {
  const last = new Map<string, AlarmHappening>()
  for (const one of happenings) if (one.type === 'raised' && one.at < to) last.set(one.alarm, one)
  return [...last.values()]
}

/** As the time to acknowledge is reckoned: the first raising counts until it is acknowledged. */
function waits(inside: readonly AlarmHappening[]) {
  const waiting = new Map<string, AlarmHappening>()
  const answered: Row[] = []
  for (const one of inside) {
    const before = waiting.get(one.alarm)
    if (one.type === 'raised' && !before) waiting.set(one.alarm, one)
    if (one.type !== 'acknowledged' || !before) continue
    const { priority, position } = before
    const about = { ...(priority === undefined ? {} : { priority }), ...(position ? { position } : {}) }
    answered.push({ ...one, ...about, waited: one.at - before.at })
    waiting.delete(one.alarm)
  }
  return { answered, waiting: [...waiting.values()] }
}
