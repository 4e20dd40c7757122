import { type Instant, MINUTE, SECOND } from '../../model/time.ts'
import { hashText, hashUnit } from '../random.ts'
import { localTime, type Use, useFactor } from '../town/patterns.ts'
import {
  CLOSED_EMITTER,
  type Epanet,
  LinkProperty,
  NodeProperty,
  openEpanet,
  TimeParameter,
  unbind,
} from './epanet.ts'
import type { HydraulicModel } from './model.ts'
import { control, type PumpState, resting } from './pumping.ts'
import type { HydraulicCommand, Snapshot } from './snapshot.ts'

/** A whole day before the town is shown, so that tanks and chlorine have settled. */
const WARM_UP = 24 * 60 * MINUTE
/** EPANET's option to keep no results file. */
const NO_SAVE = 0
const COARSE_STEP = 15 * MINUTE
/** Pump controllers need a few short turns after long ones. */
const SETTLE = 5 * MINUTE
/** Of the nearest past every minute is shown. */
const RECENT = 120 * MINUTE
const FINE_STEP = 10 * SECOND

/** EPANET stepping through a town's life. Synchronous and CPU-bound: give it a worker. */
export class Engine {
  readonly #model: HydraulicModel
  readonly #epanet: Epanet
  readonly #states: PumpState[]
  readonly #patterns: { index: number; zone: string; use: Use }[] = []
  #at: Instant
  #flow: Float32Array = new Float32Array()
  #head: Float32Array = new Float32Array()
  readonly #nodeAt: Map<string, number>
  readonly #linkAt: Map<string, number>

  private constructor(model: HydraulicModel, epanet: Epanet) {
    this.#model = model
    this.#epanet = epanet
    this.#states = model.groups.map(group => resting(group.pumps.length))
    this.#at = model.start - WARM_UP
    this.#nodeAt = new Map(model.nodes.map((id, n) => [id, n]))
    this.#linkAt = new Map(model.links.map((id, n) => [id, n]))
  }

  /**
   * Opens the model and lives through the day before its start. `onPast` is shown the last `past` ms of that day:
   * each minute of the last two hours, every five minutes before.
   */
  static async open(
    model: HydraulicModel,
    past = 0,
    onPast: (snapshot: Snapshot) => void = () => {},
  ): Promise<Engine> {
    const engine = new Engine(model, await openEpanet(model.inp, model))
    engine.#begin()
    const shown = Math.min(WARM_UP, past)
    engine.advance(model.start - Math.max(SETTLE, shown), COARSE_STEP)
    for (let at = model.start - shown; at < model.start; ) {
      engine.advance(at, MINUTE)
      onPast(engine.snapshot())
      at += model.start - at > RECENT ? 5 * MINUTE : MINUTE
    }
    engine.advance(model.start, FINE_STEP)
    return engine
  }

  get at(): Instant {
    return this.#at
  }

