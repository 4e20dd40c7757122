import { type Alarm, alarmState } from '../../../model/alarm.ts'
import type { ReplayChunk } from '../../../model/replay-chunk.ts'
import type { TicketView } from '../../../model/ticket.ts'
import type { Instant } from '../../../model/time.ts'
import type { Directory } from '../directory/directory.ts'
import { AssetStates } from '../live/asset-states.ts'
import { Collection } from '../live/collection.ts'
import { ON_THE_WAY } from '../live/condition.ts'
import type { Scene } from '../live/scene-type.ts'
import { TagStore } from '../live/tag-store.ts'
import { Chunks } from './chunks.ts'
import { alarmsAt, type HistoryEvent } from './fold.ts'
import { gapsOf } from './silence.ts'
import type { Span } from './span.ts'
import { changesBy, type TicketChange, ticketsAt } from './tickets-then.ts'

/** A moment of the past: what is loaded is in memory, so that moving about needs nobody. */
export class ReplayScene implements Scene {
  readonly live = false
  readonly tags = new TagStore()
  readonly alarms = new Collection<Alarm>(
    alarm => alarm.id,
    alarm => alarmState(alarm, Number.NEGATIVE_INFINITY) !== 'NORM',
  )
  /** None until they are known: none rather than the wrong ones. */
  readonly tickets = new Collection<TicketView>(view => view.ticket.id)
  #at: Instant
  #second: number
  #events: readonly HistoryEvent[] = []
  #seed: readonly Alarm[] = []
  #known = -1
  #jobs: readonly TicketChange[] = []
  #jobsKnown = -1
  #chunks = new Chunks([])
  #step = 0
  readonly #listeners = new Set<() => void>()

  /** Times of values are known to a step only: that much older may a value be, as if it had been on its way. */
  get speed(): number {
    return Math.max(1, this.#step / ON_THE_WAY)
  }

  /** The stretch that trends show. */
  span: { from: Instant; to: Instant }

  constructor(at: Instant, span: { from: Instant; to: Instant }) {
    this.#at = at
    this.span = span
    this.#second = Math.floor(at / 1_000)
    this.tickets.replace([])
  }

  now(): Instant {
    return this.#at
  }

  onSecond = (told: () => void): (() => void) => {
    this.#listeners.add(told)
    return () => void this.#listeners.delete(told)
  }

  /** Takes the alarms' history in. `seed`: alarms that stood before it begins. */
  setEvents(events: readonly HistoryEvent[], seed: readonly Alarm[] = []): void {
    this.#seed = seed
    this.#events = [...events].sort((a, b) => a.received - b.received || a.seq - b.seq)
    this.#known = -1
    this.#draw(true)
  }

  /** Takes the tickets' history in. */
  setTickets(changes: readonly TicketChange[]): void {
    this.#jobs = [...changes].sort((a, b) => a.received - b.received)
    this.#jobsKnown = -1
    this.#draw(true)
  }

  get events(): readonly HistoryEvent[] {
    return this.#events
  }

  /** Takes a piece of the past in. Most of a day's pieces say nothing of the moment that is shown. */
  addChunk(chunk: ReplayChunk): void {
    this.#chunks.add(chunk)
    const length = chunk.step * chunk.steps
    const away = this.#at - chunk.from
    if (away >= 0 && away < 2 * length) this.#draw(true)
  }

  /** Whether the piece that begins then is in memory. */
  holds(from: Instant): boolean {
    return this.#chunks.has(from)
  }

  /** Whether silence means that there was nothing, not that it is still on its way. */
  knows(point: string): boolean {
    return this.#chunks.knows(point, this.#at)
  }

  /** Other points, another grain or other knowledge: what was loaded is of no use. */
  begin(points: readonly string[], step: number): void {
    this.#chunks = new Chunks(points)
    this.#step = step
  }

  /** How assets stood at another moment that is in memory, known as it is here. */
  statesAt(at: Instant, directory: Directory): AssetStates {
    const tags = new TagStore()
    tags.show(this.#chunks.at(at))
    tags.flush()
    const states = new AssetStates(directory, tags)
    states.timePassed(at, this.speed)
    states.setAlarms(alarmsAt(this.#events, at, this.#seed), at, this.speed)
    return states
  }

  /** Stretches of what is loaded in which most of these points were silent; of all points, where none are named. */
  gaps(points?: readonly string[]): Span[] {
    return this.#step === 0 ? [] : gapsOf(this.#chunks.heard(points), this.#step)
  }

  seek(at: Instant): void {
    this.#at = at
    this.#draw(false)
  }

  #draw(anyway: boolean): void {
    this.tags.show(this.#chunks.at(this.#at))
    this.tags.flush()
    const known = this.#countKnown()
    if (anyway || known !== this.#known) {
      this.#known = known
      this.alarms.replace(alarmsAt(this.#events, this.#at, this.#seed))
    }
    const jobs = changesBy(this.#jobs, this.#at)
    if (jobs !== this.#jobsKnown) {
      this.#jobsKnown = jobs
      this.tickets.replace(ticketsAt(this.#jobs, this.#at))
    }
    const second = Math.floor(this.#at / 1_000)
    if (second === this.#second && !anyway) return
    this.#second = second
    for (const told of this.#listeners) told()
  }

  /** How many events were known by now: the alarms differ only when this does. */
  #countKnown(): number {
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#events[middle]!.received <= this.#at) low = middle + 1
      else high = middle
    }
    return low
  }
}
