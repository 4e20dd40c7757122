import type { Logger } from 'pino'
import type { Instant } from '../../model/time.ts'
import type { Cancel, TimeSource } from '../../runtime/time.ts'
import type { Letter, Sender } from './channels/sender.ts'
import type { Message, NotifyFact } from './message.ts'

/** Waits between attempts, ms; after the last the message has failed. */
const RETRIES = [5_000, 30_000, 120_000, 600_000]
/** More waiting than this are put together into one letter. */
const TOGETHER = 3
/** Messages named in such a letter. */
const NAMED = 10

/** Takes waiting messages to their receivers. */
export interface Delivery {
  /** Call when messages may be waiting. */
  wake(): void
  /** Resolves when nothing is under way; messages that wait for their next attempt stay waiting. */
  settled(): Promise<void>
  stop(): void
}

interface Lane {
  sender: Sender
  perMinute: number
  /** When letters went out within the last minute. */
  sent: Instant[]
  tries: number
  notBefore: Instant
  working?: Promise<void>
  cancel: Cancel
}

/**
 * One lane a channel: in order, within its rate, each letter tried again with growing waits. What piles up goes out
 * as one letter. `record` makes the outcome durable; until then a message counts as waiting, so that after a crash
 * it is sent again with the same key rather than lost.
 */
export function delivery(options: {
  channels: ReadonlyMap<string, { sender: Sender; perMinute: number }>
  waiting: () => Iterable<Message>
  record: (fact: NotifyFact) => Promise<void>
  time: TimeSource
  log: Logger
}): Delivery {
  const { channels, waiting, record, time, log } = options
  const lanes = new Map<string, Lane>()
  for (const [name, { sender, perMinute }] of channels) {
    lanes.set(name, { sender, perMinute, sent: [], tries: 0, notBefore: -Infinity, cancel: () => {} })
  }
  let stopped = false

  const work = async (name: string, lane: Lane) => {
    for (;;) {
      const mine = [...waiting()].filter(({ channel }) => channel === name)
      const now = time.now()
      const wait = waitOf(lane, now)
      if (mine.length === 0 || stopped) return
      if (wait > now) {
        lane.cancel = time.at(wait, () => start(name, lane))
        return
      }
      const batch = mine.length > TOGETHER ? mine : mine.slice(0, 1)
      await attempt(name, lane, batch)
    }
  }
  const attempt = async (name: string, lane: Lane, batch: readonly Message[]) => {
    const keys = batch.map(({ key }) => key)
    lane.tries++
    lane.sent.push(time.now())
    try {
      // Signatures carry the real time: receivers compare it with theirs.
      await lane.sender(letterOf(batch), { now: Date.now() })
      const tries = lane.tries
      lane.tries = 0
      await record({ type: 'notify.sent', keys, tries, at: time.now() })
    } catch (error) {
      const again = RETRIES[lane.tries - 1]
      const message = (error as Error).message
      log.warn({ channel: name, tries: lane.tries, err: error }, 'a message was not delivered')
      if (again !== undefined) {
        lane.notBefore = time.now() + again
        return
      }
      const tries = lane.tries
      lane.tries = 0
      await record({ type: 'notify.failed', keys, tries, at: time.now(), error: message })
    }
  }
  const start = (name: string, lane: Lane) => {
    lane.working ??= work(name, lane)
      .catch(error =>
        log.error({ channel: name, err: error }, 'delivery stopped; it goes on with the next message'),
      )
      .finally(() => {
        delete lane.working
      })
  }

  return {
    wake: () => {
      for (const [name, lane] of lanes) start(name, lane)
    },
    settled: async () => {
      for (const lane of lanes.values()) await lane.working
    },
    stop: () => {
      stopped = true
      for (const lane of lanes.values()) lane.cancel()
    },
  }
}

/** When the lane may send again. */
function waitOf(lane: Lane, now: Instant): Instant {
  lane.sent = lane.sent.filter(at => at > now - 60_000)
  const full = lane.sent.length >= lane.perMinute ? lane.sent[0]! + 60_000 : -Infinity
  return Math.max(full, lane.notBefore)
}

function letterOf(batch: readonly Message[]): Letter {
  const keys = batch.map(({ key }) => key)
  const about = batch.map(message => message.about)
  const [first] = batch
  if (batch.length === 1)
    return { keys, about, title: first!.title, text: first!.text, priority: first!.priority }
  const sorted = [...batch].sort((a, b) => a.priority - b.priority)
  const lines = sorted.slice(0, NAMED).map(({ title }) => title)
  const more = batch.length - lines.length
  return {
    keys,
    about,
    title: `${sorted[0]!.title} (+${batch.length - 1})`,
    text: [...lines, ...(more > 0 ? [`+${more}`] : [])].join('\n'),
    priority: sorted[0]!.priority,
  }
}
