import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

const COST = 2 ** 15
const BLOCK = 8
const LENGTH = 32

/** Characters that a password must have and bytes that it may have. */
export const PASSWORD = { shortest: 8, longest: 1_024 }

/** Hashes a password for keeping, as `scrypt:<N>:<r>:<salt>:<hash>` (base64url). */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, COST, BLOCK)
  return `scrypt:${COST}:${BLOCK}:${salt.toString('base64url')}:${hash.toString('base64url')}`
}

/** True when the password is the one the hash was made from. A hash that is not ours is never matched. */
export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const parts = partsOf(stored)
  if (!parts) return false
  const given = await derive(password, parts.salt, parts.n, parts.r)
  return timingSafeEqual(given, parts.hash)
}

/** True for what `hashPassword` makes: a password that some string can match. */
export function isPasswordHash(text: string): boolean {
  return partsOf(text) !== undefined
}

function partsOf(stored: string) {
  const [kind, cost, block, salt, hash] = stored.split(':')
  if (kind !== 'scrypt' || !salt || !hash) return undefined
  const n = Number(cost)
  const r = Number(block)
  // A hand-edited cost must not be able to take the machine's memory.
  if (!Number.isInteger(n) || !Number.isInteger(r) || n < 2 || n > 2 ** 17 || r < 1 || r > 16)
    return undefined
  const expected = Buffer.from(hash, 'base64url')
  return expected.length === LENGTH
    ? { n, r, salt: Buffer.from(salt, 'base64url'), hash: expected }
    : undefined
}

/** Compares two secrets in a time that tells nothing about where they differ. */
export function sameSecret(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  if (left.length === right.length) return timingSafeEqual(left, right)
  timingSafeEqual(left, left)
  return false
}

function derive(password: string, salt: Buffer, N: number, r: number): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p: 1, maxmem: 256 * N * r }
  return new Promise((resolve, reject) =>
    scrypt(password, salt, LENGTH, options, (error, key) => (error ? reject(error) : resolve(key))),
  )
}
