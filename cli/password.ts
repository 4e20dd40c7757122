import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { CodedError } from '../runtime/config/problems.ts'
import { hashPassword, PASSWORD } from '../runtime/identity/password.ts'
import { askHidden } from './password/ask.ts'

const { shortest: SHORTEST, longest: LONGEST } = PASSWORD

/** `standpipe password`: the hash of a password. The password is never an argument: those can be seen by others. */
export function register(program: Command): void {
  program
    .command('password')
    .description('make the hash of a password, for people.yaml and for accounts of the broker')
    .option('--new', 'think of a password, say it once and print its hash')
    .action(async (options: { new?: boolean }) => {
      const password = options.new ? made() : await given()
      if ([...password].length < SHORTEST)
        throw new CodedError('password-short', `a password has at least ${SHORTEST} characters`)
      process.stdout.write(`${await hashPassword(password)}\n`)
    })
}

function made(): string {
  const password = randomBytes(15).toString('base64url')
  process.stderr.write(`password: ${password}\n`)
  return password
}

/** Asked for twice at a terminal, else all of standard input without its line end. */
async function given(): Promise<string> {
  if (!process.stdin.isTTY) return piped()
  const password = await askHidden('Password: ')
  if ((await askHidden('Again: ')) === password) return password
  throw new CodedError('password-differs', 'the two are not the same; nothing was made')
}

async function piped(): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > LONGEST) throw new CodedError('password-long', `a password has at most ${LONGEST} bytes`)
  }
  const password = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
  if (/[\r\n]/.test(password)) throw new CodedError('password-lines', 'a password is one line')
  return password
}
