import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Entry } from './outbox/entry.ts'
import type { OutboxStore } from './outbox/store.ts'

/** A photo's bytes: Safari has lost Blobs in databases before, bytes it keeps. */
interface StoredPhoto {
  id: string
  type: string
  bytes: ArrayBuffer
}

interface FieldDatabase extends DBSchema {
  outbox: { key: string; value: Entry }
  photos: { key: string; value: StoredPhoto }
  /** What was read from the server, to be read again without it. */
  kept: { key: string; value: unknown }
}

export type Database = IDBPDatabase<FieldDatabase>

/** Opens the phone's database. Rejects where the browser has none, as in some private windows. */
export const openDatabase = (): Promise<Database> =>
  openDB<FieldDatabase>('standpipe-field', 1, {
    upgrade: db => {
      db.createObjectStore('outbox', { keyPath: 'id' })
      db.createObjectStore('photos', { keyPath: 'id' })
      db.createObjectStore('kept')
    },
  })

/** The outbox in the phone's database. A write resolves when it would survive the phone being switched off. */
export function outboxIn(db: Database): OutboxStore {
  const writing = (stores: ('outbox' | 'photos')[]) =>
    db.transaction(stores, 'readwrite', { durability: 'strict' })
  return {
    all: () => db.getAll('outbox'),
    put: async (entry, photo) => {
      const stored = photo && { id: entry.id, type: photo.type, bytes: await photo.arrayBuffer() }
      const tx = writing(['outbox', 'photos'])
      void tx.objectStore('outbox').put(entry)
      if (stored) void tx.objectStore('photos').put(stored)
      await tx.done
    },
    putAll: async entries => {
      const tx = writing(['outbox'])
      for (const entry of entries) void tx.objectStore('outbox').put(entry)
      await tx.done
    },
    remove: async ids => {
      const tx = writing(['outbox', 'photos'])
      for (const id of ids) {
        void tx.objectStore('outbox').delete(id)
        void tx.objectStore('photos').delete(id)
      }
      await tx.done
    },
    photo: async id => {
      const stored = await db.get('photos', id)
      return stored && new Blob([stored.bytes], { type: stored.type })
    },
    dropPhoto: id => db.delete('photos', id),
  }
}
