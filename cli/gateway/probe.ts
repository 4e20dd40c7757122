import { type Probed, type ProbeLine, probe } from '../../gateway/probe.ts'
import { loadProfiles } from '../../gateway/profiles.ts'
import { CodedError, describeProblem, type Problem } from '../../runtime/config/problems.ts'

interface ProbeOptions {
  probe: string
  unit: string
  address?: string
  profile?: string
  rtuOverTcp?: boolean
  baud: string
  parity: string
  timeout: string
}

const PARITIES = ['none', 'even', 'odd'] as const

/** Reads the device and prints what it says; throws CodedError when it cannot. */
export async function printProbe(options: ProbeOptions, siteFolder: string | undefined): Promise<void> {
  const way = wayOf(options)
  const unit = whole('--unit', options.unit, 0, 255)
  if (options.address !== undefined && !/^\d{14}$/.test(options.address))
    throw wrong('--address', options.address, 'the 14 digits on the meter, with leading zeros')
  const problems: Problem[] = []
  const profiles = loadProfiles(siteFolder, problems)
  for (const problem of problems) process.stderr.write(`${describeProblem(problem)}\n`)
  const chosen = options.profile === undefined ? undefined : profiles.get(options.profile)
  if (options.profile !== undefined && !chosen)
    throw new CodedError(
      'no-profile',
      `there is no profile ${options.profile}; there are: ${[...profiles.keys()].join(', ')}`,
    )
  const protocol = options.address === undefined ? 'modbus' : 'cjt188'
  const tried = chosen ? [chosen] : [...profiles.values()].filter(one => one.protocol === protocol)
  const found = await probe(way, unit, tried, Date.now, options.address)
  if (!chosen && found.length > 1) process.stdout.write(fits(found))
  process.stdout.write(table(found[0]!))
}

function wayOf({ probe: where, rtuOverTcp, baud, parity, timeout }: ProbeOptions): ProbeLine {
  const rest = { timeout: whole('--timeout', timeout, 10, 60_000) }
  if (/:\d{1,5}$/.test(where)) return rtuOverTcp ? { rtuOverTcp: where, ...rest } : { tcp: where, ...rest }
  if (!/[\\/]|^COM\d+$/i.test(where))
    throw wrong('--probe', where, 'host:port, e.g. 192.0.2.20:502, or the path of a serial port')
  const known = PARITIES.find(one => one === parity)
  if (!known) throw wrong('--parity', parity, PARITIES.join(', '))
  return {
    rtu: { path: where, baud: whole('--baud', baud, 300, 1_000_000), parity: known, stopBits: 1 },
    ...rest,
  }
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value
  throw wrong(option, text, `a whole number from ${least} to ${most}`)
}

const wrong = (option: string, text: string, wanted: string) =>
  new CodedError('bad-option', `${option} "${text}" is not ${wanted}`)

function fits(found: readonly Probed[]): string {
  const rows = found
    .slice(0, 8)
    .map(one => `  ${one.profile.id}: ${one.good} of ${one.values.length} values good${doubts(one)}\n`)
  return `Which profile fits (the first is shown; a device that answers every address fits many):\n${rows.join('')}\n`
}

function doubts({ implausible }: Probed): string {
  return implausible.length > 0 ? `, ${implausible.length} of them not plausible` : ''
}

function table({ profile, unit, values, units, asked, good, implausible }: Probed): string {
  const rows = values.map(({ key, raw, means, value, quality, reason }) => [
    key,
    String(raw),
    value === null ? '–' : `${value} ${units[key]}`.trim(),
    reason ? `${quality} (${reason})` : implausible.includes(key) ? `${quality}, not plausible` : quality,
    means ?? '',
  ])
  const head = ['key', 'raw', 'value', 'quality', 'means']
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map(row => row[i]!.length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd()
  const wire = asked.flatMap(({ sent, answered }) => [`> ${sent}`, `< ${answered}`])
  return [
    `${profile.vendor} ${profile.model}, unit ${unit}`,
    '',
    line(head),
    ...rows.map(line),
    '',
    ...(good === 0 ? ['No value is good: is it this model, and is it measuring?', ''] : []),
    ...(implausible.length > 0
      ? ['Values that are not plausible: is it this model and word order?', '']
      : []),
    ...wire,
    '',
  ].join('\n')
}
