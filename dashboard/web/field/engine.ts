import { newId } from '../api/request.ts'
import { type Database, openDatabase, outboxIn } from './database.ts'
import { download, downloadTicket, forgetPerson, isSignedOut, recall } from './download.ts'
import { isWaiting } from './outbox/entry.ts'
import { type Done, type Outbox, openOutbox } from './outbox/outbox.ts'
import { sendEntry } from './outbox/send.ts'
import { siteNow, useField } from './state.ts'

/** How often jobs are read again while the app is looked at, ms. */
const EVERY = 30_000
/** A browser says it is online a while before it is, ms. */
const SETTLES = 3_000
/** The least wait between two looks at the outbox, ms. */
const BREATH = 1_000

let db: Database
let outbox: Outbox
let reading: Promise<void> | undefined
let timer: ReturnType<typeof setTimeout> | undefined

const me = () => {
  const { session, signedOut } = useField.getState()
  return signedOut ? undefined : session?.actor.id
}

/** Wakes the app: what is on the phone first, then the network. */
export async function startField(): Promise<void> {
  try {
    db = await openDatabase()
    await recall(db)
    outbox = await openOutbox({
      store: outboxIn(db),
      send: sendEntry,
      now: Date.now,
      siteNow,
      me,
      changed: entries => useField.setState({ entries }),
      settled: ({ ticket, state }, answer) => {
        useField.setState({ online: answer.ok || answer.status !== 0 })
        if (!answer.ok && answer.status === 401) useField.setState({ signedOut: true })
        const more = outbox.entries().some(entry => entry.ticket === ticket && entry.state === 'waiting')
        if (state !== 'waiting' && !more) void downloadTicket(db, ticket).catch(() => {})
      },
    })
  } catch {
    useField.setState({ phase: 'no-database' })
    return
  }
  useField.setState({ phase: 'ready' })
  addEventListener('online', () => {
    void hurry()
    setTimeout(() => void hurry(), SETTLES)
  })
  addEventListener('offline', () => useField.setState({ online: false }))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void hurry()
  })
  setInterval(() => {
    if (document.visibilityState === 'visible') void refresh().then(resume)
  }, EVERY)
  await refresh()
  await flush()
}

/** The server was heard: what waits for a network need not wait any longer. */
async function resume(): Promise<void> {
  if (!useField.getState().online || waitingCount() === 0) return
  await outbox.hurry()
  await flush()
}

/** Reads the jobs anew; what fails is seen in `online` and `signedOut`. */
export function refresh(): Promise<void> {
  reading ??= download(db)
    .catch(error => useField.setState(isSignedOut(error) ? { signedOut: true } : { online: false }))
    .finally(() => {
      reading = undefined
    })
  return reading
}

/** Reads one job that is looked at; without a network what is kept stands. */
export const look = (ticket: string): Promise<void> => downloadTicket(db, ticket).catch(() => {})

/** Sends what is due, and again when the next is. */
export async function flush(): Promise<void> {
  clearTimeout(timer)
  await oneAtATime(() => outbox.flush())
  const next = outbox.nextTry()
  if (next !== undefined) timer = setTimeout(() => void flush(), Math.max(BREATH, next - Date.now()))
}

/** The network is back, or somebody pressed "now". */
export async function hurry(): Promise<void> {
  if (!outbox) return
  await outbox.hurry()
  await refresh()
  await flush()
}

/** Writes down what was done, then sends it. Resolves false, with the trouble said, when it could not be written. */
export async function did(what: Omit<Done, 'id'> & { id?: string }): Promise<boolean> {
  try {
    await outbox.add({ id: newId(), ...what })
    useField.setState({ trouble: undefined })
  } catch (error) {
    useField.setState({ trouble: error instanceof RangeError ? 'full' : 'storage' })
    return false
  }
  void flush()
  return true
}

export const tryAgain = (id: string): Promise<void> => outbox.again(id).then(flush)
export const discard = (id: string): Promise<void> => outbox.discard(id)

/** Signed in: whatever waited in this person's name goes out. */
export async function signedIn(): Promise<void> {
  await refresh()
  await flush()
}

/** Signs out; what is not sent yet stays on the phone for the same person. */
export async function signOutHere(): Promise<void> {
  await fetch('/api/v1/session', { method: 'DELETE' }).catch(() => undefined)
  await forgetPerson(db)
  useField.setState({ signedOut: true })
}

export const waitingCount = (): number => useField.getState().entries.filter(isWaiting).length

/** Two tabs of one phone do not send at the same time; where locks are missing the server sorts it out by the ids. */
const oneAtATime = (work: () => Promise<void>): Promise<void> =>
  'locks' in navigator ? navigator.locks.request('standpipe-outbox', work) : work()

/** A photo that waits on this phone. */
export const photoOf = (id: string): Promise<Blob | undefined> => outboxIn(db).photo(id)
