import { Command } from 'commander'
import { register } from '../../cli/simulate.ts'

/** Runs a command line of `standpipe simulate`; what it printed. Rejects where the program would fail. */
export async function runCommand(...args: string[]): Promise<{ text: string }> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  register(program)
  for (const command of program.commands.flatMap(one => [one, ...one.commands]))
    command.exitOverride().configureOutput({ writeErr: () => {} })
  let text = ''
  const write = process.stdout.write
  process.stdout.write = (chunk: string | Uint8Array) => {
    text += chunk
    return true
  }
  try {
    await program.parseAsync(args, { from: 'user' })
  } finally {
    process.stdout.write = write
  }
  return { text }
}
