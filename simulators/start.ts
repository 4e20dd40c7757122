import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Reading } from '../model/reading.ts'
import type { TicketView } from '../model/ticket.ts'
import { type Instant, MINUTE } from '../model/time.ts'
import { atMostEvery } from '../runtime/log.ts'
import type { TimeSource } from '../runtime/time.ts'
import type { Counted } from './devices/counters.ts'
import { type Address, openField } from './devices/field.ts'
import { runLoggers } from './devices/loggers.ts'
import { runMeters } from './devices/meters.ts'
import { type Tell, teller } from './devices/past.ts'
import { type InstrumentPlan, planInstruments } from './devices/planning.ts'
import { type MqttAccess, openUplink } from './devices/uplink.ts'
import { holdOf, repeated } from './devices/without-holes.ts'
import { openWorld, replay, type World } from './devices/world.ts'
import { startHydraulics } from './hydraulics/hydraulics.ts'
import { type HydraulicModel, hydraulicModel } from './hydraulics/model.ts'
import type { Snapshot } from './hydraulics/snapshot.ts'
import type { Incident, IncidentSpec } from './incidents/incident.ts'
import { openIncidents } from './incidents/incidents.ts'
import { readScenario } from './incidents/scenario.ts'
import { aimAt } from './incidents/targets.ts'
import { play } from './incidents/timeline.ts'
import type { TownCustomer } from './town/customers.ts'
import type { Town } from './town/town.ts'

export interface TownStart {
  town: Town
  time: TimeSource
  modbus?: { host: string }
  /** Name of a timeline in `scenarios/`; nothing goes wrong when left out. */
  scenario?: string
  /** File that counters are kept in, so that totalisers never run backwards over a restart. */
  stateFile?: string
  /** How much of the town's past `past` shall tell, ms, at most a day; not when counters were carried on. */
  past?: number
  /** ms of simulated time between hydraulic solutions; by the speed of time when left out. */
  hydraulicStep?: number
  log: Logger
  metrics: Registry
}

/** The water behind the instruments, as it really is. */
export interface Truth {
  snapshot: Snapshot
  world: World
}

/** A living town. */
export interface RunningTown {
  plan: InstrumentPlan
  /** Modbus addresses by device id, and all ports. */
  addresses: ReadonlyMap<string, Address>
  modbusPorts: number[]
  /**
   * What a platform would know that had watched the town before: readings of every point, a block each minute of
   * the last two hours and every five minutes before, oldest first. Empty when the town carries on from an earlier run, which the platform has seen itself.
   */
  past(): Iterable<Reading[]>
  /** Lets loggers and meters publish; once the broker is up. */
  connect(mqtt: MqttAccess): void
  /** Starts the scenario's timeline; after everything that should notice is running. */
  play(): void
  truth(): Truth
  incidents(): readonly Incident[]
  inject(spec: IncidentSpec): Incident
  repair(id: string): boolean
  /** Tell it every ticket change: crews that stop the water or repair end the incident they were sent for. */
  onTicket(view: TicketView): void
  /** How far the water is behind the time, ms. */
  lag(): number
  stop(): Promise<void>
}

/**
 * Starts a town: hydraulics in their worker and Modbus devices on free ports of the loopback. MQTT devices start with
 * `connect`, incidents with `play`.
 * @throws CodedError `unknown-scenario` listing the names, before anything is started.
 */
export async function startTown(options: TownStart): Promise<RunningTown> {
  const { town, time, log, metrics } = options
  const scenario = options.scenario === undefined ? undefined : readScenario(options.scenario)
  const plan = planInstruments(town)
  const field = await openField(plan.devices, options.modbus?.host ?? '127.0.0.1', time)
  const ends: (() => unknown)[] = [() => field.stop()]
  try {
    const model = hydraulicModel(town, time.now())
    const step = options.hydraulicStep === undefined ? {} : { step: options.hydraulicStep }
    const earlier = countedIn(options.stateFile)
    const past = earlier ? 0 : (options.past ?? 0)
    const hydraulics = await startHydraulics(model, { time, log, metrics, past, ...step })
    ends.unshift(() => hydraulics.stop())
    const world = openWorld(town, hydraulics, model, earlier ?? before(town, hydraulics.past, model))
    field.show(world)
    if (options.stateFile !== undefined) ends.unshift(keep(options.stateFile, world, time, log))

    let uploadAll = () => {}
    const stage = { world, time, apply: hydraulics.apply, uploadAllMeters: () => uploadAll() }
    const incidents = openIncidents(stage, aimAt(town, plan), town.seed, log)
    ends.unshift(() => incidents.stop())
    const customers = new Map(town.customers.map(customer => [customer.id, customer]))
    return {
      plan,
      addresses: field.addresses,
      modbusPorts: field.ports,
      past: () => pastOf(town, plan, hydraulics.past, model, customers),
      connect: mqtt => {
        const loggers = openUplink('sim-loggers', mqtt, log)
        const meters = openUplink('sim-meters', mqtt, log)
        const rounds = [
          runLoggers(plan.loggers, world, loggers, time),
          runMeters(plan.meters, customers, world, meters, time),
        ] as const
        uploadAll = rounds[1].uploadAll
        ends.unshift(async () => {
          for (const round of rounds) round.stop()
          await Promise.all([loggers.stop(), meters.stop()])
        })
      },
      play: () => {
        if (scenario) ends.unshift(play(scenario, time, incidents.inject, log))
      },
      truth: () => ({ snapshot: hydraulics.snapshot, world }),
      incidents: incidents.list,
      inject: incidents.inject,
      repair: incidents.repair,
      onTicket: incidents.onTicket,
      lag: hydraulics.lag,
      stop: async () => {
        for (const end of ends.splice(0)) await end()
      },
    }
  } catch (error) {
    for (const end of ends) await end()
    throw error
  }
}

/** What the counters stand at after the past; undefined without one. */
function before(town: Town, past: readonly Snapshot[], model: HydraulicModel): Counted | undefined {
  let last: World | undefined
  for (const { world } of replay(town, past, model)) last = world
  return last?.counted
}

function* pastOf(
  town: Town,
  plan: InstrumentPlan,
  past: readonly Snapshot[],
  model: HydraulicModel,
  customers: ReadonlyMap<string, TownCustomer>,
): Generator<Reading[]> {
  let tell: Tell | undefined
  let last: { readings: Reading[]; at: Instant } | undefined
  const hold = holdOf(plan)
  for (const { world, at } of replay(town, past, model)) {
    tell ??= teller(plan, customers, world)
    if (last) yield [...last.readings, ...repeated(last.readings, last.at, at, hold)]
    last = { readings: tell(at), at }
  }
  if (last) yield last.readings
}

function countedIn(file: string | undefined): Counted | undefined {
  if (file === undefined) return undefined
  try {
    const counted = JSON.parse(readFileSync(file, 'utf8'))
    return typeof counted?.at === 'number' && typeof counted.volume === 'object' ? counted : undefined
  } catch {
    return undefined
  }
}

/** Writes the counters now and then and at the end; returns that end. */
function keep(file: string, world: World, time: TimeSource, log: Logger): () => void {
  const sparingly = atMostEvery(MINUTE)
  const save = () => {
    try {
      writeFileSync(`${file}.new`, JSON.stringify(world.counted))
      renameSync(`${file}.new`, file)
    } catch (error) {
      const { message } = error as Error
      sparingly('', () =>
        log.warn({ error: message }, `the simulator's counters could not be kept in ${file}`),
      )
    }
  }
  const cancel = time.every(MINUTE, save)
  return () => {
    cancel()
    save()
  }
}
