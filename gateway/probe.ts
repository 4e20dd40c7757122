import type { Point } from '../model/point.ts'
import { siUnit } from '../model/units.ts'
import { CodedError } from '../runtime/config/problems.ts'
import type { Line } from './devices.ts'
import { type DeviceDiagnosis, diagnose } from './diagnosis.ts'
import { DevicePoll } from './poll/device.ts'
import { lineLink } from './poll/line-link.ts'
import { targetOf } from './poll/target.ts'
import type { Profile, ProfilePoint } from './profile.ts'

/** What a device said when read by one profile. */
export interface Probed extends DeviceDiagnosis {
  /** Values that were good, of all the profile has. */
  good: number
  units: Record<string, string>
}

export type ProbeLine = Pick<Line, 'tcp' | 'rtuOverTcp' | 'rtu' | 'timeout'>

/**
 * Reads a device once by each of the profiles, for the technician in the cabinet; nothing is configured or stored.
 * The best fit comes first. Rejects with CodedError when there is no connection.
 */
export async function probe(
  way: ProbeLine,
  unit: number,
  profiles: readonly Profile[],
  now: () => number,
  address?: string,
): Promise<Probed[]> {
  const line: Line = {
    id: 'probe',
    connectTimeout: 3_000,
    delayAfterConnect: 0,
    delayBetween: 0,
    keepOpen: true,
    retries: 0,
    devices: [],
    ...way,
  }
  const link = lineLink(line, profiles[0]?.protocol)
  const found: Probed[] = []
  let failure: Error | undefined
  for (const profile of profiles) {
    const points = new Map<string, Point>()
    const target = targetOf(
      {
        id: profile.id,
        unit,
        ...(address === undefined ? {} : { address }),
        profile: profile.id,
        period: 10,
        points: Object.fromEntries(profile.points.map(point => [point.key, point.key])),
      },
      line,
      profile,
      points,
      'UTC',
    )
    const device = new DevicePoll(target, now())
    try {
      await device.poll(link, 1, now)
      const diagnosis = diagnose(device, line.id)
      found.push({
        ...diagnosis,
        good: diagnosis.values.filter(value => value.quality === 'good').length,
        units: Object.fromEntries(profile.points.map(point => [point.key, shownUnit(point)])),
      })
    } catch (error) {
      failure = error as Error
      if (profiles.length === 1) break
    }
  }
  link.close()
  if (found.length === 0)
    throw new CodedError('probe-failed', `the device cannot be read: ${failure?.message ?? 'no profile'}`)
  return found.sort((a, b) => b.good / b.values.length - a.good / a.values.length)
}

function shownUnit({ unit, unitFrom }: ProfilePoint): string {
  const si = siUnit(unit ?? Object.values(unitFrom?.units ?? {})[0] ?? '1')
  return si === undefined || si === '1' ? '' : si
}
