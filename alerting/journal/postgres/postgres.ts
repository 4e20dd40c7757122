import pg from 'pg'
import { CodedError } from '../../../runtime/config/problems.ts'
import { chain, fromStored, GENESIS, type StoredEntry, verifyChain } from '../chain.ts'
import { type Journal, PAGE } from '../journal.ts'
import { placeSince } from '../since.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS standpipe_journal (
    seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, received BIGINT NOT NULL, actor TEXT NOT NULL,
    type TEXT NOT NULL, id TEXT CONSTRAINT standpipe_journal_id UNIQUE, body TEXT NOT NULL,
    prev TEXT NOT NULL, hash TEXT NOT NULL
  );
  CREATE OR REPLACE FUNCTION standpipe_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
  DROP TRIGGER IF EXISTS standpipe_journal_append_only ON standpipe_journal;
  CREATE TRIGGER standpipe_journal_append_only BEFORE UPDATE OR DELETE ON standpipe_journal
    FOR EACH ROW EXECUTE FUNCTION standpipe_append_only();
`
/** Two programs must not make the table at the same moment: CREATE IF NOT EXISTS races with itself. */
const SETUP_LOCK = 0x57a2d

const INSERT = `
  INSERT INTO standpipe_journal SELECT * FROM unnest(
    $1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])`

/**
 * Opens (or makes) a journal in a PostgreSQL database. The chain's next place is its lock: of two writers one gets
 * `journal-conflict`. Rejects with code `journal-down` when the database cannot be reached.
 */
export async function openPostgresJournal(url: string): Promise<Journal> {
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 10_000 })
  // A connection that the server ends is replaced by the pool, whether it is idle, lent or being closed just then;
  // without a listener of its own each would end the process.
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  await setUp(pool).catch(async error => {
    await pool.end()
    throw failure(error)
  })

  const head = async () => {
    const { rows } = await pool.query('SELECT seq, hash FROM standpipe_journal ORDER BY seq DESC LIMIT 1')
    return rows[0] ? { seq: Number(rows[0].seq), hash: rows[0].hash as string } : { seq: 0, hash: GENESIS }
  }
  let tip = await head()

  async function* rows(fromSeq = 1): AsyncGenerator<StoredEntry> {
    for (let next = fromSeq; ; ) {
      const page = await pool.query('SELECT * FROM standpipe_journal WHERE seq >= $1 ORDER BY seq LIMIT $2', [
        next,
        PAGE,
      ])
      yield* page.rows.map(numbers)
      if (page.rows.length < PAGE) return
      next = Number(page.rows.at(-1)!.seq) + 1
    }
  }

  return {
    append: async entries => {
      if (entries.length === 0) return []
      const placed = chain(entries, tip)
      const rows = placed.stored
      const columns = COLUMNS.map(column => rows.map(row => row[column]))
      try {
        await pool.query(INSERT, columns)
      } catch (error) {
        tip = await head().catch(() => tip)
        throw failure(error)
      }
      const { seq, hash } = rows.at(-1)!
      tip = { seq, hash }
      return placed.entries
    },
    read: async function* (fromSeq) {
      for await (const row of rows(fromSeq)) yield fromStored(row)
    },
    placeSince: async from => {
      const { seq } = await head().catch(error => Promise.reject(failure(error)))
      return placeSince(from, seq, async place => {
        const { rows } = await pool
          .query('SELECT received FROM standpipe_journal WHERE seq = $1', [place])
          .catch(error => Promise.reject(failure(error)))
        return rows[0] && Number(rows[0].received)
      })
    },
    find: async id => {
      const { rows } = await pool
        .query('SELECT * FROM standpipe_journal WHERE id = $1', [id])
        .catch(error => Promise.reject(failure(error)))
      return rows[0] && fromStored(numbers(rows[0]))
    },
    verify: () => verifyChain(rows()),
    close: () => pool.end(),
  }
}

const COLUMNS = ['seq', 'at', 'received', 'actor', 'type', 'id', 'body', 'prev', 'hash'] as const

async function setUp(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [SETUP_LOCK])
    await client.query(SCHEMA)
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

/** pg hands bigint over as text. */
function numbers(row: Record<string, unknown>): StoredEntry {
  return { ...row, seq: Number(row.seq), at: Number(row.at), received: Number(row.received) } as StoredEntry
}

function failure(error: unknown): CodedError {
  const { code, constraint, message } = error as { code?: string; constraint?: string; message: string }
  if (code === '23505' && constraint === 'standpipe_journal_id') {
    return new CodedError('journal-duplicate', 'an entry with this id is in the journal', { cause: error })
  }
  if (code === '23505') {
    return new CodedError('journal-conflict', 'another program writes this journal', { cause: error })
  }
  return new CodedError('journal-down', `the journal database cannot be used: ${message || code}`, {
    cause: error,
  })
}
