import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Instant } from '../../model/time.ts'

/** One change of the settings: who, when, why, what it was and what it is. */
export interface Change {
  seq: number
  at: Instant
  by: string
  reason: string
  file: string
  subject: string
  before: unknown
  after: unknown
  /** Of the file after the change. */
  version: string
  /** Why the change did not come about after all; the settings are as before. */
  failed?: string
}

/** Every change of settings made through the API, in a file that is only ever added to. */
export interface SettingsJournal {
  /** Records a change durably, then makes it; one that cannot be made is recorded as failed, and thrown. */
  add(change: Omit<Change, 'seq' | 'failed'>, make: () => Promise<void>): Promise<Change>
  /** The newest changes, newest first. A line that a crash has cut is passed over. */
  newest(most: number): Promise<Change[]>
}

/** The journal in this file, made on the first change. */
export function settingsJournal(file: string): SettingsJournal {
  let seq: number | undefined

  const all = async (): Promise<Change[]> => {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    const bySeq = new Map<number, Change>()
    for (const line of text.split('\n')) {
      const change = changeIn(line)
      if (change) bySeq.set(change.seq, change)
    }
    return [...bySeq.values()]
  }
  const append = async (change: Change) => {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(file, 'a', 0o600)
    try {
      // A line of its own even behind one that a crash has cut.
      await handle.writeFile(`\n${JSON.stringify(change)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  return {
    async add(given, make) {
      seq ??= (await all()).reduce((most, one) => Math.max(most, one.seq), 0)
      const change: Change = { seq: ++seq, ...given }
      await append(change)
      try {
        await make()
        return change
      } catch (error) {
        await append({ ...change, failed: (error as Error).message })
        throw error
      }
    },
    newest: async most => (await all()).sort((a, b) => b.seq - a.seq).slice(0, most),
  }
}

function changeIn(line: string): Change | undefined {
  if (line === '') return undefined
  try {
    const change = JSON.parse(line) as Change
    return typeof change.seq === 'number' ? change : undefined
  } catch {
    return undefined
  }
}
