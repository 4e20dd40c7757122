import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openSqliteJournal } from '../../alerting/journal/sqlite/sqlite.ts'
import { main } from '../../cli/main.ts'

const folder = mkdtempSync(join(tmpdir(), 'standpipe-cli-'))
const file = join(folder, 'journal.sqlite')
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
})

async function said(...args: string[]): Promise<[string, number | string | undefined]> {
  let text = ''
  const keep = (piece: unknown) => {
    text += String(piece)
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(keep)
  vi.spyOn(process.stderr, 'write').mockImplementation(keep)
  process.exitCode = 0
  await main(args)
  return [text, process.exitCode]
}

describe('standpipe journal verify', () => {
  test('tells a whole chain from a broken one', async () => {
    const journal = openSqliteJournal(file)
    const entry = (n: number) => ({ at: n, received: n, actor: 'system', type: 'alarm.raised', body: { n } })
    await journal.append([entry(1), entry(2), entry(3)])
    await journal.close()
    expect(await said('journal', 'verify', '--file', file)).toEqual([
      expect.stringMatching(/^3 entries, the chain is whole; newest hash [0-9a-f]{64}\n$/),
      0,
    ])
    const db = new Database(file)
    db.exec(`DROP TRIGGER journal_no_update; UPDATE journal SET actor = 'me' WHERE seq = 2`)
    db.close()
    expect(await said('journal', 'verify', '--file', file)).toEqual([
      'broken at entry 2: its content was changed after it was written\n',
      1,
    ])
    rmSync(folder, { recursive: true })
  })

  test.each([
    [['--file', '/nowhere/journal.sqlite'], 'there is no file /nowhere/journal.sqlite'],
    [['--url-env', 'NO_SUCH_VARIABLE'], 'the variable NO_SUCH_VARIABLE is empty'],
    [[], 'say which journal'],
  ])('%o is a clear error', async (args, text) => {
    expect(await said('journal', 'verify', ...args)).toEqual([expect.stringContaining(text), 1])
  })
})

describe('standpipe policy try', () => {
  test('prints every clock with its rule', async () => {
    const [text, code] = await said(
      'policy',
      'try',
      'jinan',
      '--category',
      'burst',
      '--dn',
      '400',
      '--at',
      '2026-02-16 23:10',
    )
    expect(code).toBe(0)
    expect(text).toMatch(/dispatch +JN-WO-02 +reported → dispatched +PT5M +2026-02-16 23:15/)
    expect(text).toMatch(/stopWater +JN-REP-05 .* 2026-02-17 03:10 .*assumed/)
    expect(text).toMatch(/roadAuthorityWritten +JN-REP-08 .* 2026-02-26 17:00/)
  })

  test.each([
    [['nowhere', '--category', 'burst'], 'is not a policy; write one of generic, haiyang, jinan, liaocheng'],
    [['jinan', '--category', 'burst', '--at', 'tomorrow'], '"tomorrow" is no time'],
    [['jinan', '--category', 'burst', '--dn', 'big'], 'write the diameter in mm'],
  ])('%o is a clear error', async (args, message) => {
    const [text, code] = await said('policy', 'try', ...args)
    expect([text.includes(message), code]).toEqual([true, 1])
  })
})
