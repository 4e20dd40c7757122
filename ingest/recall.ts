import type { Logger } from 'pino'
import type { TimeSource } from '../runtime/time.ts'
import type { Engine } from './detectors/engine.ts'
import type { Feed } from './history/feed.ts'
import type { History } from './history/history.ts'
import type { Latest } from './latest.ts'
import type { QualityEngine } from './quality/engine.ts'
import { type WarmUpBudget, warmUp } from './warm-up.ts'

/** Real ms that a start waits for history to take over what a crash left in the intake log. */
const PATIENCE = 60_000
const LOOK = 50

export interface RecallOptions {
  history: History
  feed: Feed
  latest: Latest
  quality: QualityEngine
  engine: Engine
  time: TimeSource
  log: Logger
  budget: WarmUpBudget
}

/**
 * Brings everything that lives in memory to where it was, from history. Without a history that answers, ingest
 * starts all the same: taking readings in matters more than knowing the past.
 */
export async function recall(options: RecallOptions): Promise<void> {
  const { history, feed, latest, quality, engine, time, log, budget } = options
  if (!(await followed(feed))) {
    log.warn('history is behind; starting without what it does not have yet')
  }
  try {
    const values = await history.latest()
    latest.recall(values)
    for (const [point, at, value, code] of values) quality.recall(point, at, value ?? Number.NaN, code)
    let warmed = 0
    for await (const block of warmUp(history, time.now(), budget)) {
      for (const reading of block) engine.warm(reading)
      warmed += block.length
    }
    engine.resume(await history.conditions())
    log.info({ points: values.length, readings: warmed }, 'history recalled')
  } catch (error) {
    log.error({ err: error }, 'history cannot be read; detectors start without the past')
  }
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
