import type { GatewayState } from '../model/gateway-state.ts'
import { SECOND } from '../model/time.ts'
import type { ServiceDeps } from '../runtime/service.ts'
import type { Cancel } from '../runtime/time.ts'

/** Counters go out this often at most, in real and in device time; changes of health at once. */
const INTERVAL = 30 * SECOND
const REAL_INTERVAL = 10 * SECOND

/** The message a broker is to publish, retained, when the gateway's connection breaks. */
export function lastWill(topics: ServiceDeps['topics'], gateway: string, at: number) {
  const state: GatewayState = { gateway, online: false, at }
  return { topic: topics.gateway(gateway), payload: JSON.stringify(state), qos: 1 as const, retain: true }
}

/** Keeps the gateway's retained state up to date. Losing a state message is harmless: the next one says it all. */
export class StatePublisher {
  readonly #deps: ServiceDeps
  readonly #gateway: string
  readonly #state: () => GatewayState
  #ends: Cancel[] = []
  #asked = false
  #sending: Promise<void> = Promise.resolve()

  constructor(deps: ServiceDeps, gateway: string, state: () => GatewayState) {
    this.#deps = deps
    this.#gateway = gateway
    this.#state = state
  }

  start(): void {
    const { bus, time } = this.#deps
    this.#ends = [
      time.every(Math.max(INTERVAL, REAL_INTERVAL * time.speed), () => this.changed()),
      bus.onConnection(connected => connected && this.changed()),
    ]
    this.changed()
  }

  /** Publishes soon; many changes in a row become one message. */
  changed(): void {
    if (this.#asked) return
    this.#asked = true
    this.#sending = this.#sending
      .then(() => new Promise<void>(resolve => setImmediate(resolve)))
      .then(() => {
        this.#asked = false
        return this.#publish(this.#state())
      })
      .catch(() => {})
  }

  /** Tells that the gateway is going. */
  async stop(): Promise<void> {
    for (const end of this.#ends) end()
    await this.#sending
    const { gateway } = this.#state()
    await this.#publish({ gateway, online: false, at: this.#deps.time.now() }).catch(() => {})
  }

  async #publish(state: GatewayState) {
    const { bus, topics } = this.#deps
    if (!bus.connected) return
    await bus.publish(topics.gateway(this.#gateway), JSON.stringify(state), { qos: 1, retain: true })
  }
}
