import type { LngLat } from '../../../model/network.ts'
import type { SessionInfo, SiteInfo, Surroundings, TimeInfo } from '../../../model/screen.ts'
import { isOpen, type TicketView } from '../../../model/ticket.ts'
import type { PolicyInfo } from '../api/queries.ts'
import { ApiError, request } from '../api/request.ts'
import type { IsolationPlan } from '../trace/queries.ts'
import type { Database } from './database.ts'
import { isWaiting } from './outbox/entry.ts'
import { type FieldState, type Plan, type SiteWords, siteNow, useField } from './state.ts'
import { type Kept, valveStates } from './work/ahead.ts'
import { isMine } from './work/mine.ts'
import { heardNow } from './work/site-time.ts'

/** Half the side of the piece of network that goes along with a job, m. */
const AROUND = 500

/** What an earlier life of the app had read. */
export async function recall(db: Database): Promise<void> {
  const [keys, values] = await Promise.all([db.getAllKeys('kept'), db.getAll('kept')])
  const state: Record<string, unknown> = {}
  const parts: Record<string, Record<string, unknown>> = { kept: {}, plans: {}, around: {} }
  keys.forEach((key, i) => {
    const [part, id] = key.split(/ (.*)/s) as [string, string | undefined]
    if (id === undefined) state[part] = values[i]
    else if (parts[part]) parts[part][id] = values[i]
  })
  useField.setState({ ...(state as Partial<FieldState>), ...(parts as Partial<FieldState>) })
}

/** Reads what has changed and keeps it. Throws ApiError, `offline` without a network and 401 without a session. */
export async function download(db: Database): Promise<void> {
  const keep = (key: string, value: unknown) => db.put('kept', value, key)
  const time = await request<TimeInfo>('/time')
  const heard = heardNow(time, Date.now())
  const session = await request<SessionInfo>('/session')
  useField.setState({ heard, session, signedOut: false, online: true })
  await Promise.all([keep('heard', heard), keep('session', session)])
  if (!useField.getState().site) {
    const site = await readSite()
    useField.setState({ site })
    await keep('site', site)
  }
  const { tickets } = await request<{ tickets: TicketView[] }>('/tickets?open=true')
  const readAt = siteNow()
  useField.setState({ tickets, readAt })
  await Promise.all([keep('tickets', tickets), keep('readAt', readAt)])
  const { entries } = useField.getState()
  const mine = tickets.filter(view => isMine(view, session.actor, entries))
  for (const { ticket } of mine) await downloadTicket(db, ticket.id)
  await forget(db)
}

/** Reads one job with everything that is needed where there is no network. */
export async function downloadTicket(db: Database, id: string): Promise<void> {
  const detail = await request<Kept>(`/tickets/${encodeURIComponent(id)}`)
  const { ticket, clocks, next, ahead, tasks, attachments } = detail
  const kept: Kept = {
    ticket,
    clocks,
    next,
    ahead: ahead ?? next,
    tasks: tasks ?? [],
    attachments: attachments ?? [],
  }
  useField.setState(state => ({ kept: { ...state.kept, [id]: kept } }))
  await db.put('kept', kept, `kept ${id}`)
  const { plans, around } = useField.getState()
  if (ticket.at && !around[id]) {
    const found = await readAround(ticket.at)
    useField.setState(state => ({ around: { ...state.around, [id]: found } }))
    await db.put('kept', found, `around ${id}`)
  }
  const without = failing(kept)
  if (ticket.pipe !== undefined && plans[id]?.without.join() !== without.join()) {
    const plan = await readPlan(ticket.pipe, without)
    useField.setState(state => ({ plans: { ...state.plans, [id]: plan } }))
    await db.put('kept', plan, `plans ${id}`)
  }
}

/** Valves that somebody found cannot be closed. */
const failing = (kept: Kept) =>
  [...valveStates(kept, [])]
    .filter(([, { finding }]) => finding === 'notClosed' || finding === 'inoperable')
    .map(([valve]) => valve)
    .sort()

async function readPlan(pipe: string, without: string[]): Promise<Plan> {
  const words = new URLSearchParams({
    asset: pipe,
    ...(without.length > 0 && { inoperable: without.join(',') }),
  })
  const found = await request<IsolationPlan>(`/trace/isolation?${words}`)
  const { possible, close, alternatives, customerCount, households, critical, segment } = found
  return {
    possible,
    close,
    alternatives,
    customerCount,
    households,
    critical,
    without,
    segment: segment.links,
  }
}

const readAround = ([lng, lat]: LngLat) =>
  request<Surroundings>(`/network/around?lng=${lng}&lat=${lat}&metres=${AROUND}`)

async function readSite(): Promise<SiteWords> {
  const [{ name, timeZone }, { units }, { people }] = await Promise.all([
    request<SiteInfo>('/site'),
    request<PolicyInfo>('/policy'),
    request<{ people: { id: string; name: string }[] }>('/people'),
  ])
  return { name, timeZone, units, people: Object.fromEntries(people.map(({ id, name }) => [id, name])) }
}

/** Closed jobs for which nothing waits any more leave the phone. */
async function forget(db: Database): Promise<void> {
  const { tickets, entries } = useField.getState()
  const wanted = new Set([
    ...tickets.filter(({ ticket }) => isOpen(ticket)).map(({ ticket }) => ticket.id),
    ...entries.filter(isWaiting).map(({ ticket }) => ticket),
  ])
  for (const key of await db.getAllKeys('kept')) {
    const id = key.split(/ (.*)/s)[1]
    if (id !== undefined && !wanted.has(id)) await db.delete('kept', key)
  }
  const only = <T>(all: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(all).filter(([id]) => wanted.has(id)))
  useField.setState(({ kept, plans, around }) => ({
    kept: only(kept),
    plans: only(plans),
    around: only(around),
  }))
}

/** Everything that belongs to a person leaves the phone; what they did and nobody has heard stays. */
export async function forgetPerson(db: Database): Promise<void> {
  await db.clear('kept')
  const { heard } = useField.getState()
  useField.setState({
    session: undefined,
    site: undefined,
    tickets: [],
    kept: {},
    plans: {},
    around: {},
    readAt: undefined,
  })
  if (heard) await db.put('kept', heard, 'heard')
}

/** Whether an error says that nobody is signed in. */
export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401
