import type { Registry } from 'prom-client'
import type { Alarm } from '../../../model/alarm.ts'
import type { LiveCounts, LiveMessage, LiveSubscribe, LiveValue, LiveValues } from '../../../model/live.ts'
import { isOpen, type TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import { counter, gauge } from '../../../runtime/metrics.ts'
import type { Cancel, TimeSource } from '../../../runtime/time.ts'
import { LiveClient, type LiveEvent, type LiveSocket } from './client.ts'
import { countAlarms } from './counts.ts'

/** The present, as ingest and alerting know it. */
export interface LiveSources {
  latest(): LiveValue[]
  /** Alarms that are not back to normal. */
  alarms(): Alarm[]
  tickets(): TicketView[]
}

export interface LiveHubOptions {
  sources: LiveSources
  /** Site time, for what is said. */
  time: TimeSource
  /** Real time, for pacing. */
  clock: TimeSource
  metrics: Registry
  /** Number before the first message. Must be beyond every number of an earlier run, or a screen resumes wrongly. */
  firstSeq: number
}

/** How often values are sent and heartbeats made, real ms. */
const FLUSH = 500
const HEARTBEAT = 1_000
/** Real ms without any value after which nobody knows how far ingest lags behind. */
const SILENT = 30_000
/** Events kept for screens that come back: at three a second, about ten minutes. */
const KEPT = 2_000

/**
 * Tells every screen what changes: values conflated to two a second, alarms and tickets at once, a heartbeat each
 * second, all in one numbering without gaps. A screen that comes back within the kept events hears every alarm and
 * ticket change it missed, and the values as they now are; any other gets a snapshot.
 */
export class LiveHub {
  private readonly options: LiveHubOptions
  private readonly clients = new Set<LiveClient>()
  private readonly changed = new Map<string, LiveValue>()
  private readonly ends: Cancel[]
  private kept: LiveEvent[] = []
  private seq: number
  /** How old the last values were when they came, by site time; when that was, by real time. */
  private heard: { lag: number; at: Instant } | undefined
  /** Of the last heartbeat: counting ten thousand alarms once a second is enough for all screens. */
  private counts: LiveCounts
  private readonly dropped

  constructor(options: LiveHubOptions) {
    const { clock, metrics, firstSeq } = options
    this.options = options
    this.seq = firstSeq
    this.counts = this.count()
    this.dropped = counter(
      metrics,
      'live_values_dropped_total',
      'Old values not sent to screens that were slow',
    )
    gauge(metrics, 'live_screens', 'Screens on the live socket', { collect: () => this.clients.size })
    this.ends = [clock.every(FLUSH, () => this.flush()), clock.every(HEARTBEAT, () => this.beat())]
  }

  /** Screens on the live socket. */
  get size(): number {
    return this.clients.size
  }

  join(socket: LiveSocket): LiveClient {
    const client = new LiveClient(socket, {
      now: () => this.options.clock.now(),
      heartbeat: seq => this.heartbeat(seq),
      onDropped: count => this.dropped.inc(count),
    })
    this.clients.add(client)
    return client
  }

  leave(client: LiveClient): void {
    this.clients.delete(client)
  }

  /** Answers what a client asks for: the rest of what it has, or everything. */
  subscribe(client: LiveClient, { points, since }: LiveSubscribe): void {
    const first = !client.subscribed
    const other = client.want(points)
    const missed = since === undefined || (other && !first) ? undefined : this.after(since)
    if (!missed) {
      client.restart(this.snapshot(client))
      return
    }
    for (const event of missed) client.push(event)
    const values = client.select(this.options.sources.latest())
    if (first && values.length > 0) client.push({ seq: this.seq, type: 'values', values: [...values] })
  }

  takeValues({ sent, values }: LiveValues): void {
    const { time, clock } = this.options
    this.heard = { lag: Math.max(0, time.now() - sent), at: clock.now() }
    for (const value of values) {
      const before = this.changed.get(value[0])
      if (!before || before[1] <= value[1]) this.changed.set(value[0], value)
    }
  }

  takeAlarm(alarm: Alarm): void {
    this.say(seq => ({ type: 'alarm', seq, alarm }))
  }

  takeTicket(ticket: TicketView): void {
    this.say(seq => ({ type: 'ticket', seq, ticket }))
  }

  /** Closes every socket. */
  stop(code: number, reason: string): void {
    for (const end of this.ends) end()
    for (const client of this.clients) client.close(code, reason)
    this.clients.clear()
  }

  private say(message: (seq: number) => LiveMessage): void {
    const seq = ++this.seq
    this.tell({ seq, type: 'said', text: JSON.stringify(message(seq)) })
  }

  private flush(): void {
    if (this.changed.size > 0) {
      const values = [...this.changed.values()]
      this.changed.clear()
      const seq = ++this.seq
      const text = JSON.stringify({ type: 'values', seq, values })
      // A screen that comes back gets the newest values: the old ones need not be kept.
      this.keep({ seq, type: 'values', values: [] })
      for (const client of this.clients) client.push({ seq, type: 'values', values, text })
    }
    for (const client of this.clients) client.drain()
  }

  private beat(): void {
    this.counts = this.count()
    this.tell({ seq: ++this.seq, type: 'heartbeat' })
  }

  private tell(event: LiveEvent): void {
    this.keep(event)
    for (const client of this.clients) client.push(event)
  }

  private keep(event: LiveEvent): void {
    this.kept.push(event)
    if (this.kept.length > KEPT * 1.25) this.kept = this.kept.slice(-KEPT)
  }

  /** The events after `since`; undefined when they are not all known. */
  private after(since: number): LiveEvent[] | undefined {
    if (since > this.seq) return undefined
    if (since === this.seq) return []
    const first = this.kept[0]
    if (!first || first.seq > since + 1) return undefined
    return this.kept.slice(since + 1 - first.seq)
  }

  private snapshot(client: LiveClient): LiveMessage {
    const { sources, time } = this.options
    return {
      type: 'snapshot',
      seq: this.seq,
      now: time.now(),
      values: [...client.select(sources.latest())],
      alarms: sources.alarms(),
      tickets: sources.tickets().filter(({ ticket }) => isOpen(ticket)),
    }
  }

  private count(): LiveCounts {
    const { sources, time } = this.options
    return countAlarms(sources.alarms(), time.now())
  }

  private heartbeat(seq: number): LiveMessage {
    const { time, clock } = this.options
    const now = time.now()
    return {
      type: 'heartbeat',
      seq,
      now,
      speed: time.speed,
      ingestLag: this.heard && clock.now() - this.heard.at <= SILENT ? this.heard.lag : null,
      counts: this.counts,
    }
  }
}
