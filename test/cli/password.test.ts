import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { passwordMatches } from '../../runtime/identity/password.ts'

const root = resolve(import.meta.dirname, '../..')

/** Runs `standpipe password`, the password on standard input. */
function password(input: string, ...options: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx/esm', 'cli/program.ts', 'password', ...options],
    { cwd: root, input, encoding: 'utf8' },
  )
  return { status, out: stdout.trim(), said: stderr.trim() }
}

test('a password on standard input becomes a hash that it matches, and no other does', async () => {
  const { status, out, said } = password('clear water 水\n')
  expect([status, said]).toEqual([0, ''])
  expect(out).toMatch(/^scrypt:32768:8:[\w-]{22}:[\w-]{43}$/)
  expect(await passwordMatches('clear water 水', out)).toBe(true)
  expect(await passwordMatches('clear water', out)).toBe(false)
})

test('--new says the password beside the hash, on the error stream', async () => {
  const { status, out, said } = password('', '--new')
  expect(status).toBe(0)
  const made = /^password: (\S{20})$/.exec(said)?.[1]
  expect(await passwordMatches(made!, out)).toBe(true)
})

test.each([
  ['too short', 'brief\n', 'a password has at least 8 characters'],
  ['nothing', '', 'a password has at least 8 characters'],
  ['two lines', 'first line\nsecond line\n', 'a password is one line'],
  ['a whole file', 'x'.repeat(5_000), 'a password has at most 1024 bytes'],
])('%s is refused', (_what, input, message) => {
  expect(password(input)).toEqual({ status: 1, out: '', said: `standpipe: ${message}` })
})
