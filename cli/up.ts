import { type Command, InvalidArgumentError } from 'commander'
import type { UpOptions } from './up/options.ts'

/** `standpipe up [site]`: the whole platform in one process. */
export function register(program: Command): void {
  program
    .command('up')
    .description('start the whole platform; without a site, with a demo town')
    .argument('[site]', 'site folder; a living demo town when left out')
    .option('--host <address>', 'address to listen on; loopback unless the site says otherwise')
    .option('--http-port <port>', 'port of the screens and the API, 0 for any free one', port)
    .option('--mqtt-port <port>', 'port of the embedded broker, 0 for any free one', port)
    .option('--data-dir <folder>', 'where everything is remembered', 'data')
    .option('--speed <n>', 'demo town: simulated seconds a second', speed, 1)
    .option('--scenario <name>', 'demo town: what goes wrong', 'everyday')
    .option('--customers <n>', 'demo town: its size', count, 5_000)
    .option('--seed <n>', 'demo town: which one', count, 1)
    .option('--token <token>', 'an API token with all rights, for scripts (Authorization: Bearer)', token)
    .option('--log-level <level>', 'debug, info, warn, error or silent', 'warn')
    .action(up)
}

async function up(folder: string | undefined, options: UpOptions): Promise<void> {
  const [{ takeDataDir }, { simulatedClock }, { createLog }, { createMetrics }] = await Promise.all([
    import('./up/data-dir.ts'),
    import('./up/simulated-clock.ts'),
    import('../runtime/log.ts'),
    import('../runtime/metrics.ts'),
  ])
  const [{ compose }, { watchDisk }] = await Promise.all([
    import('../runtime/lifecycle.ts'),
    import('../runtime/disk-watch.ts'),
  ])
  const log = createLog({ level: options.logLevel })
  const metrics = createMetrics({ processFigures: true })
  const dataDir = takeDataDir(options.dataDir)
  const clock = simulatedClock(dataDir.path, folder === undefined ? options.speed : 1, log)
  let live: { url: string } | undefined
  try {
    const parts = await compose(
      [
        { name: 'data folder', start: () => ({ stop: async () => dataDir.release() }) },
        { name: 'disk', start: () => watchDisk({ folder: dataDir.path, log, metrics }) },
        { name: 'clock', start: () => ({ stop: async () => clock.stop() }) },
        {
          name: 'platform',
          start: async () => {
            const { startAll } = await import('./up/start-all.ts')
            const all = await startAll(folder, options, { dataDir, time: clock.time, log, metrics })
            live = all
            return all
          },
        },
      ],
      { log },
    )
    const ahead = clock.ahead > 0 ? `, ${hours(clock.ahead)} ahead of the clock` : ''
    const pace = clock.time.speed === 1 && !ahead ? '' : ` (time runs ×${clock.time.speed}${ahead})`
    process.stdout.write(`Standpipe is live at ${live!.url}${pace}\n`)
    await untilStopped()
    process.stdout.write('Stopping …\n')
    await parts.stop()
  } catch (error) {
    dataDir.release()
    throw error
  }
}

/** Resolves at Ctrl-C or a polite kill; a second one ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise(resolve => {
    const stop = () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
      // A connection that will not close must not keep the terminal.
      setTimeout(() => process.exit(1), 5_000).unref()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  })
}

const hours = (ms: number) => `${(ms / 3_600_000).toFixed(1)} h`

function port(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  throw new InvalidArgumentError('a port is a whole number from 0 to 65535')
}

function speed(text: string): number {
  const value = Number(text)
  if (value >= 0.1 && value <= 3_600) return value
  throw new InvalidArgumentError('a speed is a number from 0.1 to 3600')
}

function count(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  throw new InvalidArgumentError('a whole number is expected')
}

function token(text: string): string {
  if (text.length >= 8 && !/\s/.test(text)) return text
  throw new InvalidArgumentError('a token has at least 8 characters and no spaces')
}
