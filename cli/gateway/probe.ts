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

/** Reads the device and prints what it says; throws CodedError when it cannot. */
export async function printProbe(options: ProbeOptions, siteFolder: string | undefined): Promise<void> {
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
  const found = await probe(wayOf(options), Number(options.unit), tried, Date.now, options.address)
  if (!chosen && found.length > 1) process.stdout.write(fits(found))
  process.stdout.write(table(found[0]!))
}

function wayOf({ probe: where, rtuOverTcp, baud, parity, timeout }: ProbeOptions): ProbeLine {
  const rest = { timeout: Number(timeout) }
  if (!/:\d+$/.test(where))
    return { rtu: { path: where, baud: Number(baud), parity: parity as 'none', stopBits: 1 }, ...rest }
  return rtuOverTcp ? { rtuOverTcp: where, ...rest } : { tcp: where, ...rest }
}

function fits(found: readonly Probed[]): string {
  const rows = found
    .slice(0, 8)
    .map(one => `  ${one.profile.id}: ${one.good} of ${one.values.length} values good\n`)
  return `Which profile fits (the first is shown; a device that answers every address fits them all):\n${rows.join('')}\n`
}

function table({ profile, unit, values, units, asked }: Probed): string {
  const rows = values.map(({ key, raw, means, value, quality, reason }) => [
    key,
    String(raw),
    value === null ? '–' : `${value} ${units[key]}`.trim(),
    reason ? `${quality} (${reason})` : quality,
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
    ...wire,
    '',
  ].join('\n')
}
