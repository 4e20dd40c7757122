import type { Instant } from '../../model/time.ts'

/** What happened, before it has a place in the journal. */
export interface NewEntry {
  /** When it happened: device time, or when the crew did it. */
  at: Instant
  /** When the platform heard of it. */
  received: Instant
  /** Person or program that did it; `system` for the program itself. */
  actor: string
  type: string
  /** Idempotency key of a command; at most one entry has it. */
  id?: string
  body: Record<string, unknown>
}

/** An entry in its place. `hash` covers everything before it through `prev`. */
export interface JournalEntry extends NewEntry {
  /** 1, 2, 3… without a gap. */
  seq: number
  prev: string
  hash: string
}

export type Verdict =
  | { ok: true; entries: number; head: string }
  | { ok: false; entries: number; seq: number; why: string }

/**
 * Append-only history of alarm, incident and ticket events; each entry is chained to the one before by SHA-256.
 * One writer at a time. Corrections are new entries.
 */
export interface Journal {
  /**
   * Appends all or none; what it returns is durable. Rejects with code `journal-duplicate` when an entry's `id` is
   * already there, `journal-conflict` when another writer was faster: then what the caller knows is old, and it
   * must read again before it appends; `journal-down` when the store cannot be written. Nothing of a rejected call
   * is in the journal, except that after `journal-down` an answer may have been lost on the way: read again.
   */
  append(entries: readonly NewEntry[]): Promise<JournalEntry[]>
  /** All entries from `fromSeq` on, in order, in pages of bounded size. */
  read(fromSeq?: number): AsyncIterable<JournalEntry>
  /** From where `read` must begin so that nothing received at or after `from` is left out. */
  placeSince(from: Instant): Promise<number>
  /** The entry of a command. */
  find(id: string): Promise<JournalEntry | undefined>
  /** Walks the whole chain. */
  verify(): Promise<Verdict>
  /** Writes a complete copy to a new file while everything goes on. Absent where the server has its own way. */
  backup?(file: string): Promise<void>
  close(): Promise<void>
}

/** Entries read at once. */
export const PAGE = 2_000
