import mqtt, { type MqttClient } from 'mqtt'
import type { Logger } from 'pino'
import { filterMistake } from './broker/filters.ts'
import type { Bus } from './bus.ts'
import { CodedError } from './config/problems.ts'
import { counter } from './metrics.ts'
import {
  type ConnectBusOptions,
  clientOptions,
  end,
  firstConnection,
  hostOf,
  pauses,
} from './mqtt/connection.ts'
import { Inbox } from './mqtt/inbox.ts'
import { Outbox } from './mqtt/outbox.ts'

export type { ConnectBusOptions } from './mqtt/connection.ts'

/**
 * A bus over an outside MQTT 3.1.1 broker, with a session that the broker keeps. Reconnects for ever, with growing
 * and random pauses, and subscribes again. Resolves when connected, or disconnected when the broker has not
 * answered within `patience`. Throws CodedError `bus-refused` when the broker says no.
 *
 * Nothing is queued here: `publish` rejects with `bus-down` without a connection, and when the connection is lost
 * before the broker has acknowledged. Messages are acknowledged by us when their handlers are done (`beforeAck`) or
 * have them (otherwise), possibly not in order.
 */
export async function connectBus(options: ConnectBusOptions): Promise<Bus> {
  const { url, log, patience = 5_000 } = options
  const shed = options.metrics && counter(options.metrics, 'bus_shed_total', 'QoS 0 messages left out')
  const client = mqtt.connect(url, clientOptions(options))
  const listeners = new Set<(connected: boolean) => void>()
  const inbox = new Inbox({
    log,
    limit: options.waitingPerSubscription ?? 10_000,
    grace: options.grace ?? 30_000,
    onShed: () => shed?.inc(),
    // MQTT 3.1.1 brokers send an unacknowledged message again only on a new connection.
    onRefused: () => client.stream.destroy(),
  })
  const outbox = new Outbox(client, options.inFlight ?? 1_000)
  let connection = 0
  let up = false
  let closed = false
  let ready: Promise<void> = Promise.resolve()

  receive(client, inbox, () => connection)
  const change = (connected: boolean) => {
    if (up === connected) return
    up = connected
    for (const listener of [...listeners]) listener(connected)
  }
  const backoff = pauses(options.reconnect ?? { min: 500, max: 30_000 })
  client.on('connect', ({ sessionPresent }) => {
    connection++
    backoff.connected()
    inbox.connected()
    ready = subscribeAll(client, inbox, log).then(
      () => {
        log.info({ url: hostOf(url), sessionPresent }, 'connected to the broker')
        if (client.connected) change(true)
      },
      error => log.warn({ err: error }, 'subscribing again failed'),
    )
  })
  client.on('close', () => {
    connection++
    client.options.reconnectPeriod = backoff.next()
    outbox.lost()
    inbox.disconnected()
    if (up) log.warn({ url: hostOf(url) }, 'connection to the broker lost; trying again')
    change(false)
  })
  client.on('error', error => log.debug({ err: error }, 'broker connection'))

  await firstConnection(client, url, patience, log)
  await ready

  return {
    publish: async (topic, payload, { qos = 0, retain = false } = {}) => {
      if (topic === '' || /[#+]/.test(topic)) throw new CodedError('bus-topic', `not a topic: "${topic}"`)
      if (closed) throw new CodedError('bus-down', 'the bus is closed')
      await outbox.publish(topic, payload, qos, retain)
    },
    subscribe: async (filter, handler, { qos = 1, beforeAck = false, atOnce } = {}) => {
      const mistake = filterMistake(filter)
      if (mistake) throw new CodedError('bus-topic', `topic filter "${filter}" ${mistake}`)
      if (closed) throw new CodedError('bus-down', 'the bus is closed')
      const subscription = inbox.add(filter, handler, qos, beforeAck, atOnce)
      if (client.connected) {
        await subscribe(client, filter, inbox.filters().get(filter) ?? qos).catch(error => {
          // Without a connection the next one subscribes.
          if (!(error instanceof CodedError)) return
          inbox.remove(subscription)
          throw error
        })
      }
      return async () => {
        inbox.remove(subscription)
        if (!inbox.uses(filter) && client.connected) await client.unsubscribeAsync(filter).catch(() => {})
      }
    },
    get connected() {
      return up
    },
    onConnection: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => {
      if (closed) return
      closed = true
      inbox.close()
      await end(client)
    },
  }
}

/**
 * mqtt.js acknowledges when `handleMessage` calls back and reads nothing else until then: neither the
 * acknowledgement of what a handler publishes meanwhile, nor pings. So it is told at once that this message is not
 * to be acknowledged, and the acknowledgement is sent by us when the handlers are done.
 */
function receive(client: MqttClient, inbox: Inbox, connection: () => number): void {
  const sender = client as unknown as { _sendPacket(packet: object): void }
  /** What is acknowledged together leaves in one piece. */
  let held: MqttClient['stream'] | undefined
  const acknowledge = (messageId: number | undefined) => {
    if (!held) {
      const stream = client.stream
      held = stream
      stream.cork()
      setImmediate(() => {
        held = undefined
        stream.uncork()
      })
    }
    sender._sendPacket({ cmd: 'puback', messageId })
  }
  client.handleMessage = (packet, callback) => {
    const { topic, qos, retain, messageId } = packet
    const message = { topic, payload: Buffer.from(packet.payload), qos, retain }
    if (qos === 0) {
      inbox.take(message)
      return callback()
    }
    const receivedOn = connection()
    inbox.take(message, () => {
      // On another connection the number may already stand for another message.
      if (connection() === receivedOn) acknowledge(messageId)
    })
    callback(new Error('acknowledged by the inbox'))
  }
}

async function subscribeAll(client: MqttClient, inbox: Inbox, log: Logger): Promise<void> {
  for (const [filter, qos] of inbox.filters()) {
    await subscribe(client, filter, qos).catch(error => {
      if (!(error instanceof CodedError)) throw error
      log.error({ filter }, 'the broker no longer allows this subscription')
    })
  }
}

/** Throws CodedError `bus-denied` when the broker refuses; other errors mean the connection was lost. */
async function subscribe(client: MqttClient, filter: string, qos: 0 | 1): Promise<void> {
  const denied = new CodedError('bus-denied', `the broker does not allow a subscription to ${filter}`)
  const granted = await client.subscribeAsync(filter, { qos }).catch((error: { packet?: unknown }) => {
    throw error.packet ? denied : error
  })
  if (granted.some(grant => (grant.qos as number) >= 128)) throw denied
}
