import { type Command, InvalidArgumentError } from 'commander'
import { DateTime } from 'luxon'
import { shippedPolicy } from '../alerting/policy/load.ts'
import { type Trial, type TrialClock, tryPolicy } from '../alerting/policy/try.ts'
import { CodedError } from '../runtime/config/problems.ts'

interface TryOptions {
  category: string
  at?: string
  dn?: number
  ring?: 'inside' | 'outside'
  kind?: string
  source?: string
  repairClass?: 'minor' | 'medium' | 'major'
  flag?: string[]
  json?: boolean
}

/** `standpipe policy try jinan --category burst --dn 400 --at "2026-02-16 23:10"` */
export function register(program: Command): void {
  program
    .command('policy')
    .description('ask a policy what its clocks would be')
    .command('try')
    .description('print every clock of an imagined ticket with the rule it comes from')
    .argument('<policy>', 'jinan, liaocheng, haiyang, generic')
    .requiredOption('--category <category>', 'fault category, e.g. burst')
    .option('--at <time>', 'local time of the report, e.g. "2026-02-16 23:10"; now when left out')
    .option('--dn <mm>', 'nominal diameter of the pipe', diameter)
    .option('--ring <side>', 'inside or outside the ring road')
    .option('--kind <kind>', 'repair, complaint, visit…')
    .option('--source <source>', 'hotline, telemetry, patrol…', 'hotline')
    .option('--repair-class <class>', 'minor, medium or major')
    .option('--flag <flag...>', 'facts such as noContact, appointment, thirdParty')
    .option('--json', 'as JSON')
    .action((policy: string, options: TryOptions) => {
      const inForce = shippedPolicy(policy)
      const at = instant(options.at, inForce.policy.timeZone)
      const { json, flag, at: _, ...facts } = options
      const trial: Trial = { ...facts, at, ...(flag ? { flags: flag } : {}) }
      const result = tryPolicy(inForce, trial)
      const text = json
        ? JSON.stringify(result, null, 2)
        : table(result.clocks, inForce.policy.timeZone, result.unit)
      process.stdout.write(`${text}\n`)
    })
}

function diameter(text: string): number {
  const mm = Number(text)
  if (!(mm > 0)) throw new InvalidArgumentError('write the diameter in mm, e.g. 400')
  return mm
}

function instant(text: string | undefined, zone: string): number {
  if (text === undefined) return Date.now()
  const time = DateTime.fromISO(text.replace(' ', 'T'), { zone })
  if (!time.isValid) {
    throw new CodedError('time-not-understood', `"${text}" is no time: write it as 2026-02-16 23:10`)
  }
  return time.toMillis()
}

function table(clocks: readonly TrialClock[], zone: string, unit: string | undefined): string {
  const rows = clocks.map(clock => [
    clock.name,
    clock.rule,
    clock.state === 'exempt' ? 'exempt' : `${clock.from} → ${clock.until}`,
    clock.limit ?? 'by hand',
    clock.deadline === undefined
      ? ''
      : DateTime.fromMillis(clock.deadline, { zone }).toFormat('yyyy-MM-dd HH:mm'),
    clock.level + (clock.assumed ? ' (assumed)' : ''),
    clock.note ?? '',
  ])
  const heads = ['clock', 'rule', 'runs', 'limit', 'due if it starts then', 'level', 'note']
  const all = [heads, ...rows]
  const widths = heads.map((_, i) => Math.max(...all.map(row => row[i]!.length)))
  const lines = all.map(row =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
  return [...(unit ? [`responsible unit: ${unit}`, ''] : []), ...lines].join('\n')
}
