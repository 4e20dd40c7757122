import { VALVE_TASK } from '../../../../model/ticket.ts'
import type { Entry } from './entry.ts'
import type { Answer } from './rules.ts'

/** Longest wait for an answer, ms: a photo on a thin line takes its time. */
const PATIENCE = { words: 20_000, photo: 120_000 }

/** Sends an entry to alerting. `fetcher` is the browser's; never rejects. */
export async function sendEntry(entry: Entry, photo: Blob | undefined, fetcher = fetch): Promise<Answer> {
  const { act } = entry
  if (act.kind === 'photo' && !photo)
    return { ok: false, status: 410, code: 'photo-gone', message: 'the photo is no longer on this phone' }
  try {
    const response = await fetcher(`/api/v1/tickets/${encodeURIComponent(entry.ticket)}${wayOf(entry)}`, {
      method: 'POST',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(act.kind === 'photo' ? PATIENCE.photo : PATIENCE.words),
      headers: { accept: 'application/json', 'content-type': photo ? 'image/jpeg' : 'application/json' },
      body: photo ?? JSON.stringify(bodyOf(entry)),
    })
    return await answerOf(response)
  } catch {
    return { ok: false, status: 0, code: 'offline', message: 'the server cannot be reached' }
  }
}

function wayOf({ act, at }: Entry): string {
  if (act.kind === 'step') return '/steps'
  if (act.kind === 'valve') return '/tasks'
  const words = new URLSearchParams({
    name: act.name,
    at: String(at),
    ...(act.step ? { step: act.step } : {}),
  })
  return `/attachments?${words}`
}

function bodyOf({ id, at, act }: Entry): object {
  if (act.kind === 'step') {
    const { step, note, data } = act
    return { id, at, step, ...(note ? { note } : {}), ...(data ? { data } : {}) }
  }
  if (act.kind === 'photo') return {}
  const { valve, finding, note, position } = act
  const data = { valve, finding, ...(position ? { position } : {}) }
  return { id, at, task: VALVE_TASK, data, ...(note ? { note } : {}) }
}

async function answerOf(response: Response): Promise<Answer> {
  // Without it the answer is somebody else's: a portal of the network, a proxy whose server is away.
  const told = response.headers.get('x-server-time')
  if (told === null)
    return { ok: false, status: 0, code: 'not-the-server', message: 'something else answered for the server' }
  const serverNow = { serverNow: Number(told) }
  if (response.ok) return { ok: true, ...serverNow }
  const problem = (await response.json().catch(() => ({}))) as Record<string, unknown>
  return {
    ok: false,
    status: response.status,
    code: typeof problem.code === 'string' ? problem.code : `http-${response.status}`,
    message: String(problem.detail ?? problem.title ?? response.statusText),
    ...(typeof problem.by === 'string' ? { by: problem.by } : {}),
    ...(typeof problem.at === 'number' ? { at: problem.at } : {}),
    ...serverNow,
  }
}
