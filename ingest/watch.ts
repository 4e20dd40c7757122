import type { Logger } from 'pino'
import { type Detection, detectionId } from '../model/detection.ts'
import type { Instant } from '../model/time.ts'
import type { Topics } from '../model/topics.ts'
import type { Bus } from '../runtime/bus.ts'
import type { History } from './history/history.ts'
import type { Relay } from './recall/relay.ts'
import { LATE, type Rows, readingOf } from './rows.ts'

const RETRY = 1_000
/** Detections waiting to be stored; beyond, the oldest change of a condition that has a newer one is left out. */
const MOST_WAITING = 200_000

export interface WatchOptions {
  engine: Relay
  history: History
  bus: Bus
  topics: Topics
  log: Logger
}

/** Runs the detectors over what comes in, and makes their detections durable before anyone hears of them. */
export interface DetectionWatch {
  /** @param end offset of the intake log after these rows */
  take(rows: Rows, end: number): void
  tick(now: Instant): void
  /** What to publish again after a restart. */
  say(detections: readonly Detection[]): void
  settled(): Promise<void>
  readonly waiting: number
  stop(): Promise<void>
}

export function watchDetections({ engine, history, bus, topics, log }: WatchOptions): DetectionWatch {
  let waiting: Detection[] = []
  /** Of those taken out of `waiting`, how many have not been said yet. */
  let inHand = 0
  let saying: Promise<void> | undefined
  let stopped = false

  /** Until it is done: nobody may hear of a detection that could be forgotten. */
  const insist = async (what: string, task: () => Promise<unknown>) => {
    for (let failures = 0; !stopped; failures++) {
      try {
        await task()
        return true
      } catch (error) {
        if (failures === 0) log.error({ err: error }, `${what} failed; trying until it works`)
        await new Promise(resolve => setTimeout(resolve, RETRY))
      }
    }
    return false
  }

  const sayAll = async () => {
    while (waiting.length > 0 && !stopped) {
      const group = waiting
      waiting = []
      inHand = group.length
      const stored = await insist('storing detections', () => history.appendDetections(group))
      const said = await Promise.all(
        group.map(detection =>
          insist('publishing a detection', () => {
            const { kind, subject, retrospective } = detection
            // A retrospective one is history: it must not stand in for the condition's present state.
            const retain = retrospective !== true
            return bus.publish(topics.detection(kind, subject), JSON.stringify(detection), { qos: 1, retain })
          }),
        ),
      )
      if (stored && said.every(Boolean)) inHand = 0
    }
    saying = undefined
  }

  const say = (detections: readonly Detection[]) => {
    if (detections.length === 0) return
    waiting.push(...detections)
    if (waiting.length > MOST_WAITING) waiting = newestOfEach(waiting)
    saying ??= new Promise<void>(resolve => setImmediate(resolve)).then(sayAll)
  }

  return {
    take(rows, end) {
      if (!engine.begins(end)) return
      for (let i = 0; i < rows.length; i++) {
        say(engine.step(readingOf(rows, i), (rows.flags[i]! & LATE) === 0))
      }
    },
    tick: now => say(engine.tick(now)),
    say,
    async settled() {
      while (saying) await saying
    },
    get waiting() {
      return waiting.length + inHand
    },
    async stop() {
      stopped = true
      await saying
    },
  }
}

function newestOfEach(detections: readonly Detection[]): Detection[] {
  return [...new Map(detections.map(detection => [detectionId(detection), detection])).values()]
}
