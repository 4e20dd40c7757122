import { Command, CommanderError } from 'commander'
import { ConfigError } from '../runtime/config/problems.ts'

interface CommandModule {
  register(program: Command): void
}

/** One file a command, loaded only when asked for: `standpipe gateway` starts without the dashboard's code. */
const COMMANDS: Record<string, { says: string; load: () => Promise<CommandModule> }> = {
  up: { says: 'start the whole platform; without a site, with a demo town', load: () => import('./up.ts') },
  gateway: { says: 'start one edge gateway, or probe a device', load: () => import('./gateway.ts') },
  ingest: { says: 'start ingest alone', load: () => import('./ingest.ts') },
  alerting: { says: 'start alerting alone', load: () => import('./alerting.ts') },
  dashboard: { says: 'start the dashboard server alone', load: () => import('./dashboard.ts') },
  check: { says: 'check a site folder and list every mistake', load: () => import('./check.ts') },
  import: { says: 'make a site folder from a hydraulic model', load: () => import('./import.ts') },
  replay: { says: 'push a history through detectors and ticket rules', load: () => import('./replay.ts') },
  simulate: { says: 'make a town', load: () => import('./simulate.ts') },
  backup: { says: 'copy history and journal of a running platform', load: () => import('./backup.ts') },
  journal: { says: 'check the history of alarms and tickets', load: () => import('./journal.ts') },
  policy: { says: 'ask a policy what its clocks would be', load: () => import('./policy.ts') },
  acl: { says: 'write the topic rules of a site for mosquitto', load: () => import('./acl.ts') },
  password: { says: 'make the hash of a password', load: () => import('./password.ts') },
}

/**
 * Runs one command line. Expected failures print one message and set a non-zero exit code; anything else is a bug
 * and shows its stack.
 */
export async function main(args: string[]): Promise<void> {
  const program = new Command('standpipe')
    .description('Watches a drinking-water network and gets it repaired.')
    .exitOverride()
    .showHelpAfterError('(add --help for the options)')
  const name = args[0]
  const wanted = name === undefined ? undefined : COMMANDS[name]
  if (wanted) (await wanted.load()).register(program)
  else for (const [command, { says }] of Object.entries(COMMANDS)) program.command(command).description(says)
  try {
    if (args.length === 0) program.help()
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    process.exitCode = exitCode(error)
  }
}

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode
  const expected = error instanceof ConfigError || (error instanceof Error && 'code' in error)
  process.stderr.write(
    `standpipe: ${expected ? (error as Error).message : ((error as Error)?.stack ?? String(error))}\n`,
  )
  return 1
}
