import type { Logger } from 'pino'
import { decodeEntry } from '../intake/entry.ts'
import type { IntakeLog } from '../intake/log.ts'
import { concatRows, type Rows } from '../rows.ts'
import type { History, Refused } from './history.ts'

/** Rows of one append; large ones are what column stores are good at. */
const MOST_ROWS = 122_880
/** Fewer rows than this are worth waiting a moment for more. */
const FEW_ROWS = 5_000
const MOMENT = 50
const FIRST_RETRY = 250
const LAST_RETRY = 15_000

export interface FeedOptions {
  log: IntakeLog
  history: History
  /** Offset from which on history lacks the log's records. */
  from: number
  /** Readings waiting in memory; beyond, they are read from the log again. */
  maxWaiting: number
  logger: Logger
  onRefused(refused: readonly Refused[]): void
  /** History holds everything before `offset`. */
  onStored(offset: number): Promise<void>
}

/** Carries the intake log over into history, however far history has fallen behind, in bounded memory. */
export interface Feed {
  /** Offers what was just logged up to `end`. */
  push(rows: Rows, end: number): void
  /** Resolves when history holds everything logged before the call. */
  caughtUp(): Promise<void>
  readonly offset: number
  readonly waiting: number
  /** Why history does not take anything now. */
  readonly fault: Error | undefined
  stop(): Promise<void>
}

export function startFeed({
  log,
  history,
  from,
  maxWaiting,
  logger,
  onRefused,
  onStored,
}: FeedOptions): Feed {
  let offset = from
  let queue: { rows: Rows; end: number }[] = []
  let waiting = 0
  let fromDisk = offset < log.end
  let fault: Error | undefined
  let stopped = false
  let wake = () => {}
  let hurry = () => {}
  const goals: { offset: number; resolve(): void }[] = []

  /** A pause of real time, cut short by `hurry`. */
  const moment = (ms: number) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const readBack = async (): Promise<{ parts: Rows[]; end: number }> => {
    const parts: Rows[] = []
    const goal = log.end
    let rows = 0
    let end = offset
    for await (const item of log.read(offset)) {
      const part = tryDecode(item.record, logger)
      if (part) parts.push(part)
      rows += part?.length ?? 0
      end = item.end
      if (rows >= MOST_ROWS) break
    }
    // Nothing readable up to the goal: damaged, and counted by the log.
    if (end === offset) end = goal
    // From here on everything comes through the queue: what became durable since has not been offered yet.
    if (end >= log.end) fromDisk = false
    return { parts, end }
  }

  const take = () => {
    const parts: Rows[] = []
    let rows = 0
    let end = offset
    let n = 0
    for (const item of queue) {
      if (n > 0 && rows + item.rows.length > MOST_ROWS) break
      n++
      if (item.end <= offset) continue
      parts.push(item.rows)
      rows += item.rows.length
      end = item.end
    }
    waiting -= queue.slice(0, n).reduce((sum, item) => sum + item.rows.length, 0)
    queue = queue.slice(n)
    return { parts, end }
  }

  const store = async (parts: Rows[], end: number) => {
    const rows = parts.length === 0 ? undefined : concatRows(parts)
    for (let pause = FIRST_RETRY; rows; pause = Math.min(pause * 2, LAST_RETRY)) {
      try {
        onRefused(await history.append(rows, end))
        if (fault) logger.info('history takes readings again')
        fault = undefined
        break
      } catch (error) {
        if (!fault) logger.error({ err: error }, 'history does not take readings; the intake log keeps them')
        fault = error as Error
        if (stopped) return
        await moment(pause)
      }
    }
    offset = end
    await onStored(offset).catch(error => logger.error({ err: error }, 'the intake log cannot be freed now'))
    for (let i = goals.length - 1; i >= 0; i--)
      if (goals[i]!.offset <= offset) goals.splice(i, 1)[0]!.resolve()
    if ((rows?.length ?? 0) < FEW_ROWS && goals.length === 0 && !stopped) await moment(MOMENT)
  }

  const run = async () => {
    while (!(stopped && (fault || fromDisk))) {
      const { parts, end } = fromDisk ? await readBack() : take()
      if (end > offset) await store(parts, end)
      else if (stopped) return
      else if (!fromDisk && queue.length === 0) await new Promise<void>(resolve => (wake = resolve))
    }
  }
  const done = run().catch(error => {
    fault = error as Error
    logger.error({ err: error }, 'history feed ended')
  })

  return {
    push(rows, end) {
      if (!fromDisk) {
        if (waiting + rows.length > maxWaiting) {
          fromDisk = true
          queue = []
          waiting = 0
        } else {
          queue.push({ rows, end })
          waiting += rows.length
        }
      }
      wake()
      if (waiting >= FEW_ROWS && !fault) hurry()
    },
    caughtUp() {
      if (offset >= log.end) return Promise.resolve()
      const goal = log.end
      const reached = new Promise<void>(resolve => goals.push({ offset: goal, resolve }))
      wake()
      hurry()
      return reached
    },
    get offset() {
      return offset
    },
    get waiting() {
      return waiting
    },
    get fault() {
      return fault
    },
    async stop() {
      stopped = true
      wake()
      hurry()
      await done
    },
  }
}

function tryDecode(record: Buffer, logger: Logger): Rows | undefined {
  try {
    return decodeEntry(record).rows
  } catch (error) {
    logger.error({ err: error }, 'a record of the intake log cannot be read')
    return undefined
  }
}
