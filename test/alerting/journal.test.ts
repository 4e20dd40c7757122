import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Journal, JournalEntry, NewEntry } from '../../alerting/journal/journal.ts'
import { openPostgresJournal } from '../../alerting/journal/postgres/postgres.ts'
import { openSqliteJournal } from '../../alerting/journal/sqlite/sqlite.ts'
import { describeWith } from '../needs.ts'
import { startPostgres } from './postgres-server.ts'

/** A journal's place: opened again and again, and tampered with behind its back. */
interface Place {
  open(): Promise<Journal>
  /** Runs SQL as somebody with the database's password would, guards off. */
  tamper(sql: string): Promise<void>
}

const entry = (n: number, more: Partial<NewEntry> = {}): NewEntry => ({
  at: 1_000 + n,
  received: 2_000 + n,
  actor: '李调度',
  type: 'alarm.raised',
  body: { n, text: '爆管 "DN400" \\ 😀', value: 0.1 + 0.2 },
  ...more,
})

const all = async (journal: Journal, from?: number) => {
  const entries: JournalEntry[] = []
  for await (const one of journal.read(from)) entries.push(one)
  return entries
}

function keepsTheContract(newPlace: () => Promise<Place>) {
  const opened: Journal[] = []
  const open = async (place: Place) => {
    const journal = await place.open()
    opened.push(journal)
    return journal
  }
  afterAll(() => Promise.all(opened.map(journal => journal.close().catch(() => {}))))

  test('what was appended is read back in order, after opening again, and is numbered without a gap', async () => {
    const place = await newPlace()
    const journal = await open(place)
    const first = await journal.append([entry(1), entry(2)])
    await journal.append([entry(3, { id: 'command-3' })])
    expect(first.map(({ seq }) => seq)).toEqual([1, 2])
    await journal.close()
    const again = await open(place)
    const entries = await all(again)
    expect(entries.map(({ seq, body }) => [seq, body])).toEqual([1, 2, 3].map(n => [n, entry(n).body]))
    expect(entries.slice(0, 2)).toEqual(first)
    expect((await again.append([entry(4)]))[0]).toMatchObject({ seq: 4, prev: entries[2]!.hash })
    expect((await all(again, 3)).map(({ seq }) => seq)).toEqual([3, 4])
    expect(await again.find('command-3')).toEqual(entries[2])
    expect(await again.find('command-4')).toBeUndefined()
  })

  test('more entries than a page are read whole', async () => {
    const journal = await open(await newPlace())
    for (let i = 0; i < 5; i++) {
      await journal.append(Array.from({ length: 1_000 }, (_, n) => entry(i * 1_000 + n)))
    }
    const seen = (await all(journal)).map(({ seq }) => seq)
    expect(seen).toEqual(Array.from({ length: 5_000 }, (_, i) => i + 1))
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 5_000 })
  })

  test('a command is in the journal once; an append is all or nothing', async () => {
    const journal = await open(await newPlace())
    await journal.append([entry(1, { id: 'command-1' })])
    await expect(journal.append([entry(2), entry(3, { id: 'command-1' })])).rejects.toMatchObject({
      code: 'journal-duplicate',
    })
    expect((await all(journal)).map(({ body }) => body.n)).toEqual([1])
    await journal.append([entry(4)])
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 2 })
  })

  test('of two writers both are kept or one is told; the chain stays whole', async () => {
    const place = await newPlace()
    const one = await open(place)
    const two = await open(place)
    const outcomes = await Promise.allSettled([
      one.append([entry(1)]),
      two.append([entry(2)]),
      one.append([entry(3)]),
      two.append([entry(4)]),
    ])
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'journal-conflict' })
    }
    const kept = outcomes.filter(({ status }) => status === 'fulfilled').length
    expect(await one.verify()).toMatchObject({ ok: true, entries: kept })
    // Whoever was overtaken is told once, and may then go on from where the other left off.
    await two.append([entry(5)]).catch(() => two.append([entry(5)]))
    expect(await one.verify()).toMatchObject({ ok: true, entries: kept + 1 })
  })

  test('an entry cannot be changed or removed', async () => {
    const place = await newPlace()
    const journal = await open(place)
    await journal.append([entry(1), entry(2), entry(3)])
    await expect(place.tamper(`UPDATE {journal} SET actor = 'me' WHERE seq = 2`)).rejects.toThrow(
      'append-only',
    )
    await expect(place.tamper('DELETE FROM {journal} WHERE seq = 2')).rejects.toThrow('append-only')
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 3 })
  })

  test.each([
    ['a changed time', 'UPDATE {journal} SET at = at + 1 WHERE seq = 2', 2, 'changed'],
    ['a changed body', `UPDATE {journal} SET body = '{}' WHERE seq = 3`, 3, 'changed'],
    ['a removed entry', 'DELETE FROM {journal} WHERE seq = 2', 3, 'entry 2 is missing'],
    ['a removed first entry', 'DELETE FROM {journal} WHERE seq = 1', 2, 'entry 1 is missing'],
    ['an exchanged author', `UPDATE {journal} SET actor = 'me' WHERE seq = 1`, 1, 'changed'],
  ])('verify finds %s even when the guards were taken off', async (_, sql, seq, why) => {
    const place = await newPlace()
    const journal = await open(place)
    await journal.append([entry(1), entry(2), entry(3), entry(4)])
    await place.tamper(`{unguard}; ${sql}`)
    const verdict = await journal.verify()
    expect(verdict).toMatchObject({ ok: false, seq })
    expect((verdict as { why: string }).why).toContain(why)
  })
}

describe('journal in SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'standpipe-journal-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  let files = 0
  keepsTheContract(async () => {
    const file = join(folder, `${files++}.sqlite`)
    return {
      open: async () => openSqliteJournal(file),
      tamper: async sql => {
        const db = new Database(file)
        const unguard = 'DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete'
        try {
          db.exec(sql.replaceAll('{journal}', 'journal').replace('{unguard}', unguard))
        } finally {
          db.close()
        }
      },
    }
  })

  test('a file that cannot be opened is said so', () => {
    expect(() => openSqliteJournal('/nowhere/at/all/journal.sqlite')).toThrow(
      expect.objectContaining({ code: 'journal-down' }),
    )
  })
})

describeWith(['initdb', 'postgres'], 'journal in PostgreSQL', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())
  keepsTheContract(async () => {
    const url = await server.database()
    return {
      open: () => openPostgresJournal(url),
      tamper: async sql => {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        const unguard = 'DROP TRIGGER standpipe_journal_append_only ON standpipe_journal'
        try {
          await client.query(sql.replaceAll('{journal}', 'standpipe_journal').replace('{unguard}', unguard))
        } finally {
          await client.end()
        }
      },
    }
  })

  test('a database that cannot be reached is said so', async () => {
    await expect(openPostgresJournal('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
      code: 'journal-down',
    })
  })
})
