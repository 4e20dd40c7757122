import type { Command } from 'commander'
import { CodedError } from '../runtime/config/problems.ts'

interface Options {
  url: string
  tokenEnv: string
}

const PARTS = [
  ['history', '/api/v1/ingest/backup'],
  ['lab samples', '/api/v1/lab-samples/backup'],
  ['journal', '/api/v1/journal/backup'],
] as const

/** `standpipe backup --url http://127.0.0.1:8080` */
export function register(program: Command): void {
  program
    .command('backup')
    .description('copy history, lab samples and journal of a running platform into its data folder')
    .option('--url <url>', 'where it is live', 'http://127.0.0.1:8080')
    .option('--token-env <name>', 'environment variable with an API token', 'STANDPIPE_TOKEN')
    .action(async ({ url, tokenEnv }: Options) => {
      const token = process.env[tokenEnv]
      if (!token) {
        throw new CodedError('no-token', `the variable ${tokenEnv} is empty: put an API token into it`)
      }
      for (const [part, path] of PARTS) {
        process.stdout.write(`${part}: ${await backUp(new URL(path, url), token)}\n`)
      }
    })
}

async function backUp(url: URL, token: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } }).catch(
    (error: Error) => {
      const { message } = (error.cause as Error | undefined) ?? error
      throw new CodedError('not-reached', `${url.origin} does not answer: ${message}`)
    },
  )
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>
  // Somebody else's server keeps it; that is an answer and no failure.
  if (answer.code === 'not-here') return String(answer.detail)
  if (!response.ok) {
    throw new CodedError(
      String(answer.code ?? 'refused'),
      `${url.origin} answered ${response.status}: ${String(answer.detail ?? response.statusText)}`,
    )
  }
  return `${String(answer.file)} (${(Number(answer.bytes) / 1e6).toFixed(1)} MB)`
}
