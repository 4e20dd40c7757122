import Database from 'libsql'
import type { LabSample } from '../../model/lab-sample.ts'
import type { Instant } from '../../model/time.ts'
import { CodedError } from '../../runtime/config/problems.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sample (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, point TEXT NOT NULL, at INTEGER NOT NULL, value REAL NOT NULL,
    entered INTEGER NOT NULL, actor TEXT NOT NULL, number TEXT, method TEXT, note TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS sample_by_point ON sample (point, at);
  CREATE TABLE IF NOT EXISTS withdrawal (
    sample TEXT PRIMARY KEY REFERENCES sample (id), at INTEGER NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS sample_no_update BEFORE UPDATE ON sample
    BEGIN SELECT RAISE(ABORT, 'samples are append-only'); END;
  CREATE TRIGGER IF NOT EXISTS sample_no_delete BEFORE DELETE ON sample
    BEGIN SELECT RAISE(ABORT, 'samples are append-only'); END;
  CREATE TRIGGER IF NOT EXISTS withdrawal_no_update BEFORE UPDATE ON withdrawal
    BEGIN SELECT RAISE(ABORT, 'samples are append-only'); END;
  CREATE TRIGGER IF NOT EXISTS withdrawal_no_delete BEFORE DELETE ON withdrawal
    BEGIN SELECT RAISE(ABORT, 'samples are append-only'); END;
`

interface Row {
  id: string
  point: string
  at: number
  value: number
  entered: number
  actor: string
  number: string | null
  method: string | null
  note: string | null
  gone: number | null
  goneBy: string | null
  why: string | null
}

/** What came of handing samples in. */
export interface Entered {
  added: LabSample[]
  /** Were there already, with the same point, sampling time and value: sent again, they change nothing. */
  known: LabSample[]
}

/** What laboratories found. Nothing is ever changed or removed: a mistake is withdrawn. */
export interface LabBook {
  /** All or none; durable when it returns. @throws CodedError `sample-conflict` naming what contradicts */
  enter(samples: readonly LabSample[]): Entered
  /** A standing sample of this point and sampling time. */
  standing(point: string, at: Instant): LabSample | undefined
  find(id: string): LabSample | undefined
  /** The sample as it then is; the first withdrawal counts. */
  withdraw(id: string, by: string, at: Instant, reason: string): LabSample | undefined
  /** By sampling time, oldest first, at most `most` of the newest. */
  between(points: readonly string[] | undefined, from: Instant, to: Instant, most: number): LabSample[]
  /** A complete copy in a new file. */
  backup(file: string): void
  close(): void
}

/** Opens (or makes) the book in one SQLite file; what was entered survives power loss. @throws CodedError `lab-down` */
export function openLabBook(file: string): LabBook {
  const db = open(file)
  const SELECT = `SELECT s.*, w.at AS gone, w.actor AS goneBy, w.reason AS why
    FROM sample s LEFT JOIN withdrawal w ON w.sample = s.id`
  const insert = db.prepare(
    'INSERT INTO sample (id, point, at, value, entered, actor, number, method, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const byId = db.prepare(`${SELECT} WHERE s.id = ?`)
  const byTime = db.prepare(`${SELECT} WHERE s.point = ? AND s.at = ? AND w.at IS NULL`)
  const inSpan = db.prepare(
    `${SELECT} WHERE s.at >= ? AND s.at < ? AND (? = 1 OR s.point IN (SELECT value FROM json_each(?)))
     ORDER BY s.at DESC, s.seq DESC LIMIT ?`,
  )
  const gone = db.prepare('INSERT OR IGNORE INTO withdrawal VALUES (?, ?, ?, ?)')
  const one = (row: unknown) => (row ? fromRow(row as Row) : undefined)
  const find = (id: string) => one(byId.get([id]))
  const standing = (point: string, at: Instant) => one(byTime.get([point, at]))

  return {
    find,
    standing,
    enter(samples) {
      const result: Entered = { added: [], known: [] }
      db.exec('BEGIN IMMEDIATE')
      try {
        for (const sample of samples) {
          const { id, point, at, value, entered, by, number, method, note } = sample
          const before = find(id) ?? standing(point, at)
          if (before) {
            if (before.point !== point || before.at !== at || before.value !== value)
              throw new CodedError('sample-conflict', conflictWith(before))
            result.known.push(before)
            continue
          }
          insert.run([id, point, at, value, entered, by, number ?? null, method ?? null, note ?? null])
          result.added.push(sample)
        }
        db.exec('COMMIT')
      } catch (error) {
        if (db.inTransaction) db.exec('ROLLBACK')
        throw error
      }
      return result
    },
    withdraw(id, by, at, reason) {
      if (!find(id)) return undefined
      gone.run([id, at, by, reason])
      return find(id)
    },
    between: (points, from, to, most) =>
      (inSpan.all([from, to, points ? 0 : 1, JSON.stringify(points ?? []), most]) as Row[])
        .map(fromRow)
        .reverse(),
    backup: to => void db.exec(`VACUUM INTO '${to.replaceAll("'", "''")}'`),
    close: () => void db.close(),
  }
}

/** What stands against another value of the same water. */
export const conflictWith = ({ point, at, value }: LabSample) =>
  `${point} has ${value} at ${new Date(at).toISOString()} already; withdraw it first`

function fromRow(row: Row): LabSample {
  const { id, point, at, value, entered, actor, number, method, note, gone, goneBy, why } = row
  return {
    id,
    point,
    at,
    value,
    entered,
    by: actor,
    ...(number !== null && { number }),
    ...(method !== null && { method }),
    ...(note !== null && { note }),
    ...(gone !== null && { withdrawn: { at: gone, by: goneBy!, reason: why! } }),
  }
}

function open(file: string) {
  try {
    const db = new Database(file)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.exec(SCHEMA)
    return db
  } catch (error) {
    throw new CodedError('lab-down', `${file} cannot be opened: ${(error as Error).message}`, {
      cause: error,
    })
  }
}
