import type { Socket } from 'node:net'
import type { Aedes, AedesOptions, Client } from 'aedes'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { atMostEvery } from '../log.ts'
import { counter } from '../metrics.ts'
import type { Accounts } from './accounts.ts'
import type { Dispatch } from './dispatch.ts'
import { busMessage } from './in-process-bus.ts'
import type { BrokerLimits } from './limits.ts'
import type { Sessions } from './sessions.ts'

const SERVER_UNAVAILABLE = 3
const BAD_LOGIN = 4

interface DoorOptions {
  accounts: Accounts
  limits: BrokerLimits
  log: Logger
  metrics: Registry
  sessions: Sessions
  dispatch: Dispatch
}

/** Everything that decides what network clients may do. Default denies. */
export interface BrokerDoor {
  handlers: Pick<
    AedesOptions,
    'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'
  >
  /** Takes a new connection. */
  enter(broker: Aedes, socket: Socket): void
  watch(broker: Aedes): void
  /** Notes a client that did not come to terms about encryption: no TLS, or no certificate that we believe. */
  unencrypted(from: string | undefined, error: Error): void
  /** Logs a refusal, at most once a minute a kind. */
  complain(kind: string, about: object, message: string): void
}

/** aedes hides these two; `maxPacketBytes` of the parser does not exist, so its progress is watched. */
interface Inside {
  _parser?: { packet?: { length?: number } }
  subscriptions?: Record<string, unknown>
}

/** The rules of the embedded broker for clients that come over the network. */
export function doorOf({ accounts, limits, log, metrics, sessions, dispatch }: DoorOptions): BrokerDoor {
  const refused = counter(metrics, 'broker_refused_total', 'Refusals to network clients, by reason', [
    'reason',
  ])
  const shed = counter(metrics, 'broker_shed_total', 'Messages left out at a limit, by which', ['limit'])
  const received = counter(metrics, 'broker_received_total', 'Messages taken from network clients')
  const sparingly = atMostEvery(60_000)
  const users = new WeakMap<Client, string>()
  let here: (id: string) => boolean = () => false
  let count = () => 0

  const complain = (kind: string, about: object, message: string) =>
    sparingly(kind, suppressed => log.warn({ ...about, ...(suppressed > 0 && { suppressed }) }, message))
  const refuse = (reason: string, client: Client, about: object, message: string) => {
    refused.inc({ reason })
    const from = (client.conn as Socket).remoteAddress
    complain(`${reason} ${users.get(client) ?? from}`, { client: client.id, from, ...about }, message)
  }

  const signIn = async (client: Client, username: string | undefined, password: Buffer | undefined) => {
    if (count() >= limits.clients) {
      refuse('full', client, { limit: limits.clients }, 'MQTT client refused: too many clients')
      return SERVER_UNAVAILABLE
    }
    if (!(await accounts.signIn(username, password))) {
      refuse('login', client, { username }, 'MQTT client refused: unknown user or wrong password')
      return BAD_LOGIN
    }
    users.set(client, username!)
    if (client.clean) await sessions.forget(client.id)
    else await sessions.keep(client.id, here)
    return undefined
  }

  return {
    complain,
    handlers: {
      preConnect: (_client, _packet, done) => done(null, true),

      authenticate: (client, username, password, done) => {
        signIn(client, username, password).then(
          code =>
            code === undefined
              ? done(null, true)
              : done(Object.assign(new Error('refused'), { returnCode: code }), false),
          error => {
            log.error({ err: error }, 'an MQTT sign-in failed inside the broker')
            done(Object.assign(new Error('refused'), { returnCode: SERVER_UNAVAILABLE }), false)
          },
        )
      },

      authorizePublish: (client, packet, done) => {
        const user = client && users.get(client)
        if (!client || !user || packet.topic.startsWith('$') || !accounts.mayPublish(user, packet.topic)) {
          if (client) refuse('publish', client, { user, topic: packet.topic }, 'MQTT publish refused')
          // MQTT 3.1.1 has no word for "no" here but to close the connection.
          return done(new Error('not authorised to publish to this topic'))
        }
        received.inc()
        const handled = dispatch.beforeAck(busMessage(packet, false))
        if (!handled) return done(null)
        handled.then(
          () => done(null),
          error => {
            refuse('withheld', client, { topic: packet.topic, err: error }, 'acknowledgement withheld')
            done(new Error('the message could not be taken'))
          },
        )
      },

      authorizeSubscribe: (client, subscription, done) => {
        const user = users.get(client)
        const { topic } = subscription
        const held = Object.keys((client as unknown as Inside).subscriptions ?? {}).length
        if (!user || !accounts.maySubscribe(user, topic)) {
          refuse('subscribe', client, { user, topic }, 'MQTT subscription refused')
          return done(null, null)
        }
        if (held >= limits.subscriptionsPerClient) {
          refuse('subscriptions', client, { user, topic }, 'MQTT subscription refused: too many')
          return done(null, null)
        }
        done(null, subscription)
      },

      authorizeForward: (client, packet) => {
        const waiting = (client.conn as Socket).writableLength
        if (waiting > limits.stuckClientBytes) {
          refuse('stuck', client, { waiting }, 'MQTT client disconnected: it does not read')
          client.conn.destroy()
        } else if (packet.qos === 0 && waiting > limits.slowClientBytes) {
          shed.inc({ limit: 'slow-client' })
          return null
        }
        return packet
      },
    },

    enter: (broker, socket) => {
      // A few connections more than clients, for those that are only about to be refused.
      if (count() >= limits.clients * 2) return void socket.destroy()
      const client = broker.handle(socket)
      socket.on('readable', () => {
        const announced = (client as unknown as Inside)._parser?.packet?.length ?? 0
        if (announced <= limits.packetBytes) return
        refuse('packet-size', client, { announced }, 'MQTT client disconnected: its packet is too big')
        socket.destroy()
      })
    },

    unencrypted: (from, error) => {
      refused.inc({ reason: 'tls' })
      complain(`tls ${from}`, { from, reason: error.message }, 'an encrypted connection was not made')
    },

    watch: broker => {
      const clients = () => (broker as unknown as { clients: Record<string, unknown> }).clients
      here = id => clients()[id] !== undefined
      count = () => broker.connectedClients
      broker.on('clientError', (client, error) =>
        log.debug({ client: client.id, err: error }, 'an MQTT client was disconnected'),
      )
      broker.on('connectionError', (client, error) => {
        refused.inc({ reason: 'protocol' })
        const from = (client.conn as Socket).remoteAddress
        complain(`protocol ${from}`, { from, reason: error.message }, 'an MQTT connection failed')
      })
      broker.on(
        'error' as 'closed',
        ((error: Error) => log.error({ err: error }, 'the embedded broker failed')) as () => void,
      )
    },
  }
}
