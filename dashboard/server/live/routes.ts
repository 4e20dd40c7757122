import type { WebSocket } from '@fastify/websocket'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { LiveSubscribe } from '../../../model/live.ts'
import type { Cancel, TimeSource } from '../../../runtime/time.ts'
import { CLOSE, type LiveClient } from './client.ts'
import type { LiveHub } from './hub.ts'

const Subscribe = Compile(
  Type.Object({
    type: Type.Literal('subscribe'),
    points: Type.Union([Type.Literal('*'), Type.Array(Type.String({ maxLength: 96 }), { maxItems: 20_000 })]),
    since: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
)

const MOST_SCREENS = 500
/** Messages a client may send in a minute. */
const MOST_ASKED = 600
/** How often it is looked whether the session still stands, real ms. */
const SESSION_CHECK = 10_000

export interface LiveRouteOptions {
  hub: LiveHub
  /** Real time. */
  clock: TimeSource
  /** Whether who opened this socket is still signed in. */
  stillSignedIn(request: FastifyRequest): boolean
}

/** WS /live: see LiveMessage and LiveSubscribe. */
export function liveRoutes({ hub, clock, stillSignedIn }: LiveRouteOptions): FastifyPluginAsync {
  return async app => {
    app.get(
      '/live',
      { websocket: true, config: { right: 'view' }, schema: { hide: true } },
      (socket: WebSocket, request) => {
        const client = hub.join(socketOf(socket))
        let check: Cancel = () => {}
        socket.on('close', () => {
          check()
          hub.leave(client)
        })
        socket.on('error', error => request.log.debug({ err: error }, 'a live socket failed'))
        if (hub.size > MOST_SCREENS) return client.close(CLOSE.tryLater, 'too many screens')
        check = clock.every(SESSION_CHECK, () => {
          if (!stillSignedIn(request)) client.close(CLOSE.signedOut, 'signed out')
        })
        let asked: number[] = []
        socket.on('message', data => {
          const now = clock.now()
          asked = [...asked.filter(at => at > now - 60_000), now]
          const ask = parsed(String(data))
          if (asked.length > MOST_ASKED || !ask) return client.close(CLOSE.badMessage, 'not understood')
          hub.subscribe(client, ask)
        })
      },
    )
  }
}

function socketOf(socket: WebSocket): ConstructorParameters<typeof LiveClient>[0] {
  return {
    send: text => socket.send(text),
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    close: (code, reason) => {
      socket.close(code, reason)
      // One that does not take our data does not answer our good-bye either.
      setTimeout(() => socket.terminate(), 2_000).unref()
    },
  }
}

function parsed(text: string): LiveSubscribe | undefined {
  try {
    const message: unknown = JSON.parse(text)
    return Subscribe.Check(message) ? (message as LiveSubscribe) : undefined
  } catch {
    return undefined
  }
}
