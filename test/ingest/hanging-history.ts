import { setImmediate } from 'node:timers/promises'
import type { History } from '../../ingest/history/history.ts'
import { CodedError } from '../../runtime/config/problems.ts'

const NONE = { length: 0, names: [], point: new Uint32Array(), at: new Float64Array() }
const NO_SUMMARIES = {
  ...NONE,
  count: new Float64Array(),
  good: new Float64Array(),
  mean: new Float64Array(),
  min: new Float64Array(),
  max: new Float64Array(),
}

/** An empty history that, once told so, answers no question until it is taken back, or reads on without end. */
export function hangingHistory() {
  let hanging: 'questions' | 'readings' | undefined
  let begun = () => {}
  let ended = () => {}
  const question = async <T>(answer: T, signal?: AbortSignal): Promise<T> => {
    if (hanging !== 'questions') return answer
    begun()
    await new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve()))
    ended()
    throw new CodedError('aborted', 'the question was taken back')
  }
  const history: History = {
    store: 'hanging',
    append: async () => [],
    position: async () => 0,
    series: ({ from, to, signal }) => question({ from, to, interval: 0, series: [] }, signal),
    summaries: ({ signal }) => question(NO_SUMMARIES, signal),
    states: (_at, _back, _known, signal) => question([], signal),
    coverage: (_points, _from, _to, _width, signal) => question(new Map(), signal),
    steps: (_from, _to, _width, _within, signal) =>
      question({ ...NONE, value: new Float64Array(), quality: new Uint8Array() }, signal),
    latest: async () => [],
    async *readings(from, _to, points) {
      if (hanging !== 'readings') return
      begun()
      try {
        for (let at = from; ; at++) {
          yield [{ point: points![0]!, at, value: 1, quality: 'good' as const, received: at }]
          await setImmediate()
        }
      } finally {
        ended()
      }
    },
    appendDetections: async () => {},
    detections: (_from, _to, signal) => question([], signal),
    conditions: async () => [],
    maintain: async () => {},
    close: async () => {},
  }
  return {
    history,
    /** From now on; resolve when a question has come, and when it has been given up. */
    hang(what: 'questions' | 'readings') {
      hanging = what
      return {
        begun: new Promise<void>(resolve => (begun = resolve)),
        ended: new Promise<void>(resolve => (ended = resolve)),
      }
    },
  }
}
