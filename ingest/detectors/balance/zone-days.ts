import type { Zone } from '../../../model/network.ts'
import type { Reading } from '../../../model/reading.ts'
import type { Site } from '../../../runtime/site/site.ts'
import { inletFlows } from '../inlet-flows.ts'
import type { LocalClock } from '../local-clock.ts'
import type { DetectorSettings } from '../settings.ts'
import { flowDays, levelDays, registerDays } from './day-sums.ts'
import { tankOf } from './tanks.ts'

/** A zone's water of one local day, m³; null where a part of it is not known. */
export interface ZoneDay {
  in: number | null
  out: number | null
  /** What its tanks kept; 0 without tanks. */
  kept: number | null
  /** What its customers' meters counted; those that did not tell are taken to be like the others. */
  metered: number | null
  /** Meters that told of the day. */
  told: number
  /** In − out − kept − metered. */
  lost: number | null
  /** Share of the net inflow. */
  share: number | null
}

/** Share of a zone's meters that must have told of a day. */
const LEAST_METERS = 0.9

/** Adds up a zone's water by days, from readings in device-time order of each point. */
export function zoneBalances(site: Site, zone: Zone, clock: LocalClock, settings: DetectorSettings) {
  const { points, network } = site
  const flows = inletFlows({ points, network }, zone).map(flow => ({ ...flow, days: flowDays(clock) }))
  const customers = new Set(network.customers.filter(one => one.zone === zone.id).map(({ id }) => id))
  const meters = [...points.values()].filter(
    point => point.quantity === 'volume' && customers.has(point.asset),
  )
  const tankNodes = network.nodes.filter(node => node.kind === 'tank' && node.zone === zone.id)
  const tanks = tankNodes.map(({ id }) => {
    const tank = tankOf(id, { points, network, settings })
    return tank && { ...tank, days: levelDays(clock) }
  })
  const known = tanks.filter(tank => tank !== undefined)
  const registers = registerDays(clock)
  const isMeter = new Set(meters.map(({ id }) => id))
  const unmeasured = zone.inlets.length + zone.outlets.length - flows.length

  const sum = (sign: 1 | -1, day: number): number | null => {
    let all = 0
    for (const flow of flows) {
      if (flow.sign !== sign) continue
      const volume = flow.days.volume(day)
      if (volume === undefined) return null
      all += volume
    }
    return all
  }
  const keptOn = (day: number): number | null => {
    if (known.length < tanks.length) return null
    let all = 0
    for (const { days, area } of known) {
      const change = days.change(day)
      if (change === undefined) return null
      all += change * area
    }
    return all
  }
  return {
    /** Points whose readings of the days themselves are wanted. */
    quick: [...flows.map(({ point }) => point.id), ...known.map(({ point }) => point.id)],
    /** Registers: their readings from before and after are wanted too. */
    meters: [...isMeter],
    about: {
      unmeasured,
      meters: meters.length,
      customers: customers.size,
      /** Tanks of which neither gauge nor area is known. */
      tanksUnknown: tanks.length - known.length,
    },
    take(reading: Reading): void {
      const { point, at, value, quality } = reading
      if (value === null || quality !== 'good') return
      if (isMeter.has(point)) registers.take(point, at, value)
      for (const flow of flows) if (flow.point.id === point) flow.days.take(at, value)
      for (const tank of known) if (tank.point.id === point) tank.days.take(at, value)
    },
    of(day: number): ZoneDay {
      const isKnown = unmeasured === 0 && flows.length > 0
      const inflow = isKnown ? sum(1, day) : null
      const out = isKnown ? sum(-1, day) : null
      const kept = keptOn(day)
      const used = registers.of(day)
      const told = used?.meters ?? 0
      const metered =
        used && meters.length > 0 && told >= LEAST_METERS * meters.length
          ? (used.used * meters.length) / told
          : null
      const lost =
        inflow === null || out === null || kept === null || metered === null
          ? null
          : inflow - out - kept - metered
      const net = inflow === null || out === null ? 0 : inflow - out
      return {
        in: inflow,
        out,
        kept,
        metered,
        told,
        lost,
        share: lost === null || net <= 0 ? null : lost / net,
      }
    },
  }
}
