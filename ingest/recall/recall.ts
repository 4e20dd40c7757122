import type { Logger } from 'pino'
import type { Detection } from '../../model/detection.ts'
import { MINUTE } from '../../model/time.ts'
import type { Site } from '../../runtime/site/site.ts'
import type { TimeSource } from '../../runtime/time.ts'
import type { Engine } from '../detectors/engine.ts'
import type { Feed } from '../history/feed.ts'
import type { History } from '../history/history.ts'
import type { IntakeLog } from '../intake/log.ts'
import type { Latest } from '../latest.ts'
import type { QualityEngine } from '../quality/engine.ts'
import { loadCheckpoint, type SavedPast } from './checkpoints.ts'
import { rebuildBehind, rebuildHere } from './rebuild.ts'
import { type Relay, relayOf } from './relay.ts'
import { conditionOf, relive } from './relive.ts'
import { planWarmUp, type WarmUpBudget, warmUp } from './warm-up.ts'

/** Real ms that a start waits for history to take over what a crash left in the intake log. */
const PATIENCE = 60_000
const LOOK = 50
/** Real ms after which a history that did not answer is asked for the past again. */
const AGAIN = 15_000
/** Bytes of the intake log that are shown again before readings are taken. */
const MOST_LOG = 16 * 1024 * 1024
/** What detectors that stand in are shown: the last of the past, and at most so many readings. */
const LAST = 30 * MINUTE
const MOST_LAST = 200_000

export interface RecallOptions {
  site: Site
  history: History
  feed: Feed
  intake: IntakeLog
  latest: Latest
  quality: QualityEngine
  time: TimeSource
  log: Logger
  checkpoint: SavedPast
  budget: WarmUpBudget
  /** Readings and means that are shown to the detectors before readings are taken; more are shown behind. */
  atOnce: number
  newEngine(isAtWork: (engine: Engine) => boolean): Engine
  /** Hears of what detectors found that have taken over. */
  onFound(found: readonly Detection[]): void
}

/** What is known at the start. */
export interface Recalled {
  relay: Relay
  /** The intake log is needed from here on. */
  needed: number
  /** What the detectors have found over before anyone could be told. */
  over: Detection[]
  /** Resolves when the detectors at work know the past, or it has been given up. */
  learned: Promise<void>
  stop(): Promise<void>
}

/**
 * Brings everything that lives in memory to where it was: the detectors from their checkpoint and what the intake log
 * has since, or else from history. What takes long is done behind, while detectors that know only the last of the past
 * stand in. Without a history that answers, ingest starts all the same: taking readings in matters more.
 */
export async function recall(options: RecallOptions): Promise<Recalled> {
  const { history, feed, intake, log, latest, quality } = options
  if (!(await followed(feed))) log.warn('history is behind; starting without what it does not have yet')
  let known: Detection[] | undefined
  try {
    const values = await history.latest()
    latest.recall(values)
    for (const [point, at, value, code] of values) quality.recall(point, at, value ?? Number.NaN, code)
    known = await history.conditions()
  } catch (error) {
    log.error({ err: error }, 'history cannot be read; starting without the past')
  }
  return recallDetectors(options, known, intake.end)
}

async function recallDetectors(
  options: RecallOptions,
  conditions: readonly Detection[] | undefined,
  end: number,
): Promise<Recalled> {
  const { history, feed, intake, log, checkpoint, newEngine, onFound } = options
  const holder: { relay?: Relay } = {}
  const known = conditions ?? []
  const fresh = () => newEngine(engine => holder.relay?.isAtWork(engine) ?? false)
  const ending = new AbortController()
  let engine = fresh()
  const offset = await loadCheckpoint(checkpoint, engine)
  if (offset === undefined) engine = fresh()
  // History has everything before what it has not taken over yet.
  const from = offset ?? Math.min(end, feed.offset)

  const behind = offset === undefined ? await learned(engine, options) : undefined
  if (behind === undefined && end - from <= MOST_LOG) {
    const { changes, readings } = await relive(engine, intake, from)
    const over = known.flatMap(({ active, ...one }) => {
      const now = changes.get(conditionOf({ active, ...one }))
      return active && now && !now.active ? [now] : []
    })
    const gone = new Set(over.map(conditionOf))
    engine.resume(known.filter(one => !gone.has(conditionOf(one))))
    log.info({ checkpoint: offset !== undefined, readings }, 'what the detectors knew is recalled')
    return {
      relay: (holder.relay = relayOf(engine, end)),
      needed: from,
      over,
      learned: Promise.resolve(),
      stop: async () => {},
    }
  }

  const standIn = fresh()
  await showTheLast(standIn, options)
  standIn.resume(known)
  const relay = relayOf(standIn, end)
  holder.relay = relay
  relay.prepare(engine)
  const takeOver = async () => {
    await behind?.(engine, ending.signal)
    let seen = from
    // What comes in meanwhile is in the log; until nothing is left.
    do seen = (await relive(engine, intake, seen)).end
    while (seen < relay.seen && !ending.signal.aborted)
    if (ending.signal.aborted) return
    if (!conditions) engine.resume(await history.conditions())
    onFound(relay.handOver(seen))
    log.info('the detectors know the past again')
  }
  const done = takeOver().catch(error => {
    if (!ending.signal.aborted)
      log.error({ err: error }, 'the past cannot be learned; detectors go on without it')
  })
  return {
    relay,
    needed: from,
    over: [],
    learned: done,
    async stop() {
      ending.abort()
      await done
    },
  }
}

type Behind = (engine: Engine, signal: AbortSignal) => Promise<void>

/** Learns a short past at once; gives what is to be done behind for a long one or a history that does not answer. */
async function learned(
  engine: Engine,
  { history, site, time, budget, atOnce, log }: RecallOptions,
): Promise<Behind | undefined> {
  const now = time.now()
  try {
    const plan = await planWarmUp(history, now, budget)
    if (plan.size <= atOnce) {
      await rebuildHere(engine, warmUp(history, plan))
      return undefined
    }
    log.info({ readings: Math.round(plan.size), from: plan.from }, 'the detectors learn the past behind')
  } catch (error) {
    log.error({ err: error }, 'history cannot be read; the detectors learn the past when it answers')
  }
  return async (engine, signal) => {
    for (;;) {
      try {
        const plan = await planWarmUp(history, now, budget)
        await rebuildBehind(engine, site, warmUp(history, plan), signal)
        return
      } catch (error) {
        if (signal.aborted) throw error
        log.warn({ err: error }, 'the past could not be read; trying again')
        await pause(AGAIN, signal)
      }
    }
  }
}

async function showTheLast(engine: Engine, { history, time, log }: RecallOptions): Promise<void> {
  try {
    let shown = 0
    for await (const block of history.readings(time.now() - LAST, time.now() + 1)) {
      for (const reading of block.slice(0, MOST_LAST - shown)) engine.warm(reading)
      shown += block.length
      if (shown >= MOST_LAST) break
    }
  } catch (error) {
    log.warn({ err: error }, 'the last readings cannot be read')
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

async function followed(feed: Feed): Promise<boolean> {
  let done = false
  void feed.caughtUp().then(() => (done = true))
  for (let waited = 0; waited < PATIENCE; waited += LOOK) {
    await new Promise(resolve => setTimeout(resolve, done ? 0 : LOOK))
    if (done || feed.fault) break
  }
  return done
}
