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
  seconds: number
}

/** What it says while it runs: messages acknowledged so far and real ms since its start. */
export interface PublisherNews {
  acknowledged: number
  elapsed: number
  done: boolean
}

/** What the process is told that makes points breach their limit. */
export interface BreachPlan {
  port: number
  site: string
  gateways: number
  /** Points of each gateway. */
  points: number
  /** Seconds in which all points are well before the breach. */
  usual: number
}

/** The same while a screen looks on. */
export interface ScreenPlan extends Omit<BreachPlan, 'usual'> {
  /** Single readings a second over all gateways. */
  rate: number
  /** Points that begin to breach in a second. */
  breaches: number
  seconds: number
  /** Where the dashboard is, and a token to look at it. */
  url: string
  token: string
}

/** What the screen saw. */
export interface ScreenNews {
  /** Real ms from the first byte of a breaching reading to its alarm on the live socket, ascending. */
  latencies: number[]
  breached: number
  /** Alarms of one breach beyond the first. */
  repeated: number
  /** Messages acknowledged a second. */
  acknowledged: number
}

export const gatewayName = (connection: number) => `g${connection}`
export const pointName = (connection: number, point: number) => `Z${connection}-N${point}-L.pressure`
/** Pressures, m: as they are, where the bench's sites have their upper limit, and beyond it. */
export const [USUAL, LIMIT, BREACH] = [30, 50, 55]