  /** Lives on until `to`, solving every `step` ms of simulated time. */
  advance(to: Instant, step: number): void {
    const { project } = this.#epanet
    const widest = Math.max(1, Math.round(step / SECOND))
    while (to - this.#at >= SECOND) {
      const seconds = Math.min(widest, Math.floor((to - this.#at) / SECOND))
      project.setTimeParameter(TimeParameter.hydraulicStep, seconds)
      project.setTimeParameter(TimeParameter.qualityStep, Math.min(seconds, 300))
      const passed = project.nextH()
      project.nextQ()
      if (passed <= 0) throw new Error('EPANET has come to its end')
      this.#at += passed * SECOND
      this.#control()
      this.#solve()
    }
  }

  /** Does something to the network; it shows from the next step on. */
  apply(command: HydraulicCommand): void {
    const { project, node, link } = this.#epanet
    if (command.kind === 'leak') {
      const coefficient = Math.max(CLOSED_EMITTER, command.coefficient)
      project.setNodeValue(node(command.node), NodeProperty.emitter, coefficient)
    } else if (command.kind === 'dose') {
      project.setNodeValue(node(command.reservoir), NodeProperty.sourceQuality, command.chlorine)
    } else if (command.kind === 'link') {
      project.setLinkValue(link(command.link), LinkProperty.status, command.open ? 1 : 0)
    } else this.#setGroup(command)
  }

  /** Everything of the last solution. */
  snapshot(): Snapshot {
    const epanet = this.#epanet
    return {
      at: this.#at,
      pressure: epanet.nodeValues(NodeProperty.pressure),
      chlorine: epanet.nodeValues(NodeProperty.quality),
      flow: this.#flow.slice(),
      headLoss: epanet.linkValues(LinkProperty.headLoss).map(Math.abs),
      speed: Float32Array.from(this.#states, state => state.speed),
      running: Uint8Array.from(this.#states, state => state.running.reduce((bits, n) => bits | (1 << n), 0)),
      leaking: epanet.emitterFlows(),
    }
  }

  close(): void {
    this.#epanet.close()
  }

  #begin(): void {
    const { project } = this.#epanet
    unbind(project)
    this.#givePatterns()
    project.openH()
    project.openQ()
    project.initH(NO_SAVE)
    project.initQ(NO_SAVE)
    this.#solve()
  }

  /** Demands follow one pattern a zone and use, of one value that is set before every step. */
  #givePatterns(): void {
    const { project } = this.#epanet
    const byKey = new Map<string, number>()
    for (const { node, use, zone } of this.#model.demands) {
      const key = `${use}@${zone}`.slice(0, 31)
      const index: number = byKey.get(key) ?? this.#newPattern(key)
      if (!byKey.has(key)) this.#patterns.push({ index, zone, use })
      byKey.set(key, index)
      const at = this.#epanet.node(node)
      for (let n = 1; n <= project.getNumberOfDemands(at); n++) {
        const pattern = project.getDemandPattern(at, n)
        if (pattern > 0 && project.getPatternId(pattern) === use) project.setDemandPattern(at, n, index)
      }
    }
    for (const group of this.#model.groups)
      for (const pump of group.pumps) project.setLinkValue(this.#epanet.link(pump), LinkProperty.pattern, 0)
  }

  #newPattern(id: string): number {
    const { project } = this.#epanet
    project.addPattern(id)
    const index = project.getPatternIndex(id)
    project.setPattern(index, [1])
    return index
  }

  #solve(): void {
    const { project } = this.#epanet
    const local = localTime(this.#at)
    for (const { index, zone, use } of this.#patterns) {
      const noise = use === 'steady' ? 1 : restless(this.#model.seed ^ hashText(zone + use), this.#at)
      project.setPatternValue(index, 1, useFactor(use, local) * noise)
    }
    project.runH()
    project.runQ()
    this.#flow = this.#epanet.linkValues(LinkProperty.flow)
    this.#head = this.#epanet.nodeValues(NodeProperty.head)
  }

  #control(): void {
    const { project, link } = this.#epanet
    const pressure = this.#epanet.nodeValues(NodeProperty.pressure)
    for (const [n, group] of this.#model.groups.entries()) {
      const state = this.#states[n]!
      const suction = this.#nodeAt.get(group.suction)!
      control(group, state, {
        flow: group.pumps.reduce((sum, pump) => sum + this.#flow[this.#linkAt.get(pump)!]!, 0),
        suctionHead: this.#head[suction]!,
        suctionPressure: pressure[suction]!,
      })
      for (const [p, pump] of group.pumps.entries()) {
        const runs = state.running.includes(p)
        project.setLinkValue(link(pump), LinkProperty.setting, runs ? state.speed : 0)
      }
    }
    for (const float of this.#model.floats) {
      const open = Math.min(1, (float.full - pressure[this.#nodeAt.get(float.tank)!]!) / 0.8)
      const loss = open < 0.02 ? 1e8 : float.half * (0.5 / open) ** 2
      project.setLinkValue(link(float.valve), LinkProperty.setting, loss)
    }
  }

  #setGroup(command: Extract<HydraulicCommand, { kind: 'pump' | 'power' }>): void {
    for (const [n, group] of this.#model.groups.entries()) {
      const state = this.#states[n]!
      if (command.kind === 'power') {
        if (group.id === command.group) state.power = command.on
      } else if (group.pumps.includes(command.pump)) {
        state.available[group.pumps.indexOf(command.pump)] = command.available
      }
    }
  }
}

/** Around 1: how much more or less than usual a zone takes, wandering over minutes and quarters of an hour. */
function restless(seed: number, at: Instant): number {
  const wander = (width: number, salt: number) => {
    const turn = at / width
    const from = Math.floor(turn)
    const part = turn - from
    const value = (n: number) => 2 * hashUnit(seed ^ salt, n) - 1
    return value(from) * (1 - part) + value(from + 1) * part
  }
  return Math.max(
    0.2,
    1 + 0.05 * wander(15 * MINUTE, 1) + 0.035 * wander(3 * MINUTE, 2) + 0.02 * wander(40 * SECOND, 3),
  )
}
