import type { Entry } from '../../../../dashboard/web/field/outbox/entry.ts'
import { type Done, type Outbox, openOutbox } from '../../../../dashboard/web/field/outbox/outbox.ts'
import type { Answer } from '../../../../dashboard/web/field/outbox/rules.ts'
import type { OutboxStore } from '../../../../dashboard/web/field/outbox/store.ts'
import { MINUTE } from '../../../../model/time.ts'

export const T0 = Date.UTC(2026, 10, 22, 6)
export type Network = 'there' | 'away' | 'answer lost'

/** A server that knows commands by their id and a step only once, as alerting does. */
export function fieldServer() {
  const heard: { id: string; by: string; what: string; ticket: string; at: number; received: number }[] = []
  const steps = new Map<string, { by: string; at: number }>()
  return {
    heard,
    /** What somebody at a desk did before. */
    did: (ticket: string, step: string, by: string, at: number) =>
      void steps.set(`${ticket} ${step}`, { by, at }),
    refuse: new Map<string, { status: number; code: string; message: string }>(),
    take(entry: Entry, now: number): Answer {
      if (heard.some(({ id }) => id === entry.id)) return { ok: true, serverNow: now }
      const what =
        entry.act.kind === 'step'
          ? entry.act.step
          : entry.act.kind === 'valve'
            ? entry.act.valve
            : entry.act.name
      const refused = this.refuse.get(what)
      if (refused) return { ok: false, serverNow: now, ...refused }
      if (entry.at > now + 5 * MINUTE)
        return { ok: false, status: 400, code: 'time-ahead', message: 'in the future', serverNow: now }
      const before = entry.act.kind === 'step' ? steps.get(`${entry.ticket} ${what}`) : undefined
      if (before)
        return { ok: false, status: 409, code: 'already-done', message: `${what} is done`, ...before }
      if (entry.act.kind === 'step') steps.set(`${entry.ticket} ${what}`, { by: entry.by, at: entry.at })
      heard.push({ id: entry.id, by: entry.by, what, ticket: entry.ticket, at: entry.at, received: now })
      return { ok: true, serverNow: now }
    },
  }
}

/** A phone's storage: what was written stays when the app is killed. */
export function storage(): OutboxStore & { photos: Map<string, Blob> } {
  const kept = new Map<string, string>()
  const photos = new Map<string, Blob>()
  const write = (entry: Entry) => void kept.set(entry.id, JSON.stringify(entry))
  return {
    photos,
    all: async () => [...kept.values()].map(text => JSON.parse(text) as Entry),
    put: async (entry, photo) => {
      write(entry)
      if (photo) photos.set(entry.id, photo)
    },
    putAll: async entries => entries.forEach(write),
    remove: async ids => {
      for (const id of ids) {
        kept.delete(id)
        photos.delete(id)
      }
    },
    photo: async id => photos.get(id),
    dropPhoto: async id => void photos.delete(id),
  }
}

/** A crew's phone whose app can be killed and opened again, with a network that comes and goes. */
export async function crewPhone(
  options: { me?: string | undefined; server?: ReturnType<typeof fieldServer> } = {},
) {
  const server = options.server ?? fieldServer()
  const store = storage()
  let now = T0
  let life = 0
  let ids = 0
  const phone = {
    server,
    store,
    network: 'there' as Network,
    me: ('me' in options ? options.me : 'zhang') as string | undefined,
    /** How far this phone's idea of the platform's time is off, ms. */
    off: 0,
    /** Tries that left the phone. */
    tries: 0,
    outbox: undefined as unknown as Outbox,
    now: () => now,
    /** Opens the app; whatever an earlier life was waiting for never comes back to it. */
    open: async () => {
      const mine = ++life
      phone.outbox = await openOutbox({
        store,
        now: () => now,
        siteNow: () => now + phone.off,
        me: () => phone.me,
        changed: () => {},
        send: async entry => {
          if (mine !== life) return new Promise(() => {})
          phone.tries++
          if (phone.network === 'away')
            return { ok: false, status: 0, code: 'offline', message: 'no network' }
          const answer = server.take(entry, now)
          if (phone.network === 'answer lost') return new Promise(() => {})
          return answer
        },
      })
    },
    does: (what: Done['act'], ticket = 'GD-1') =>
      phone.outbox.add({
        id: `c${ids++}`,
        ticket,
        at: now + phone.off,
        act: what,
        ...(what.kind === 'photo' ? { photo: new Blob(['jpeg']) } : {}),
      }),
    /** Time goes by and the app tries whatever is due. */
    after: async (ms: number) => {
      now += ms
      await Promise.race([phone.outbox.flush(), new Promise(resolve => setImmediate(resolve))])
    },
    waiting: () => phone.outbox.entries().filter(({ state }) => state !== 'done'),
  }
  await phone.open()
  return phone
}
