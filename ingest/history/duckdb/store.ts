import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Worker } from 'node:worker_threads'
import type { Detection } from '../../../model/detection.ts'
import type { LiveValue } from '../../../model/live.ts'
import type { Reading } from '../../../model/reading.ts'
import { HOUR, MINUTE } from '../../../model/time.ts'
import { CodedError } from '../../../runtime/config/problems.ts'
import { startWorker } from '../../../runtime/worker.ts'
import { type Rows, readingOf } from '../../rows.ts'
import type { History, SeriesAnswer, Steps, Summaries } from '../history.ts'
import type { Answer, Asked, Request, WorkerOptions } from './protocol.ts'
import type { ReducedSeries } from './reader.ts'

/** Readings of one block when history is read through. */
const BLOCK = 200_000

export type DuckdbOptions = Omit<WorkerOptions, 'memoryMib' | 'threads'> & Partial<WorkerOptions>

/** The embedded history: one DuckDB file, owned by a thread of its own because its writes stop the thread they run on. */
export async function openDuckdb(options: DuckdbOptions): Promise<History> {
  await mkdir(dirname(options.file), { recursive: true })
  const workerData: WorkerOptions = { memoryMib: 1024, threads: 2, ...options }
  const worker = startWorker(import.meta.url, './worker', { workerData })
  const ask = await connect(worker, options.file)

  return {
    store: 'duckdb',
    append: async (rows, upTo) => {
      await ask({ op: 'append', rows, upTo })
      return []
    },
    position: () => ask({ op: 'position' }) as Promise<number | undefined>,
    async series({ signal, ...query }) {
      const answer = (await ask({ op: 'series', ...query }, signal)) as ReducedSeries
      return { from: query.from, to: query.to, ...answer } satisfies SeriesAnswer
    },
    summaries: ({ signal, ...query }) => ask({ op: 'summaries', ...query }, signal) as Promise<Summaries>,
    states: (at, lookBack, asKnownAt, signal) =>
      ask(
        { op: 'states', at, lookBack, ...(asKnownAt === undefined ? {} : { asKnownAt }) },
        signal,
      ) as Promise<LiveValue[]>,
    coverage: (points, from, to, width, signal) =>
      ask({ op: 'coverage', points, from, to, width }, signal) as Promise<Map<string, number>>,
    steps: (from, to, width, within, signal) =>
      ask(
        { op: 'steps', from, to, width, ...(within === undefined ? {} : { within }) },
        signal,
      ) as Promise<Steps>,
    latest: () => ask({ op: 'latest' }) as Promise<LiveValue[]>,
    async *readings(from, to, points) {
      let width = HOUR
      for (let at = from; at < to; ) {
        const until = Math.min(at + width, to)
        const request: Request = { op: 'readings', from: at, to: until }
        const rows = (await ask(points ? { ...request, points } : request)) as Rows
        if (rows.length > 0) yield blockOf(rows)
        if (rows.length > BLOCK) width = Math.max(MINUTE, width / 2)
        else if (rows.length < BLOCK / 4) width *= 2
        at = until
      }
    },
    async appendDetections(detections) {
      const rows = detections.map(detection => ({
        condition: `${detection.kind}/${detection.subject}`,
        start: detection.start,
        at: detection.at,
        active: detection.active,
        retrospective: detection.retrospective === true,
        body: JSON.stringify(detection),
      }))
      await ask({ op: 'appendDetections', rows })
    },
    detections: async (from, to, signal, most) =>
      parsed(
        (await ask(
          { op: 'detections', from, to, ...(most === undefined ? {} : { most }) },
          signal,
        )) as string[],
      ),
    conditions: async () => parsed((await ask({ op: 'conditions' })) as string[]),
    maintain: (now, retentionDays) =>
      ask({
        op: 'maintain',
        now,
        ...(retentionDays === undefined ? {} : { retentionDays }),
      }) as Promise<void>,
    backup: file => ask({ op: 'backup', file }) as Promise<void>,
    async close() {
      await ask({ op: 'close' })
      await worker.terminate()
    },
  }
}

const parsed = (bodies: string[]) => bodies.map(body => JSON.parse(body) as Detection)

function blockOf(rows: Rows): Reading[] {
  return Array.from({ length: rows.length }, (_, i) => readingOf(rows, i))
}

/** Questions and answers with the thread; each question has a number. */
async function connect(worker: Worker, file: string) {
  const open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0
  let dead: CodedError | undefined
  const die = (message: string) => {
    dead ??= new CodedError('history-down', `history ${file}: ${message}`)
    for (const { reject } of open.values()) reject(dead)
    open.clear()
  }
  worker.on('error', error => die(error.message))
  worker.on('exit', () => die('its thread has ended'))
  worker.on('message', (answer: Answer) => {
    const asked = open.get(answer.id)
    open.delete(answer.id)
    if ('error' in answer) asked?.reject(new CodedError(answer.error.code, answer.error.message))
    else asked?.resolve(answer.value)
  })
  const ready = new Promise<unknown>((resolve, reject) => open.set(0, { resolve, reject }))
  await Promise.race([ready, once(worker, 'exit')])
  if (dead) throw dead

  return (request: Request, signal?: AbortSignal): Promise<unknown> => {
    if (dead) return Promise.reject(dead)
    if (signal?.aborted) return Promise.reject(new CodedError('aborted', 'the question was taken back'))
    const id = ++last
    const stop = () => worker.postMessage({ id, op: 'abort', target: id } satisfies Asked)
    signal?.addEventListener('abort', stop, { once: true })
    const done = new Promise<unknown>((resolve, reject) => open.set(id, { resolve, reject }))
    worker.postMessage({ id, ...request })
    return done.finally(() => signal?.removeEventListener('abort', stop))
  }
}
