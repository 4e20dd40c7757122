import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeEntry } from './entry.ts'
import type { IntakeLog } from './log.ts'
import { type Quarantine, type Quarantined, quarantine } from './quarantine.ts'
import { type Watermarks, watermarks } from './watermarks.ts'

interface Saved {
  position: number
  watermarks: ReturnType<Watermarks['toJSON']>
  quarantine: Quarantined[]
}

/** What ingest remembers beside readings: watermarks, the quarantine, how far history has followed. */
export interface Memory {
  watermarks: Watermarks
  quarantine: Quarantine
  /** Offset of the intake log up to which history held everything at the last save. */
  position: number
  /** Brings the watermarks up to what the log holds beyond the last save. */
  readOn(log: IntakeLog): Promise<void>
  save(position: number): Promise<void>
}

/** Reads `memory.json` of the folder; begins empty where there is none. */
export async function loadMemory(folder: string, quarantineEntries: number): Promise<Memory> {
  const file = join(folder, 'memory.json')
  const saved: Partial<Saved> = await readFile(file, 'utf8').then(
    text => JSON.parse(text) as Saved,
    error => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
      throw error
    },
  )
  const marks = watermarks(saved.watermarks)
  const kept = quarantine(quarantineEntries, saved.quarantine)
  const memory: Memory = {
    watermarks: marks,
    quarantine: kept,
    position: saved.position ?? 0,
    async readOn(log) {
      // What is before it was noted when it was saved.
      for await (const { record } of log.read(Math.max(log.start, memory.position))) {
        const { from } = decodeEntry(record)
        if (from) marks.note(from)
      }
    },
    async save(position) {
      memory.position = position
      const next: Saved = { position, watermarks: marks.toJSON(), quarantine: kept.list().reverse() }
      await writeFile(`${file}.new`, JSON.stringify(next), { flush: true })
      await rename(`${file}.new`, file)
    },
  }
  return memory
}
