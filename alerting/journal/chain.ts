import { hash as digest } from 'node:crypto'
import type { JournalEntry, NewEntry, Verdict } from './journal.ts'

/** `prev` of the first entry. */
export const GENESIS = '0'.repeat(64)

/** An entry as it is stored: the body as the very text that was hashed. */
export interface StoredEntry {
  seq: number
  at: number
  received: number
  actor: string
  type: string
  id: string | null
  body: string
  prev: string
  hash: string
}

/** The hash of an entry: SHA-256 over all of its fields as one JSON array. */
export function hashOf(entry: Omit<StoredEntry, 'hash'>): string {
  const { seq, at, received, actor, type, id, body, prev } = entry
  return digest('sha256', JSON.stringify([seq, at, received, actor, type, id, body, prev]), 'hex')
}

/** Gives new entries their places after `head`. */
export function chain(
  entries: readonly NewEntry[],
  head: { seq: number; hash: string },
): { stored: StoredEntry[]; entries: JournalEntry[] } {
  const stored: StoredEntry[] = []
  const placed: JournalEntry[] = []
  let { seq, hash } = head
  for (const entry of entries) {
    const { at, received, actor, type, id = null } = entry
    const row = { seq: ++seq, at, received, actor, type, id, body: JSON.stringify(entry.body), prev: hash }
    hash = hashOf(row)
    stored.push({ ...row, hash })
    placed.push({ ...entry, seq, prev: row.prev, hash })
  }
  return { stored, entries: placed }
}

/** A stored row as an entry. */
export function fromStored({
  seq,
  at,
  received,
  actor,
  type,
  id,
  body,
  prev,
  hash,
}: StoredEntry): JournalEntry {
  const parsed = JSON.parse(body) as Record<string, unknown>
  return { seq, at, received, actor, type, ...(id === null ? {} : { id }), body: parsed, prev, hash }
}

/** Checks every link: places without a gap, each hash true, each `prev` the hash before. */
export async function verifyChain(rows: AsyncIterable<StoredEntry>): Promise<Verdict> {
  let entries = 0
  let head = GENESIS
  for await (const row of rows) {
    const broken = (why: string): Verdict => ({ ok: false, entries, seq: row.seq, why })
    if (row.seq !== entries + 1) return broken(`entry ${entries + 1} is missing`)
    if (row.prev !== head) return broken('it does not continue the entry before it')
    if (row.hash !== hashOf(row)) return broken('its content was changed after it was written')
    entries++
    head = row.hash
  }
  return { ok: true, entries, head }
}
