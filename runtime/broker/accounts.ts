import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { CodedError } from '../config/problems.ts'
import { passwordMatches, sameSecret } from '../identity/password.ts'
import { covers, type Filter, filterMistake, levelsOf, matches } from './filters.ts'

/**
 * What one user name may do on the embedded broker. The password is given by exactly one of: its `hash` (see
 * hashPassword), a file of mode 0600 that holds it, or the `secret` itself, made by the program at its start.
 */
export interface BrokerAccount {
  hash?: string
  passwordFile?: string
  secret?: string
  /** Topic filters it may publish to; nothing when empty. */
  publish: readonly string[]
  /** Topic filters it may subscribe to (or to parts of). */
  subscribe: readonly string[]
}

/** The accounts, asked by the broker. */
export interface Accounts {
  /** Whether name and password belong together. */
  signIn(username: string | undefined, password: Uint8Array | undefined): Promise<boolean>
  mayPublish(username: string, topic: string): boolean
  maySubscribe(username: string, filter: string): boolean
}

interface Rights {
  publish: Filter[]
  subscribe: Filter[]
  proof: { hash: string } | { secret: string }
}

/**
 * Reads the accounts. Default denies: a name that is not listed, a topic that is not allowed.
 * Throws CodedError `broker-account` for an account that cannot be used.
 */
export function accountsOf(accounts: Readonly<Record<string, BrokerAccount>>): Accounts {
  const known = new Map(Object.entries(accounts).map(([name, account]) => [name, rightsOf(name, account)]))
  // A hash costs 50 ms of CPU; a thousand meters coming back after an outage must not pay it again.
  const key = randomBytes(32)
  const proven = new Set<string>()

  return {
    signIn: async (username, password) => {
      const rights = username === undefined ? undefined : known.get(username)
      if (!rights || !password) return false
      const given = Buffer.from(password).toString('utf8')
      if ('secret' in rights.proof) return sameSecret(given, rights.proof.secret)
      const digest = createHmac('sha256', key).update(`${username}\n${given}`).digest('base64')
      if (proven.has(digest)) return true
      const matched = await passwordMatches(given, rights.proof.hash)
      if (matched) proven.add(digest)
      return matched
    },
    mayPublish: (username, topic) => {
      const levels = levelsOf(topic)
      return known.get(username)?.publish.some(filter => matches(filter, levels)) ?? false
    },
    maySubscribe: (username, filter) => {
      const levels = levelsOf(filter)
      return known.get(username)?.subscribe.some(allowed => covers(allowed, levels)) ?? false
    },
  }
}

function rightsOf(name: string, account: BrokerAccount): Rights {
  for (const filter of [...account.publish, ...account.subscribe]) {
    const mistake = filterMistake(filter)
    if (mistake) throw bad(name, `topic filter "${filter}" ${mistake}`)
  }
  return {
    publish: account.publish.map(levelsOf),
    subscribe: account.subscribe.map(levelsOf),
    proof: proofOf(name, account),
  }
}

function proofOf(name: string, { hash, passwordFile, secret }: BrokerAccount): Rights['proof'] {
  const given = [hash, passwordFile, secret].filter(way => way !== undefined)
  if (given.length !== 1) throw bad(name, 'give exactly one of hash, passwordFile and secret')
  if (hash !== undefined) {
    if (!hash.startsWith('scrypt:')) throw bad(name, 'hash must be a scrypt hash')
    return { hash }
  }
  const plain = secret ?? readSecret(name, passwordFile!)
  if (plain === '') throw bad(name, 'the password is empty')
  return { secret: plain }
}

function readSecret(name: string, file: string): string {
  try {
    const { mode } = statSync(file)
    if ((mode & 0o077) !== 0) throw bad(name, `${file} can be read by others; run: chmod 600 ${file}`)
    return readFileSync(file, 'utf8').trimEnd()
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw bad(name, `${file} cannot be read: ${(error as Error).message}`)
  }
}

function bad(name: string, what: string): CodedError {
  return new CodedError('broker-account', `broker account "${name}": ${what}`)
}
