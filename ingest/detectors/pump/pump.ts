import type { Point } from '../../../model/point.ts'
import { milliseconds } from '../duration.ts'
import type { Rule } from '../settings-schema.ts'
import { type Context, type SiteDetector, type Watch, watch } from '../watch.ts'
import { dryRunDetector } from './dry-run.ts'
import { efficiencyDetector } from './efficiency.ts'
import { imbalanceDetector } from './imbalance.ts'
import { type Pump, type PumpGroup, pumpGroups } from './pumps.ts'
import { startsDetector } from './starts.ts'

/** Starts an hour that motors bear, by rated power, kW (domain.md §4.5). */
const STARTS_BY_POWER: readonly [kW: number, starts: number][] = [
  [7.5, 15],
  [30, 10],
  [75, 6],
  [Number.POSITIVE_INFINITY, 4],
]

/** What watches the pumps of a site, one small detector each. */
export const pumpWatches: SiteDetector = context =>
  pumpGroups(context.points.values()).flatMap(group => {
    const rule = context.settings.of('pump', group.pumps[0]!.running)
    return rule
      ? [...group.pumps.flatMap(pump => onePump(pump, group, rule)), ...together(group, rule, context)]
      : []
  })

function onePump(pump: Pump, group: PumpGroup, rule: Rule<'pump'>): Watch[] {
  const { load = 0.5, inlet = 0.5, empty = 0.03, dryDelay = '10 s', shortRun = '2 min', shortRuns = 3 } = rule
  const watches: Watch[] = []
  const shortest = milliseconds(shortRun)
  const power = rule.ratedPower ?? 0
  const startsPerHour = rule.startsPerHour ?? STARTS_BY_POWER.find(([most]) => power <= most)![1]
  if (2 * pump.running.period <= shortest) {
    watches.push(
      watch(startsDetector(pump, { startsPerHour, shortRun: shortest, shortRuns }), [pump.running.id]),
    )
  }
  const points = idsOf([
    pump.running,
    pump.power ?? pump.current,
    group.flow,
    group.frequency,
    group.inlet,
    group.level,
  ])
  const settings = {
    load,
    inlet,
    empty,
    onDelay: milliseconds(dryDelay),
    offDelay: 3 * milliseconds(dryDelay),
  }
  if (points.length > 1) watches.push(watch(dryRunDetector(pump, group, settings), points))
  return watches
}

function together(group: PumpGroup, rule: Rule<'pump'>, { clock }: Context): Watch[] {
  const { imbalance = 0.3, imbalanceDays = 7, energyRise = 0.1, energyDays = 3, learnDays = 7 } = rule
  const watches: Watch[] = []
  const counted = group.pumps.filter(pump => pump.runtime)
  if (counted.length > 1) {
    const settings = { share: imbalance, days: imbalanceDays, hours: 3 * imbalanceDays }
    watches.push(watch(imbalanceDetector(counted, clock, settings), idsOf(counted.map(pump => pump.runtime))))
  }
  const { energy, volume, inlet, outlet } = group
  if (energy && volume) {
    const settings = { rise: energyRise, days: energyDays, learn: learnDays, least: rule.leastVolume ?? 10 }
    watches.push(watch(efficiencyDetector(group, clock, settings), idsOf([energy, volume, inlet, outlet])))
  }
  return watches
}

const idsOf = (points: readonly (Point | undefined)[]) => points.flatMap(point => (point ? [point.id] : []))
