export interface BusMessage {
  topic: string
  payload: Uint8Array
  qos: 0 | 1 | 2
  retain: boolean
}

export interface PublishOptions {
  qos?: 0 | 1
  retain?: boolean
}

export interface SubscribeOptions {
  qos?: 0 | 1
  /**
   * Run the handler before the message is acknowledged, and acknowledge only when its promise resolves: before the
   * embedded broker's PUBACK to the publisher, or before our own PUBACK to an outside broker. A rejection
   * withholds the acknowledgement, so that the publisher or broker sends again.
   */
  beforeAck?: boolean
  /**
   * `beforeAck` handlers of this subscription that may be under way at once; 1 when left out. They are begun in
   * order. For handlers that wait for a disk: many messages then share one sync.
   */
  atOnce?: number
}

export type BusHandler = (message: BusMessage) => void | Promise<void>

/**
 * The one way services speak to each other: MQTT topics, whether the broker is embedded (attached in process) or
 * outside (mqtt.js). Handlers of one subscription run one at a time (see `atOnce`), in order.
 */
export interface Bus {
  /**
   * Publishes; resolves when the broker has taken it (QoS 1: acknowledged). On the embedded broker it first waits for
   * `beforeAck` handlers and rejects with their error, and, when called outside any handler, waits for everything that
   * followed from it. So a handler may publish, but must not wait for a publish that somebody else began.
   * Rejects with code `bus-down` when there is no broker, `bus-full` when too much is under way, `bus-loop` when
   * `beforeAck` handlers would wait for each other, `bus-topic` for something that is no topic.
   */
  publish(topic: string, payload: Uint8Array | string, options?: PublishOptions): Promise<void>
  /** Subscribes; the returned function unsubscribes. Retained messages arrive first. */
  subscribe(filter: string, handler: BusHandler, options?: SubscribeOptions): Promise<() => Promise<void>>
  readonly connected: boolean
  /** Calls back on each change of `connected`; the returned function ends it. */
  onConnection(listener: (connected: boolean) => void): () => void
  close(): Promise<void>
}
