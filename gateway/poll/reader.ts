import type { Reason } from '../../model/quality.ts'
import { answersOf, type RawValues, readAnswers } from '../decode/answers.ts'
import type { Raw } from '../decode/raw.ts'
import type { Answers } from '../decode/value.ts'
import type { Exchange } from '../modbus/connection.ts'
import type { Span } from '../plan.ts'
import type { LineLink } from './line-link.ts'
import { registers } from './registers.ts'
import type { Target } from './target.ts'

/** One question with the wire bytes of its answer. */
export interface Asked extends Exchange {
  /** What it was about, e.g. `FC3 301+39`. */
  about: string
}

/** What one round of questions brought. */
export interface Round {
  answers: Answers
  /** Raw values by slot, for the short way; none for meters. */
  values: RawValues
  /** Keys that were not to be had, with the reason. */
  missing: ReadonlyMap<string, Reason>
  /** The device's own clock as it wrote it. */
  clock?: string
}

/** Hears of every question; `took` is the real ms to its answer, undefined when none came. */
type Heard = (question: Asked, took: number | undefined) => void

/** Reads one device in its protocol; remembers what it refuses. */
export interface Reader {
  /** Rejects when the device is lost. */
  round(link: LineLink, retries: number, asked: Heard): Promise<Round>
  readonly refused: readonly string[]
  readonly learned: boolean
  forget(): void
}

/** The reader for the target's protocol. */
export function readerFor(target: Target): Reader {
  return target.profile.protocol === 'cjt188' ? meterReader(target) : registerReader(target)
}

async function timed<T>(link: LineLink, about: string, question: () => Promise<T>, asked: Heard): Promise<T> {
  const started = performance.now()
  let took: number | undefined
  try {
    const answer = await question()
    took = performance.now() - started
    return answer
  } finally {
    if (link.last) asked({ ...link.last, about }, took)
  }
}

function registerReader(target: Target): Reader {
  const known = registers(target)
  const values: RawValues = new Array(target.slots.length)
  return {
    async round(link, retries, asked) {
      const { answered, missing } = await known.read(span =>
        timed(link, aboutSpan(span), () => link.read(target, span, retries), asked),
      )
      readAnswers(answered, target, values)
      return { answers: answersOf(answered, target, values), values, missing }
    },
    get refused() {
      return known.refused
    },
    get learned() {
      return known.learned
    },
    forget: known.forget,
  }
}

function aboutSpan({ fc, start, end }: Span): string {
  return `FC${fc} ${start}+${end - start}`
}

function meterReader(target: Target): Reader {
  return {
    async round(link, retries, asked) {
      const reading = await timed(
        link,
        `meter ${target.address}`,
        () => link.readMeter(target, retries),
        asked,
      )
      const value = (key: string): Raw | undefined => {
        const field = target.points.get(key)?.address
        return { ...reading, clock: undefined }[field as 'volume']
      }
      const answers = { raw: value, whole: value, point: (key: string) => target.points.get(key) }
      return {
        answers,
        values: [],
        missing: new Map(),
        ...(reading.clock === undefined ? {} : { clock: reading.clock }),
      }
    },
    refused: [],
    learned: false,
    forget: () => {},
  }
}
