/** What the publisher process is told. */
export interface PublisherPlan {
  port: number
  connections: number
  /** Messages each connection has under way. */
  window: number
  /** Readings of a message; each connection is a gateway with points of its own. */
  size: number
  /** Points of each gateway; its messages go through them in turn. */
  points: number
  /** Messages a second over all connections; as many as are acknowledged when left out. */
  rate?: number
  seconds: number
}

/** What it says while it runs: messages acknowledged so far and real ms since its start. */
export interface PublisherNews {
  acknowledged: number
  elapsed: number
  done: boolean
}

export const gatewayName = (connection: number) => `g${connection}`
export const pointName = (connection: number, point: number) => `G-${connection}-${point}.pressure`
