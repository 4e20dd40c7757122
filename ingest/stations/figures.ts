import type { Point } from '../../model/point.ts'
import type { Reading } from '../../model/reading.ts'
import { HOUR, type Instant } from '../../model/time.ts'
import type { LocalDay } from '../api/days.ts'
import type { Pump, PumpGroup } from '../detectors/pump/pumps.ts'
import { type Held, HOLD_PERIODS, holding } from '../holding.ts'
import { type Amount, growth, integral } from './amount.ts'
import { type CounterCheck, checkCounter, type Run, runTime } from './run-time.ts'

/** What one pump did on one day, or over all of them. */
export interface PumpHours {
  pump: string
  /** h */
  running: number
  stopped: number
  unknown: number
  starts: number
  mostStartsInHour: number
}

export interface StationDay {
  day: string
  from: Instant
  to: Instant
  /** kWh */
  energy: Amount
  /** m³ */
  volume: Amount
  /** kWh/m³; null where either is not known or hardly any water went. */
  specific: number | null
  pumps: PumpHours[]
}

export interface StationFigures {
  days: StationDay[]
  pumps: (PumpHours & { runningPoint: string; counterPoint: string | null; counter: CounterCheck | null })[]
}

/** Water below which energy for a cubic metre says nothing, m³. */
const LEAST_VOLUME = 1

/** What tells of a station's energy and water, or of a part of it. */
export interface StationMeters {
  energy: Point | undefined
  powers: readonly Point[]
  volume: Point | undefined
  flow: Point | undefined
}

/**
 * The meters of a station: its own where it has any, otherwise those of its pumps' groups. A whole is measured once;
 * only without it are the powers of the pumps added up.
 */
export function metersOf(
  station: string,
  points: readonly Point[],
  groups: readonly PumpGroup[],
): StationMeters[] {
  const isOfPump = (point: Point) =>
    groups.some(({ pumps }) => pumps.some(({ id }) => point.id.startsWith(`${id}.`)))
  const own = points.filter(point => point.asset === station && !isOfPump(point))
  const find = (quantity: Point['quantity']) => own.find(point => point.quantity === quantity)
  const powers = groups.flatMap(({ pumps }) => pumps.flatMap(pump => pump.power ?? []))
  const power = find('power')
  const all = groups.reduce((sum, { pumps }) => sum + pumps.length, 0)
  const whole: StationMeters = {
    energy: find('energy'),
    powers: power ? [power] : powers.length === all ? powers : [],
    volume: find('volume'),
    flow: find('flow'),
  }
  if (whole.energy || whole.volume || whole.flow) return [whole]
  return groups.map(({ energy, power, volume, flow, pumps }) => ({
    energy,
    powers: power ? [power] : pumps.flatMap(pump => pump.power ?? []),
    volume,
    flow,
  }))
}

type Feed = (reading: Reading) => void

/**
 * Adds up what a station's pumps did on some days that follow each other, from readings in device-time order that
 * begin somewhat earlier. The last day may be shorter.
 */
export function stationFigures(
  groups: readonly PumpGroup[],
  meters: readonly StationMeters[],
  days: readonly LocalDay[],
) {
  const feeds = new Map<string, Feed[]>()
  const ends: (() => void)[] = []
  const feed = (point: Point | undefined, take: Feed) => {
    if (point) feeds.set(point.id, [...(feeds.get(point.id) ?? []), take])
  }
  const held = (
    point: Point | undefined,
    { from, to }: Pick<LocalDay, 'from' | 'to'>,
    tell: (held: Held) => void,
  ) => {
    if (!point) return
    const stretches = holding(from, to, HOLD_PERIODS * point.period, tell)
    feed(point, reading => stretches.take(reading))
    ends.push(() => stretches.end())
  }
  const span = { from: days[0]!.from, to: days.at(-1)!.to }
  const pumps = groups.flatMap(group => group.pumps).map(pump => onePump(pump, days, span, feed, held))
  const sums = days.map(day => ({
    energy: meters.map(one => amountOf(one.energy, one.powers, day, feed, held)),
    volume: meters.map(one => amountOf(one.volume, one.flow ? [one.flow] : [], day, feed, held)),
  }))
  return {
    points: [...feeds.keys()],
    take(reading: Reading): void {
      for (const take of feeds.get(reading.point) ?? []) take(reading)
    },
    result(): StationFigures {
      for (const end of ends) end()
      return {
        days: days.map(({ day, from, to }, i) => {
          const energy = together(sums[i]!.energy)
          const volume = together(sums[i]!.volume)
          const specific =
            energy.value === null || volume.value === null || volume.value < LEAST_VOLUME
              ? null
              : energy.value / volume.value
          return { day, from, to, energy, volume, specific, pumps: pumps.map(pump => pump.day(i)) }
        }),
        pumps: pumps.map(pump => pump.whole()),
      }
    },
  }
}

type HoldInto = (
  point: Point | undefined,
  span: Pick<LocalDay, 'from' | 'to'>,
  tell: (held: Held) => void,
) => void
type FeedInto = (point: Point | undefined, take: Feed) => void

function onePump(
  { id, running, runtime }: Pump,
  days: readonly LocalDay[],
  span: Pick<LocalDay, 'from' | 'to'>,
  feed: FeedInto,
  held: HoldInto,
) {
  const all = runTime()
  const each = days.map(day => {
    const one = runTime()
    held(running, day, stretch => one.take(stretch))
    return one
  })
  const unheard: Run[] = []
  held(running, span, stretch => {
    all.take(stretch)
    if (stretch.value === null) unheard.push(stretch)
  })
  const counter: Reading[] = []
  feed(runtime, reading => {
    // Only where it moves: a counter read every ten seconds is the same number most of the time.
    if (reading.at < span.from || reading.at >= span.to) return
    const [before, last] = [counter.at(-2), counter.at(-1)]
    if (before && last && before.value === last.value && last.value === reading.value) counter.pop()
    counter.push(reading)
  })
  const hours = ({ sum }: typeof all): PumpHours => ({
    pump: id,
    running: sum.running / HOUR,
    stopped: sum.stopped / HOUR,
    unknown: sum.unknown / HOUR,
    starts: sum.starts,
    mostStartsInHour: sum.mostStartsInHour,
  })
  return {
    day: (i: number) => hours(each[i]!),
    whole: () => ({
      ...hours(all),
      runningPoint: running.id,
      counterPoint: runtime?.id ?? null,
      counter: checkCounter(counter, all.runs, unheard, running.period) ?? null,
    }),
  }
}

/** An amount by its counter, else by its rates. */
function amountOf(
  counter: Point | undefined,
  rates: readonly Point[],
  day: LocalDay,
  feed: FeedInto,
  held: HoldInto,
): () => Amount {
  if (counter) {
    const grown = growth()
    let base: Reading | undefined
    feed(counter, reading => {
      if (reading.at < day.from) base = reading
      else if (reading.at < day.to) {
        if (base) grown.take(base)
        base = undefined
        grown.take(reading)
      }
    })
    return grown.amount
  }
  const sums = rates.map(rate => {
    const sum = integral()
    held(rate, day, stretch => sum.take(stretch))
    return sum.amount
  })
  return () => together(sums)
}

function together(parts: readonly (() => Amount)[]): Amount {
  const all = parts.map(part => part())
  const from = all.some(one => one.from === 'counter') ? 'counter' : 'integral'
  if (all.length === 0 || all.some(one => one.value === null)) return { value: null, from }
  return { value: all.reduce((sum, one) => sum + one.value!, 0), from }
}
