import type { Instant } from '../model/time.ts'
import { type Cause, type Fact, fromEntry, toEntries } from './fact.ts'
import { apply, carryOut, touchedBy } from './fold.ts'
import type { Journal, NewEntry } from './journal/journal.ts'
import { emptyState, type State } from './state.ts'

/** A turn's own answer, and what it wants journalled. */
export interface Decision<T> {
  facts: Fact[]
  answer: T
}

interface Turn {
  run(): { facts: Fact[]; entries: NewEntry[]; done(): void }
  fail(error: unknown): void
}

/**
 * The one place where state changes: turns run one after the other, each decides on the state the one before left,
 * all that wait are journalled with one append, and only then are they answered and told about. When the journal
 * fails, nobody is answered and the state is folded from the journal again.
 */
export interface Desk {
  readonly state: State
  /** Resolves with the answer once it is durable. */
  turn<T>(cause: (now: Instant) => Cause, decide: (state: State, now: Instant) => Decision<T>): Promise<T>
  /** Resolves when nothing waits. */
  settled(): Promise<void>
}

/** Turns appended at once, at most. */
const AT_ONCE = 1_000
/** How often turns are decided again because another program was faster. */
const RETRIES = 5

/** Folds the journal and opens the desk. */
export async function openDesk(options: {
  journal: Journal
  now: () => Instant
  /** What follows from the state by itself; empty when nothing does. */
  follow: (state: State, now: Instant) => Fact[]
  /** What is to be journalled besides, because of these facts: messages. */
  besides: (facts: readonly Fact[], state: State, now: Instant) => Fact[]
  /** Hears which alarms and tickets changed once that is durable, all of one append together. */
  tell: (alarms: ReadonlySet<string>, tickets: ReadonlySet<string>) => void
}): Promise<Desk> {
  const { journal, now, follow, besides, tell } = options
  let state = await fold(journal)
  /** What is in memory was not all journalled: nothing may be decided on it. */
  let stale = false
  const waiting: Turn[] = []
  let working: Promise<void> | undefined

  const attempt = async (turns: readonly Turn[]) => {
    if (stale) state = await fold(journal)
    stale = true
    let failed = false
    const ran: { turn: Turn; facts: Fact[]; done(): void }[] = []
    const entries: NewEntry[] = []
    for (const turn of turns) {
      try {
        const result = turn.run()
        entries.push(...result.entries)
        ran.push({ turn, facts: result.facts, done: result.done })
      } catch (error) {
        failed = true
        turn.fail(error)
      }
    }
    await journal.append(entries)
    stale = failed
    for (const { done } of ran) done()
    const alarms = new Set<string>()
    const tickets = new Set<string>()
    for (const fact of ran.flatMap(({ facts }) => facts)) {
      const touched = touchedBy(state, fact)
      for (const id of touched.alarms) alarms.add(id)
      for (const id of touched.tickets) tickets.add(id)
    }
    tell(alarms, tickets)
  }

  const work = async () => {
    while (waiting.length > 0) {
      const turns = waiting.splice(0, AT_ONCE)
      for (let tries = 1; ; tries++) {
        try {
          await attempt(turns)
          break
        } catch (error) {
          const overtaken = (error as { code?: string }).code === 'journal-conflict' && tries < RETRIES
          if (overtaken) continue
          for (const turn of turns) turn.fail(error)
          break
        }
      }
    }
    working = undefined
  }

  return {
    get state() {
      return state
    },
    turn: (cause, decide) =>
      new Promise((resolve, reject) => {
        const run = () => {
          const instant = now()
          const { facts: decided, answer } = decide(state, instant)
          const done = carryOut(state, decided, () => follow(state, instant))
          const facts = [...done, ...carryOut(state, besides(done, state, instant), () => [])]
          const entries = toEntries(facts, cause(instant))
          return { facts, entries, done: () => resolve(answer) }
        }
        waiting.push({ run, fail: reject })
        working ??= Promise.resolve().then(work)
      }),
    settled: async () => {
      while (working) await working
    },
  }
}

async function fold(journal: Journal): Promise<State> {
  const state = emptyState()
  for await (const entry of journal.read()) apply(state, fromEntry(entry))
  return state
}
