import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { Aedes } from 'aedes'
import mqemitter from 'mqemitter'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Bus } from '../bus.ts'
import { CodedError } from '../config/problems.ts'
import { counter, gauge } from '../metrics.ts'
import { accountsOf, type BrokerAccount } from './accounts.ts'
import type { Pem } from './broker-tls.ts'
import { Dispatch } from './dispatch.ts'
import { type BrokerDoor, doorOf } from './door.ts'
import { busMessage, inProcessBus } from './in-process-bus.ts'
import { type BrokerLimits, DEFAULT_LIMITS } from './limits.ts'
import { boundedSessions } from './sessions.ts'

export interface EmbeddedBrokerOptions {
  /** Loopback when left out. */
  host?: string
  /** 0 for any free port. */
  port: number
  /** By user name; with none, only this process can use the broker. */
  credentials?: Readonly<Record<string, BrokerAccount>>
  limits?: Partial<BrokerLimits>
  /** Encrypts, and with `ca` takes only clients that show a certificate of it; in the clear when left out. */
  tls?: Pem
  /**
   * Network clients wait at the door until `open` is called. Otherwise the broker acknowledges what comes before
   * anybody who would make it durable has subscribed.
   */
  closed?: boolean
  log: Logger
  metrics: Registry
}

/** Real ms in which a client must have come to terms about encryption. */
const HANDSHAKE = 10_000

export interface EmbeddedBroker {
  /** Attached in this process. */
  bus: Bus
  host: string
  /** The port it listens on. */
  port: number
  /** Lets network clients in, once those who must not miss anything have subscribed. */
  open(): void
  stop(): Promise<void>
}

/**
 * Starts an MQTT 3.1.1 broker inside this process (aedes). Sessions and retained messages are kept in memory: after
 * a restart publishers must repeat what they retained.
 * Throws CodedError `port-in-use`, `broker-listen` or `broker-account`.
 */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { host = '127.0.0.1', port, credentials = {}, log, metrics } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const accounts = accountsOf(credentials)
  const shed = counter(metrics, 'broker_shed_total', 'Messages left out at a limit, by which', ['limit'])
  const sessions = boundedSessions(limits, (why, id) => {
    shed.inc({ limit: why })
    door.complain(why, { id }, 'a message was not kept: the limit is reached')
  })
  const dispatch = new Dispatch({
    log,
    limit: limits.waitingPerSubscriber,
    onShed: () => shed.inc({ limit: 'subscriber-full' }),
  })
  const door: BrokerDoor = doorOf({ accounts, limits, log, metrics, sessions, dispatch })
  const broker = await Aedes.createBroker({
    ...door.handlers,
    mq: emitterFor(dispatch),
    persistence: sessions.persistence,
    queueLimit: 100,
    drainTimeout: 60_000,
    connectTimeout: 10_000,
    maxInflightInbound: 100,
  })
  door.watch(broker)
  gauge(metrics, 'broker_clients', 'Network clients connected', { collect: () => broker.connectedClients })
  gauge(metrics, 'broker_handlers_pending', 'Messages waiting for in-process handlers', {
    collect: () => dispatch.pending,
  })
  gauge(metrics, 'broker_session_bytes', 'Bytes kept for absent clients', { collect: () => sessions.bytes })

  const sockets = new Set<Socket>()
  const atTheDoor = new Set<Socket>()
  let open = options.closed !== true
  const enter = (socket: Socket) => {
    socket.on('close', () => atTheDoor.delete(socket))
    if (open) door.enter(broker, socket)
    else if (atTheDoor.size < limits.clients) atTheDoor.add(socket.on('error', () => socket.destroy()))
    else socket.destroy()
  }
  const server = serverOf(options.tls, enter, door)
  server.on('connection', socket => {
    if (sockets.size >= limits.clients * 2) return void socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  try {
    await listen(server, host, port)
  } catch (error) {
    await closeBroker(broker)
    throw error
  }
  const { port: actual } = server.address() as { port: number }
  log.info({ host, port: actual, tls: options.tls !== undefined }, 'embedded broker listens')
  const bus = inProcessBus(broker, dispatch, sessions)

  return {
    bus,
    host,
    port: actual,
    open: () => {
      open = true
      for (const socket of atTheDoor) door.enter(broker, socket)
      atTheDoor.clear()
    },
    stop: async () => {
      await bus.close()
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      await closeBroker(broker)
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Calls `enter` with each connection that may speak MQTT: the encrypted ones where there is a certificate. */
function serverOf(tls: Pem | undefined, enter: (socket: Socket) => void, door: BrokerDoor): Server {
  if (!tls) return createServer({ noDelay: true }, enter)
  const client = { requestCert: tls.ca !== undefined, rejectUnauthorized: tls.ca !== undefined }
  const server = createTlsServer({ ...tls, ...client, noDelay: true, handshakeTimeout: HANDSHAKE }, enter)
  server.on('tlsClientError', (error, socket) => door.unencrypted(socket.remoteAddress, error))
  return server
}

/**
 * The emitter between aedes and its subscribers. Network subscribers are never waited for: a slow screen must not
 * hold back a gateway (door.ts sheds for it instead). No limit on concurrency, because a publish inside a handler
 * must always get through.
 */
function emitterFor(dispatch: Dispatch): mqemitter.MQEmitter {
  const network = mqemitter({ concurrency: 0, matchEmptyLevels: true })
  const emit = network.emit.bind(network)
  network.emit = (message, done = () => {}) => {
    emit(message)
    const handled = message.topic.startsWith('$')
      ? undefined
      : dispatch.deliver(busMessage(message as Parameters<typeof busMessage>[0], false))
    if (handled) void handled.then(() => done())
    else done()
  }
  return network
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
    server.listen(port, host, resolve)
  })
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): CodedError {
  const taken = error.code === 'EADDRINUSE'
  return new CodedError(
    taken ? 'port-in-use' : 'broker-listen',
    taken
      ? `port ${port} on ${host} is taken, so the embedded MQTT broker cannot listen; choose another with --mqtt-port or broker.port in site.yaml`
      : `the embedded MQTT broker cannot listen on ${host}:${port}: ${error.message}`,
    { cause: error },
  )
}

function closeBroker(broker: Aedes): Promise<void> {
  return new Promise(resolve => broker.close(() => resolve()))
}
