import WebSocket from 'ws'
import type { LiveMessage, LiveSubscribe } from '../../../model/live.ts'
import type { TestTown } from './town.ts'

type Of<T extends LiveMessage['type']> = Extract<LiveMessage, { type: T }>

/** A screen on the live socket. */
export interface Screen {
  messages: LiveMessage[]
  socket: WebSocket
  ask(ask: Omit<LiveSubscribe, 'type'>): void
  /** The next message of a type that has not been taken yet; fails the test after 5 s. */
  next<T extends LiveMessage['type']>(type: T): Promise<Of<T>>
  closed: Promise<number>
}

/** Opens the live socket; rejects with the HTTP status when it is refused. */
export function openScreen(town: TestTown, headers: Record<string, string>): Promise<Screen> {
  const socket = new WebSocket(`${town.base.replace('http', 'ws')}/api/v1/live`, { headers })
  const messages: LiveMessage[] = []
  const taken = new Set<LiveMessage>()
  let changed = () => {}
  const closed = new Promise<number>(resolve => socket.on('close', code => resolve(code)))
  socket.on('message', data => {
    messages.push(JSON.parse(String(data)))
    changed()
  })
  const screen: Screen = {
    messages,
    socket,
    closed,
    ask: ask => socket.send(JSON.stringify({ type: 'subscribe', ...ask })),
    next: <T extends LiveMessage['type']>(type: T) =>
      new Promise<Of<T>>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`no ${type}; got ${JSON.stringify(messages)}`)),
          5_000,
        )
        const look = () => {
          const found = messages.find(message => message.type === type && !taken.has(message))
          if (!found) return
          clearTimeout(timer)
          taken.add(found)
          changed = () => {}
          resolve(found as Of<T>)
        }
        changed = look
        look()
      }),
  }
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(screen))
    socket.on('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))))
    socket.on('error', reject)
  })
}

/** A screen of somebody who is signed in, at our own page. */
export async function screenOf(town: TestTown, person = 'li'): Promise<Screen> {
  return openScreen(town, { cookie: await town.cookieOf(person), origin: town.base })
}
