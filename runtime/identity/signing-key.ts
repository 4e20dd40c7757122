import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../config/problems.ts'

const BYTES = 32

/**
 * The key that signs sessions, from `session.key` (mode 0600) in the folder, made on first use.
 * Throws CodedError `session-key` when the file is not a key.
 */
export function signingKey(folder: string): Buffer {
  const file = join(folder, 'session.key')
  mkdirSync(folder, { recursive: true })
  try {
    const text = `${randomBytes(BYTES).toString('base64url')}\n`
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
  if (key.length === BYTES) return key
  throw new CodedError('session-key', `${file} is not a signing key; delete it to end all sessions`)
}
