import type { Logger } from 'pino'
import { Gauge, type Registry } from 'prom-client'
import { MINUTE, SECOND } from '../../model/time.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import type { TimeSource } from '../../runtime/time.ts'
import { startWorker } from '../../runtime/worker.ts'
import type { HydraulicModel } from './model.ts'
import type { HydraulicCommand, Snapshot } from './snapshot.ts'
import type { HydraulicAnswer, HydraulicQuestion } from './worker.ts'

/** The town's water, living with time. */
export interface Hydraulics {
  /** The newest solution. */
  readonly snapshot: Snapshot
  /** What was before the start, as far as it was asked for; oldest first, minute by minute at the end. */
  readonly past: readonly Snapshot[]
  /** Hears of every new solution, with how much time has passed since the one before. */
  onSnapshot(listener: (snapshot: Snapshot, passed: number) => void): void
  /** Done to the network before the next step; an unknown id ends the simulation with an error in the log. */
  apply(command: HydraulicCommand): void
  /** How far the water is behind the time, ms. */
  lag(): number
  stop(): Promise<void>
}

/** Beyond so many waiting steps, wider ones catch up. */
const MOST_WAITING = 30
const WIDEST_STEP = 5 * MINUTE

/** A step of simulated time that is worth solving at this speed: ten seconds live, a minute in a town that hurries. */
export const stepFor = (speed: number): number => (speed <= 10 ? 10 * SECOND : MINUTE)

/** Starts EPANET in its worker; resolves when the day before the model's start has been lived through. */
export async function startHydraulics(
  model: HydraulicModel,
  deps: { time: TimeSource; log: Logger; metrics: Registry; step?: number; past?: number },
): Promise<Hydraulics> {
  const { time, log, step = stepFor(time.speed), past: wanted = 0 } = deps
  const { ask, end } = openWorker()
  const listeners: ((snapshot: Snapshot, passed: number) => void)[] = []
  let commands: HydraulicCommand[] = []
  let { snapshot, past } = await ask({ kind: 'open', model, past: wanted })
  const gauges = gaugesOf(deps.metrics)
  const lag = () => Math.max(0, time.now() - snapshot.at - step)
  let warned = 0

  const turn = async () => {
    const now = time.now()
    const behind = now - snapshot.at
    const width = behind > MOST_WAITING * step ? Math.min(WIDEST_STEP, behind / MOST_WAITING) : step
    const given = commands
    commands = []
    const before = snapshot.at
    const begun = performance.now()
    ;({ snapshot } = await ask({ kind: 'advance', to: now, step: width, commands: given }))
    gauges.step.set((performance.now() - begun) / 1_000)
    gauges.lag.set(lag() / 1_000)
    for (const listener of listeners) listener(snapshot, snapshot.at - before)
    if (lag() > 5 * step && now - warned > 60 * step) {
      warned = now
      log.warn(
        { lag: Math.round(lag() / SECOND), speed: time.speed },
        `hydraulics are ${Math.round(lag() / SECOND)} s of simulated time behind; this machine does not keep up with ×${time.speed}`,
      )
    }
  }
  const cancel = time.every(step, turn, {
    onError: error =>
      log.error({ err: error }, 'the hydraulic simulation failed; its last values stand still'),
  })
  return {
    get snapshot() {
      return snapshot
    },
    past,
    onSnapshot: listener => void listeners.push(listener),
    apply: command => void commands.push(command),
    lag,
    stop: async () => {
      cancel()
      await end()
    },
  }
}

function gaugesOf(metrics: Registry) {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [metrics] })
  return {
    lag: gauge('standpipe_simulator_lag_seconds', 'Simulated seconds the hydraulics are behind the time'),
    step: gauge('standpipe_simulator_step_seconds', 'Real seconds the last hydraulic turn took'),
  }
}

function openWorker() {
  const worker = startWorker(import.meta.url, './worker')
  const waiting: {
    resolve: (answer: Extract<HydraulicAnswer, { snapshot: Snapshot }>) => void
    reject: (error: Error) => void
  }[] = []
  let dead: Error | undefined
  const fail = (error: Error) => {
    dead = error
    for (const { reject } of waiting.splice(0)) reject(error)
  }
  worker.on('message', (answer: HydraulicAnswer) => {
    const asked = waiting.shift()
    if ('error' in answer) asked?.reject(new CodedError('hydraulics', answer.error))
    else if ('snapshot' in answer) asked?.resolve(answer)
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new CodedError('hydraulics', 'the hydraulic worker has ended')))
  return {
    ask: (question: HydraulicQuestion) =>
      new Promise<Extract<HydraulicAnswer, { snapshot: Snapshot }>>((resolve, reject) => {
        if (dead) return reject(dead)
        waiting.push({ resolve, reject })
        worker.postMessage(question)
      }),
    end: async () => {
      await worker.terminate()
    },
  }
}
