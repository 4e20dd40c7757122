import type { Instant } from '../../../../model/time.ts'
import { type Act, type Entry, isWaiting } from './entry.ts'
import { type Answer, afterAnswer, again, answered, due, hasRoom, hurry, nextTry, outdated } from './rules.ts'
import type { OutboxStore } from './store.ts'

/** What is new: done now, on this ticket. `photo` for a photo's content. */
export interface Done {
  id: string
  ticket: string
  at: Instant
  act: Act
  photo?: Blob
}

export interface OutboxDeps {
  store: OutboxStore
  /** Sends one entry; resolves with what came back, never rejects. */
  send(entry: Entry, photo: Blob | undefined): Promise<Answer>
  /** The phone's own clock, ms. */
  now(): number
  /** The platform's time. */
  siteNow(): Instant
  /** Who is signed in; nobody sends nothing. */
  me(): string | undefined
  /** Hears the entries after every change. */
  changed(entries: readonly Entry[]): void
  /** Hears what the server made of an entry. */
  settled?(entry: Entry, answer: Answer): void
}

export interface Outbox {
  entries(): readonly Entry[]
  /** Writes down what was done. Resolves when it would survive; rejects with `RangeError` when the outbox is full. */
  add(done: Done): Promise<Entry>
  /** Sends what is due, one after the other, until nothing is; a second call joins the first. */
  flush(): Promise<void>
  /** Tries everything now. */
  hurry(): Promise<void>
  again(id: string): Promise<void>
  /** Takes an entry away that a person does not want any more; a settled one is only put out of sight. */
  discard(id: string): Promise<void>
  /** When the next try is due, by the phone's clock. */
  nextTry(): number | undefined
}

/** Opens the outbox with what an earlier life of the app left in the store. */
export async function openOutbox(deps: OutboxDeps): Promise<Outbox> {
  const { store, send, now, siteNow, me, changed } = deps
  let entries = (await store.all()).sort((a, b) => a.seq - b.seq)
  let flushing: Promise<void> | undefined
  const set = (next: readonly Entry[]) => {
    entries = [...next]
    changed(entries)
  }
  const swap = (entry: Entry) => set(entries.map(one => (one.id === entry.id ? entry : one)))

  const sendDue = async () => {
    for (;;) {
      const who = me()
      const entry = who === undefined ? undefined : due(entries, who, now())
      if (!entry) return
      const photo = entry.act.kind === 'photo' ? await store.photo(entry.id) : undefined
      const answer = await send(entry, photo)
      // While it was on its way somebody may have thrown it out.
      if (!entries.some(({ id }) => id === entry.id)) continue
      const next = answered(entry, answer, now(), siteNow())
      await store.put(next)
      if (!isWaiting(next) && entry.act.kind === 'photo') await store.dropPhoto(entry.id)
      swap(next)
      set(afterAnswer(entries, answer, next.notBefore))
      deps.settled?.(next, answer)
      const old = outdated(entries)
      if (old.length > 0) {
        await store.remove(old)
        set(entries.filter(({ id }) => !old.includes(id)))
      }
      // Nobody signed in, or no network: the others would fare no better.
      if (!answer.ok && (answer.status === 401 || answer.status === 0)) return
    }
  }

  changed(entries)
  return {
    entries: () => entries,
    add: async ({ photo, ...done }) => {
      if (!hasRoom(entries)) throw new RangeError('the outbox is full')
      const who = me()
      if (who === undefined) throw new RangeError('nobody is signed in')
      const seq = Math.max(0, ...entries.map(entry => entry.seq)) + 1
      const entry: Entry = { ...done, seq, by: who, state: 'waiting', tries: 0, notBefore: 0 }
      // Taken into account at once, so that two taps in a row get two places in the order.
      set([...entries, entry])
      try {
        await store.put(entry, photo)
      } catch (error) {
        set(entries.filter(({ id }) => id !== entry.id))
        throw error
      }
      return entry
    },
    flush: () => {
      flushing ??= sendDue().finally(() => {
        flushing = undefined
      })
      return flushing
    },
    hurry: async () => {
      set(hurry(entries))
      await store.putAll(entries.filter(isWaiting))
    },
    again: async id => {
      const entry = entries.find(one => one.id === id)
      if (!entry) return
      await store.put(again(entry))
      swap(again(entry))
    },
    discard: async id => {
      await store.remove([id])
      set(entries.filter(entry => entry.id !== id))
    },
    nextTry: () => {
      const who = me()
      return who === undefined ? undefined : nextTry(entries, who)
    },
  }
}
