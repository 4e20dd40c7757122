import { hash } from 'node:crypto'
import { Compile } from 'typebox/compile'
import { Policy } from './schema.ts'

const versions = new WeakMap<Policy, string>()
const schema = Compile(Policy)

/** A policy's version by its content: the first 16 hex digits of the SHA-256 of its text. */
export function versionOf(policy: Policy): string {
  let version = versions.get(policy)
  if (version === undefined) {
    version = hash('sha256', JSON.stringify(policy), 'hex').slice(0, 16)
    versions.set(policy, version)
  }
  return version
}

/** A policy as the journal kept it; undefined when this program can no longer read it. */
export function keptPolicy(text: unknown): Policy | undefined {
  return schema.Check(text) ? text : undefined
}
