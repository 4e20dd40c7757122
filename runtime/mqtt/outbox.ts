import type { MqttClient } from 'mqtt'
import { CodedError } from '../config/problems.ts'

/** What is under way to an outside broker: bounded, and given up when the connection is lost. */
export class Outbox {
  private readonly client: MqttClient
  private readonly limit: number
  private readonly underWay = new Set<(error: CodedError) => void>()

  constructor(client: MqttClient, limit: number) {
    this.client = client
    this.limit = limit
  }

  /** Resolves when written (QoS 0) or acknowledged (QoS 1). Rejects with `bus-down` or `bus-full`. */
  publish(topic: string, payload: Uint8Array | string, qos: 0 | 1, retain: boolean): Promise<void> {
    if (!this.client.connected) {
      return Promise.reject(new CodedError('bus-down', 'there is no connection to the broker'))
    }
    if (this.underWay.size >= this.limit) {
      return Promise.reject(
        new CodedError('bus-full', `${this.limit} messages wait for the broker's acknowledgement`),
      )
    }
    return new Promise((resolve, reject) => {
      const settle = (error?: CodedError) => {
        if (this.underWay.delete(settle)) error ? reject(error) : resolve()
      }
      this.underWay.add(settle)
      this.client.publish(topic, Buffer.from(payload), { qos, retain }, error =>
        settle(error ? new CodedError('bus-down', error.message, { cause: error }) : undefined),
      )
    })
  }

  /** The connection is gone: whoever waits is told, and nothing is sent a second time behind their back. */
  lost(): void {
    const gone = new CodedError('bus-down', 'the connection to the broker was lost before it acknowledged')
    for (const settle of [...this.underWay]) settle(gone)
    const { outgoing } = this.client as unknown as { outgoing: Record<string, unknown> }
    for (const id of Object.keys(outgoing)) this.client.removeOutgoingMessage(Number(id))
  }
}
