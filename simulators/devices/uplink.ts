import { connect, type MqttClient } from 'mqtt'
import type { Logger } from 'pino'

/** How devices reach the broker. */
export interface MqttAccess {
  url: string
  username?: string
  password?: string
}

/** One shared connection of many devices. */
export interface Uplink {
  readonly connected: boolean
  /** Sends with QoS 1; false when it could not be handed over, so that the device keeps it. */
  send(topic: string, payload: string): Promise<boolean>
  /** Calls back whenever there is a way again. */
  onConnected(listener: () => void): void
  stop(): Promise<void>
}

/** Longest wait for the broker's acknowledgement, real ms. */
const PATIENCE = 10_000

/** Connects and keeps connecting. Nothing is queued here: a device that cannot send keeps its own values. */
export function openUplink(name: string, { url, username, password }: MqttAccess, log: Logger): Uplink {
  const client: MqttClient = connect(url, {
    clientId: `${name}-${Math.random().toString(16).slice(2, 10)}`,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    queueQoSZero: false,
    reconnectPeriod: 2_000,
    connectTimeout: 10_000,
  })
  client.on('error', error =>
    log.warn({ err: error, uplink: name }, 'device uplink: no connection to the broker'),
  )
  return {
    get connected() {
      return client.connected
    },
    send: (topic, payload) => {
      if (!client.connected) return Promise.resolve(false)
      return new Promise(resolve => {
        const timer = setTimeout(() => resolve(false), PATIENCE)
        client.publish(topic, payload, { qos: 1 }, error => {
          clearTimeout(timer)
          resolve(!error)
        })
      })
    },
    onConnected: listener => void client.on('connect', listener),
    stop: async () => {
      await client.endAsync(true)
    },
  }
}
