import type { Command } from 'commander'
import { IANAZone } from 'luxon'
import { detectorSettings } from '../ingest/detectors/settings.ts'
import { CodedError, ConfigError, type Problem } from '../runtime/config/problems.ts'
import { readYaml } from '../runtime/config/yaml.ts'
import { readInp } from '../runtime/site/inp.ts'
import { instantArgument, openHistories, totalBytes } from './replay/open.ts'
import { type Outputs, openOutputs } from './replay/output.ts'
import { progressBar } from './replay/progress.ts'
import { replaySite } from './replay/replay-site.ts'
import { type ReplayResult, replay } from './replay/run.ts'
import type { BadRow } from './replay/wide-csv.ts'
import { deriveZones } from './replay/zones.ts'

interface Options {
  network: string
  history: string[]
  out: string
  tickets?: string
  from?: string
  to?: string
  detectors?: string
  timeZone: string
  policy: string
  as: string[]
}

/** Bad rows shown one by one; the rest are counted. */
const SHOWN = 20

/** `standpipe replay`: a network's past through the detectors and ticket rules of the live services. */
export function register(program: Command): void {
  program
    .command('replay')
    .description('push a history through the detectors and ticket rules in device time')
    .requiredOption('--network <file>', 'EPANET INP file of the network')
    .requiredOption('--history <files...>', 'wide CSV files, one series a column; .gz is read too')
    .requiredOption('--out <file>', 'where the detections go, as CSV')
    .option('--tickets <file>', 'where the tickets go (default: beside the detections)')
    .option('--from <time>', 'begin here, local time of the history')
    .option('--to <time>', 'end here')
    .option('--detectors <file>', 'detectors.yaml with other parameters')
    .option('--time-zone <zone>', 'IANA time zone of the time stamps', 'UTC')
    .option('--policy <id>', 'policy that decides on tickets', 'jinan')
    .option('--as <what...>', 'what a file measures: NAME=QUANTITY:UNIT, e.g. inflow=flow:L/s', [])
    .action(run)
}

async function run(options: Options): Promise<void> {
  const { timeZone, out } = options
  if (!IANAZone.isValidZone(timeZone))
    throw new CodedError('zone-unknown', `--time-zone ${timeZone}: no such IANA time zone`)
  const from = instantArgument(options.from, timeZone, Number.NEGATIVE_INFINITY)
  const to = instantArgument(options.to, timeZone, Number.POSITIVE_INFINITY)
  const settings = settingsFrom(options.detectors)
  const network = deriveZones(await readInp(options.network))
  const outputs = openOutputs(out, options.tickets ?? out.replace(/(\.csv)?$/, '.tickets.csv'))
  const bar = progressBar(await totalBytes(options.history))
  const bad = badRows()
  const interrupted = () => {
    bar.stop()
    outputs.drop()
    process.stderr.write('\nstandpipe: stopped before the end; nothing was written\n')
    process.exit(130)
  }
  process.once('SIGINT', interrupted)
  try {
    const { histories, points } = await openHistories(options.history, {
      network,
      zone: timeZone,
      kinds: options.as,
      onBadRow: bad.take,
      onBytes: bar.add,
    })
    const site = replaySite(options.network, network, points, options)
    const started = performance.now()
    const result = await replay({ site, settings, histories, from, to })
    bar.stop()
    outputs.write(result.detections, result.tickets, timeZone)
    bad.report()
    summary(result, outputs, (performance.now() - started) / 1000)
  } finally {
    process.off('SIGINT', interrupted)
    bar.stop()
    outputs.drop()
  }
}

function settingsFrom(path: string | undefined) {
  if (path === undefined) return detectorSettings()
  const problems: Problem[] = []
  const file = readYaml(path, problems)
  if (!file) throw new ConfigError(problems)
  return detectorSettings(file)
}

function badRows() {
  const shown: BadRow[] = []
  let count = 0
  return {
    take: (row: BadRow) => {
      count++
      if (shown.length < SHOWN) shown.push(row)
    },
    report: () => {
      if (count === 0) return
      for (const { file, line, why } of shown) process.stderr.write(`${file}:${line}: ${why}\n`)
      const rest = count > shown.length ? `, the first ${shown.length} are named above` : ''
      process.stderr.write(`${count} bad rows or fields were left out${rest}; the rest was read\n`)
    },
  }
}

function summary({ detections, tickets, readings }: ReplayResult, files: Outputs, seconds: number): void {
  const kinds = new Map<string, number>()
  for (const { kind } of detections) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  const listed = [...kinds].sort((a, b) => b[1] - a[1]).map(([kind, count]) => `  ${kind}: ${count}`)
  const speed = Math.round(readings / Math.max(seconds, 0.001)).toLocaleString('en')
  process.stdout.write(
    `${readings.toLocaleString('en')} readings in ${seconds.toFixed(1)} s (${speed}/s)\n` +
      `${detections.length} detections in ${files.detections}\n` +
      `${tickets.length} tickets would have opened, in ${files.tickets}\n` +
      (listed.length > 0 ? `${listed.join('\n')}\n` : ''),
  )
}
