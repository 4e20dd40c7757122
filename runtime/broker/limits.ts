/** What the embedded broker will hold at most. At each limit something is refused or shed, counted and logged. */
export interface BrokerLimits {
  /** Bytes of one packet; a client that announces a bigger one is disconnected. */
  packetBytes: number
  /** Connections at once; the next one is refused with "server unavailable". */
  clients: number
  /** Subscriptions of one client; the next one is denied. */
  subscriptionsPerClient: number
  /** Bytes waiting for a slow subscriber before its QoS 0 messages are left out. */
  slowClientBytes: number
  /** Bytes waiting for a slow subscriber before it is disconnected. */
  stuckClientBytes: number
  /** Sessions kept for absent clients (`clean: false`); the longest absent one is forgotten first. */
  sessions: number
  /** QoS 1 messages kept for one absent client; later ones are left out of its session. */
  messagesPerSession: number
  /** Bytes kept for absent clients in all. */
  sessionBytes: number
  /** Retained topics; a further topic is not retained. */
  retained: number
  retainedBytes: number
  /**
   * Messages waiting for one in-process subscriber. Beyond it QoS 0 is left out and an in-process QoS 1 publish
   * rejects with `bus-full`; network publishers are held back by their own connection long before.
   */
  waitingPerSubscriber: number
}

/** Limits for one town on one machine. */
export const DEFAULT_LIMITS: BrokerLimits = {
  packetBytes: 1024 * 1024,
  clients: 5_000,
  subscriptionsPerClient: 100,
  slowClientBytes: 1024 * 1024,
  stuckClientBytes: 8 * 1024 * 1024,
  sessions: 1_000,
  messagesPerSession: 1_000,
  sessionBytes: 64 * 1024 * 1024,
  retained: 100_000,
  retainedBytes: 64 * 1024 * 1024,
  waitingPerSubscriber: 20_000,
}
