import type { LinkCause } from '../model/gateway-state.ts'
import type { Point } from '../model/point.ts'
import { QUANTITIES } from '../model/quantity.ts'
import { siUnit } from '../model/units.ts'
import { CodedError } from '../runtime/config/problems.ts'
import type { Line } from './devices.ts'
import { type DeviceDiagnosis, diagnose, type ValueDiagnosis } from './diagnosis.ts'
import { LinkError } from './modbus/read-error.ts'
import { DevicePoll } from './poll/device.ts'
import { LineDownError } from './poll/held.ts'
import { type LineLink, lineLink } from './poll/line-link.ts'
import { targetOf } from './poll/target.ts'
import type { Profile, ProfilePoint } from './profile.ts'

/** What a device said when read by one profile. */
export interface Probed extends DeviceDiagnosis {
  /** Values that were good, of all the profile has. */
  good: number
  /** Keys of good values that no such quantity can have: the registers mean something else. */
  implausible: readonly string[]
  units: Record<string, string>
}

export type ProbeLine = Pick<Line, 'tcp' | 'rtuOverTcp' | 'rtu' | 'timeout'>

/** Profiles that may be met with silence before the device is taken for absent. */
const MOST_SILENT = 5
/** Nothing that is measured is this small; a float of the wrong word order is. */
const SMALLEST = 1e-20

/** What to look at, by what went wrong. */
const ADVICE: Record<LinkCause, string> = {
  refused: 'nothing listens there: is it the right port, and is the device’s only connection free?',
  unreachable: 'is the address right, and the cable in?',
  'connect-timeout': 'is the address right, and the cable in?',
  closed: 'does it let in one client only, or is this address no Modbus device?',
  silent:
    'is the unit id right? A serial server needs --rtu-over-tcp; a serial port, the right --baud and --parity',
  garbled: 'a serial server needs --rtu-over-tcp; a serial port, the right --baud and --parity',
  port: 'is the path right, and may you open it?',
}

/**
 * Reads a device once by each of the profiles, for the technician in the cabinet; nothing is configured or stored.
 * The best fit comes first. Rejects with CodedError when there is no connection or no answer.
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
  let silent = 0
  for (const profile of profiles) {
    try {
      found.push(await readBy(profile, line, link, unit, now, address))
    } catch (error) {
      failure = error as Error
      if (error instanceof LineDownError) break
      silent += error instanceof LinkError && error.cause === 'silent' ? 1 : 0
      if (found.length === 0 && silent >= MOST_SILENT) break
    }
  }
  link.close()
  if (found.length === 0) throw unreadable(failure, silent, profiles.length)
  const fit = ({ good, implausible, values }: Probed) => (good - implausible.length) / values.length
  return found.sort((a, b) => fit(b) - fit(a) || b.values.length - a.values.length)
}

async function readBy(
  profile: Profile,
  line: Line,
  link: LineLink,
  unit: number,
  now: () => number,
  address: string | undefined,
): Promise<Probed> {
  const entry = {
    id: profile.id,
    unit,
    ...(address === undefined ? {} : { address }),
    profile: profile.id,
    period: 10,
    points: Object.fromEntries(profile.points.map(point => [point.key, point.key])),
  }
  const device = new DevicePoll(targetOf(entry, line, profile, new Map<string, Point>(), 'UTC'), now())
  await device.poll(link, 1, now)
  const diagnosis = diagnose(device, line.id)
  return {
    ...diagnosis,
    good: diagnosis.values.filter(value => value.quality === 'good').length,
    implausible: diagnosis.values
      .filter((value, i) => isImplausible(value, profile.points[i]!))
      .map(({ key }) => key),
    units: Object.fromEntries(profile.points.map(point => [point.key, shownUnit(point)])),
  }
}

function isImplausible({ quality, value }: ValueDiagnosis, { quantity, unit, type }: ProfilePoint): boolean {
  if (quality !== 'good' || value === null) return false
  if (/^f/.test(type) && value !== 0 && Math.abs(value) < SMALLEST) return true
  // Without a unit the profile does not say what the number is.
  if (!quantity || unit === undefined) return false
  const [low, high] = QUANTITIES[quantity].range
  return value < low || value > high
}

function unreadable(failure: Error | undefined, silent: number, asked: number): CodedError {
  const cause = failure instanceof LineDownError ? failure.cause : failure
  const advice = cause instanceof LinkError ? `\n${ADVICE[cause.cause]}` : ''
  const tried =
    asked > 1 && silent >= MOST_SILENT
      ? `\nIt was asked by ${silent} profiles. One that is silent about registers it does not have is read with --profile <id>.`
      : ''
  return new CodedError(
    'probe-failed',
    `the device cannot be read: ${failure?.message ?? 'no profile'}${advice}${tried}`,
  )
}

function shownUnit({ unit, unitFrom }: ProfilePoint): string {
  const si = siUnit(unit ?? Object.values(unitFrom?.units ?? {})[0] ?? '1')
  return si === undefined || si === '1' ? '' : si
}
