import type { IClientOptions, MqttClient } from 'mqtt'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { CodedError } from '../config/problems.ts'

export interface ConnectBusOptions {
  /** mqtt:// or mqtts:// */
  url: string
  /** The broker keeps undelivered QoS 1 messages under this name: the same at every start, unlike any other. */
  clientId: string
  username?: string
  password?: string
  /** 3.1.1 when left out: the version that every broker speaks. */
  version?: '3.1.1' | '5'
  /** PEM texts for mqtts://; the system's authorities when left out. */
  tls?: { ca?: string; cert?: string; key?: string }
  /** Said by the broker when this connection is lost. */
  will?: { topic: string; payload: string | Uint8Array; qos?: 0 | 1; retain?: boolean }
  log: Logger
  metrics?: Registry
  /** Real ms to wait for the first connection before going on without; 5 s when left out. */
  patience?: number
  /** QoS 1 messages under way at once; a further publish rejects with `bus-full`. */
  inFlight?: number
  /** Messages that may wait for one subscription. */
  waitingPerSubscription?: number
  /** Real ms that messages of a kept session wait for their subscriber after a start. */
  grace?: number
  /** Shortest and longest pause between two attempts to connect, real ms. */
  reconnect?: { min: number; max: number }
}

/** MQTT's answers to a connection that will not change by trying again. */
const REFUSALS: Record<number, string> = {
  1: 'it does not speak MQTT 3.1.1',
  2: 'it does not accept the client id',
  4: 'user name or password is wrong',
  5: 'this user is not allowed to connect',
  // The same in MQTT 5
  132: 'it does not speak this version of MQTT',
  133: 'it does not accept the client id',
  134: 'user name or password is wrong',
  135: 'this user is not allowed to connect',
}

/** A week, s. */
const SESSION_KEPT = 7 * 24 * 3_600

/** A connection this long, ms, was a good one. */
const HELD = 10_000

/** A session the broker keeps, nothing queued on our side. */
export function clientOptions({
  clientId,
  username,
  password,
  will,
  reconnect,
  version = '3.1.1',
  tls,
}: ConnectBusOptions): IClientOptions {
  return {
    clientId,
    protocolVersion: version === '5' ? 5 : 4,
    clean: false,
    // Version 5 forgets a session at the end of its connection unless told for how long it is to be kept.
    ...(version === '5' && { properties: { sessionExpiryInterval: SESSION_KEPT } }),
    ...tls,
    resubscribe: false,
    queueQoSZero: false,
    reconnectOnConnackError: true,
    reconnectPeriod: reconnect?.min ?? 500,
    connectTimeout: 10_000,
    keepalive: 20,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(will && {
      will: {
        topic: will.topic,
        payload: Buffer.from(will.payload),
        qos: will.qos ?? 1,
        retain: will.retain ?? false,
      },
    }),
  }
}

/** Pauses between attempts: doubling, half of each random, from the start again after a connection that held. */
export function pauses({ min, max }: { min: number; max: number }) {
  let attempts = 0
  let since: number | undefined
  return {
    connected: () => {
      since = performance.now()
    },
    next: () => {
      if (since !== undefined && performance.now() - since > HELD) attempts = 0
      since = undefined
      return Math.min(max, min * 2 ** Math.min(attempts++, 16)) * (0.5 + Math.random() / 2)
    },
  }
}

/** Resolves when connected or out of patience. Throws CodedError `bus-refused` when the broker says no. */
export function firstConnection(
  client: MqttClient,
  url: string,
  patience: number,
  log: Logger,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (result: () => void) => {
      clearTimeout(timer)
      client.off('connect', connected)
      client.off('error', failed)
      result()
    }
    const connected = () => settle(resolve)
    const failed = (error: Error & { code?: unknown }) => {
      const why = REFUSALS[Number(error.code)]
      if (!why) return
      client.end(true)
      settle(() => reject(new CodedError('bus-refused', `the broker at ${hostOf(url)} refuses: ${why}`)))
    }
    const timer = setTimeout(() => {
      log.warn({ url: hostOf(url) }, 'the broker does not answer yet; trying on')
      settle(resolve)
    }, patience)
    client.on('connect', connected)
    client.on('error', failed)
  })
}

/** Says good-bye to the broker, or just goes when that takes longer than 2 s. */
export async function end(client: MqttClient): Promise<void> {
  const deadline = setTimeout(() => client.stream?.destroy(), 2_000)
  try {
    await client.endAsync(!client.connected)
  } finally {
    clearTimeout(deadline)
  }
}

/** Host and port of a broker's address, without its credentials. */
export const hostOf = (url: string) => new URL(url).host
