import { join } from 'node:path'
import type { Logger } from 'pino'
import type { TimeSource } from '../../runtime/time.ts'
import type { Engine } from '../detectors/engine.ts'
import type { IntakeLog } from '../intake/log.ts'
import { type Opened, openCheckpoint, writeCheckpoint } from './checkpoint-file.ts'
import type { Relay } from './relay.ts'

export const checkpointIn = (dataDir: string) => join(dataDir, 'detectors.checkpoint')

/** Between two that the log asks for, however much comes in, real ms. */
const PAUSE = 60_000
/** Clocks of two starts may differ by this much, ms. */
const AHEAD = 60_000

export interface SavedPast {
  file: string
  /** May change while the detectors are at work. */
  key: string
  log: IntakeLog
  time: TimeSource
  logger: Logger
}

/**
 * Puts the detectors where the newest checkpoint has them. One that cannot be used is named in the log with the reason.
 * @returns the offset of the intake log from which on they have seen nothing; undefined when there is none to use: the
 * detectors may then be half filled and are of no use
 */
export async function loadCheckpoint(
  { file, key, log, time, logger }: SavedPast,
  engine: Engine,
): Promise<number | undefined> {
  let opened: Opened | undefined
  try {
    opened = await openCheckpoint(file)
    if (!opened) return undefined
    const { head } = opened
    const unusable = whyNot(head, key, log, time.now() + AHEAD)
    if (unusable) {
      logger.warn({ file }, `${unusable}; what the detectors knew is made anew from history`)
      return undefined
    }
    await opened.load(engine.pieces())
    return head.offset
  } catch (error) {
    logger.warn({ err: error, file }, 'the checkpoint of the detectors cannot be used')
    return undefined
  } finally {
    await opened?.close()
  }
}

function whyNot(head: Opened['head'], key: string, log: IntakeLog, latest: number): string | undefined {
  if (head.key !== key) return 'the checkpoint is of other settings, another network or another version'
  if (head.at > latest) return 'the checkpoint is of a later time than now'
  if (head.offset < log.start || head.offset > log.end) return 'the checkpoint does not fit the intake log'
  return undefined
}

/** Keeps what the detectors know on disk, so that a restart goes on from there. */
export interface Checkpoints {
  /** The intake log is needed from here on to go on from the newest checkpoint. */
  readonly needed: number
  /** Writes one, or waits for the one that is being written; nothing while the past is still being learned. */
  save(): Promise<void>
  /** The log has grown to `end`: whether it is time for one. */
  isDue(end: number): boolean
  /** Gives the newest checkpoint up when the log has to hold more than `most` bytes for it. */
  bound(most: number): void
}

/**
 * @param needed offset of the log that the newest checkpoint, or the learning of the past, goes on from
 * @param bytes of the log after which one is due
 * @param settled resolves once every detection found so far is durable
 */
export function keepCheckpoints(
  saved: SavedPast,
  relay: Relay,
  needed: number,
  bytes: number,
  settled: () => Promise<void>,
): Checkpoints {
  const { file, log, time, logger } = saved
  let from = needed
  let begun = Number.NEGATIVE_INFINITY
  let writing: Promise<void> | undefined
  const write = async () => {
    begun = performance.now()
    const offset = relay.seen
    await writeCheckpoint(file, { key: saved.key, offset, at: time.now() }, relay.pieces(), settled)
    from = offset
  }
  return {
    get needed() {
      return from
    },
    async save() {
      if (relay.learning) return
      writing ??= write().finally(() => (writing = undefined))
      await writing
    },
    isDue: end => end - from > bytes && performance.now() - begun > PAUSE,
    bound(most) {
      if (relay.learning || log.end - from <= most) return
      logger.warn({ file }, 'the checkpoint of the detectors is too old to be gone on from: it is given up')
      from = relay.seen
    },
  }
}
