import { HOUR } from '../../../model/time.ts'
import type { Context } from '../watch.ts'
import type { Device } from './device.ts'

/** What devices can be lost by together, widest first. */
export const LEVELS = ['site', 'gateway', 'publisher', 'line', 'zone'] as const
export type Level = (typeof LEVELS)[number]

/** Devices that share a way to us. */
export interface Network {
  readonly key: string
  readonly level: Level
  /** What a communication alarm about it is about. */
  readonly subject: string
  readonly devices: readonly Device[]
  /** Ways below it that are not each other's: the lines of a gateway, the gateways and publishers of a site. */
  readonly branches: number
}

/** Devices that speak less often than this are not expected to fall silent with the others. */
const SELDOM = 2 * HOUR

/**
 * The ways that devices share: all of a site, a gateway, a line of a gateway, a source that devices publish through,
 * and a zone, because its devices mostly hang on one radio cell, cabinet or feeder. Meters that report once a day are
 * a network of their own in each.
 */
export function networksOf(
  devices: readonly Device[],
  { sources, siteId }: Pick<Context, 'sources' | 'siteId'>,
): Network[] {
  const found = new Map<string, { level: Level; subject: string; devices: Device[]; branches: Set<string> }>()
  const put = (level: Level, subject: string, device: Device, branch: string) => {
    const key = `${level} ${subject}`
    const network = found.get(key)
    if (network) network.devices.push(device)
    else found.set(key, { level, subject, devices: [device], branches: new Set() })
    found.get(key)!.branches.add(branch)
  }
  for (const device of devices) {
    const { point } = device.members[0]!
    const { gateway, line, publisher } = sources.of(point.id)
    const seldom = device.patience > SELDOM
    const way = gateway ?? publisher
    if (seldom) {
      const through = way ?? 'meters'
      put('publisher', through, device, point.zone ?? '')
      if (point.zone !== undefined) put('zone', `${through}:${point.zone}`, device, '')
      continue
    }
    if (way !== undefined) put('site', siteId, device, way)
    if (gateway !== undefined) {
      put('gateway', gateway, device, line ?? '')
      if (line !== undefined) put('line', line, device, '')
    } else if (publisher !== undefined) put('publisher', publisher, device, '')
    if (point.zone !== undefined) put('zone', point.zone, device, way ?? '')
  }
  return [...found].flatMap(([key, { level, subject, devices, branches }]) =>
    devices.length < 2 ? [] : [{ key, level, subject, devices, branches: branches.size }],
  )
}
