import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import type { Journal } from '../alerting/journal/journal.ts'
import { openPostgresJournal } from '../alerting/journal/postgres/postgres.ts'
import { openSqliteJournal } from '../alerting/journal/sqlite/sqlite.ts'
import { CodedError } from '../runtime/config/problems.ts'

interface Options {
  file?: string
  urlEnv?: string
}

/** `standpipe journal verify --file data/alerting/journal.sqlite` */
export function register(program: Command): void {
  program
    .command('journal')
    .description('check the history of alarms and tickets')
    .command('verify')
    .description('walk the whole chain: no entry changed, none missing, none in another place')
    .option('--file <file>', 'an embedded journal, e.g. data/alerting/journal.sqlite')
    .option('--url-env <name>', 'environment variable with the address of a PostgreSQL journal')
    .action(async (options: Options) => {
      const journal = await openOf(options)
      try {
        const verdict = await journal.verify()
        if (verdict.ok) {
          process.stdout.write(
            `${verdict.entries} entries, the chain is whole; newest hash ${verdict.head}\n`,
          )
          return
        }
        process.stdout.write(`broken at entry ${verdict.seq}: ${verdict.why}\n`)
        process.exitCode = 1
      } finally {
        await journal.close()
      }
    })
}

async function openOf({ file, urlEnv }: Options): Promise<Journal> {
  if (urlEnv !== undefined) {
    const url = process.env[urlEnv]
    if (url) return openPostgresJournal(url)
    throw new CodedError(
      'no-journal-url',
      `the variable ${urlEnv} is empty: put the journal's address into it`,
    )
  }
  if (file === undefined) {
    throw new CodedError('no-journal', 'say which journal: --file <journal.sqlite> or --url-env <variable>')
  }
  // Opening would make an empty one, and an empty chain is whole.
  if (!existsSync(file)) throw new CodedError('no-journal', `there is no file ${file}`)
  return openSqliteJournal(file)
}
