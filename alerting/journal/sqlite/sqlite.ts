import { once } from 'node:events'
import { existsSync } from 'node:fs'
import Database from 'libsql'
import { CodedError } from '../../../runtime/config/problems.ts'
import { startWorker } from '../../../runtime/worker.ts'
import { chain, fromStored, GENESIS, type StoredEntry, verifyChain } from '../chain.ts'
import { type Journal, type NewEntry, PAGE } from '../journal.ts'
import { placeSince } from '../since.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS journal (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, received INTEGER NOT NULL, actor TEXT NOT NULL,
    type TEXT NOT NULL, id TEXT UNIQUE, body TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS journal_no_update BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER IF NOT EXISTS journal_no_delete BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
`

const ROW = '(?, ?, ?, ?, ?, ?, ?, ?, ?)'
/** Rows one statement inserts: in a storm the way into SQLite costs more than the rows. */
const ROWS = 50

function valuesOf({ seq, at, received, actor, type, id, body, prev, hash }: StoredEntry) {
  return [seq, at, received, actor, type, id, body, prev, hash]
}

/**
 * Opens (or makes) a journal in one SQLite file, WAL with `synchronous=FULL`: an appended entry survives power loss.
 * Throws with code `journal-down` when the file cannot be opened.
 */
export function openSqliteJournal(file: string): Journal {
  const db = open(file)
  const insert = db.prepare(`INSERT INTO journal VALUES ${ROW}`)
  const insertMany = db.prepare(`INSERT INTO journal VALUES ${Array(ROWS).fill(ROW).join(', ')}`)
  const page = db.prepare('SELECT * FROM journal WHERE seq >= ? ORDER BY seq LIMIT ?')
  const receivedOf = db.prepare('SELECT received FROM journal WHERE seq = ?')
  const byId = db.prepare('SELECT * FROM journal WHERE id = ?')
  const last = db.prepare('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1')
  const head = () => (last.get() ?? { seq: 0, hash: GENESIS }) as { seq: number; hash: string }

  let tip = head()

  const write = inTransaction(db, (entries: readonly NewEntry[]) => {
    // Where another program was faster, its entry has the place already: the key refuses.
    const placed = chain(entries, tip)
    const rows = placed.stored.map(valuesOf)
    const whole = rows.length - (rows.length % ROWS)
    for (let i = 0; i < whole; i += ROWS) insertMany.run(rows.slice(i, i + ROWS).flat())
    for (const row of rows.slice(whole)) insert.run(row)
    return placed.entries
  })

  async function* rows(fromSeq = 1): AsyncGenerator<StoredEntry> {
    for (let next = fromSeq; ; ) {
      const some = page.all([next, PAGE]) as StoredEntry[]
      yield* some
      if (some.length < PAGE) return
      next = some.at(-1)!.seq + 1
    }
  }

  return {
    append: async entries => {
      if (entries.length === 0) return []
      try {
        const placed = write(entries)
        const { seq, hash } = placed.at(-1)!
        tip = { seq, hash }
        return placed
      } catch (error) {
        tip = head()
        throw failure(error)
      }
    },
    read: async function* (fromSeq) {
      for await (const row of rows(fromSeq)) yield fromStored(row)
    },
    placeSince: from =>
      placeSince(from, tip.seq, seq => (receivedOf.get([seq]) as { received: number } | undefined)?.received),
    find: async id => {
      const row = byId.get([id]) as StoredEntry | undefined
      return row && fromStored(row)
    },
    verify: () => verifyChain(rows()),
    backup: to => backUp(file, to),
    close: async () => {
      db.close()
    },
  }
}

/**
 * All of it or nothing. Not the database's own wrapper: on a full disk SQLite has rolled back by itself, and that
 * wrapper's second rollback then hides why.
 */
function inTransaction<A, R>(db: Database.Database, work: (given: A) => R): (given: A) => R {
  return given => {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work(given)
      db.exec('COMMIT')
      return result
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
}

async function backUp(from: string, to: string): Promise<void> {
  if (existsSync(to)) throw new CodedError('backup-exists', `${to} is there already; nothing was overwritten`)
  const worker = startWorker(import.meta.url, './backup', { workerData: { from, to } })
  // An error of the thread rejects here.
  await once(worker, 'exit')
}

function open(file: string) {
  try {
    const db = new Database(file)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.exec(SCHEMA)
    return db
  } catch (error) {
    throw new CodedError('journal-down', `${file} cannot be opened: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

function failure(error: unknown): CodedError {
  const { message } = error as Error
  if (message.includes('journal.seq')) {
    return new CodedError('journal-conflict', 'another program writes this journal', { cause: error })
  }
  if (message.includes('journal.id')) {
    return new CodedError('journal-duplicate', 'an entry with this id is in the journal', { cause: error })
  }
  return new CodedError('journal-down', `the journal cannot be written: ${message}`, { cause: error })
}
