import { parentPort, workerData } from 'node:worker_threads'
import type { DuckDBConnection } from '@duckdb/node-api'
import { CodedError } from '../../../runtime/config/problems.ts'
import { backUp } from './backup.ts'
import { appendDetections, readConditions, readDetections } from './detections.ts'
import { latestValues, readingBlock, statesAt } from './latest.ts'
import { maintainHistory } from './maintain.ts'
import type { Answer, Asked, Request, WorkerOptions } from './protocol.ts'
import { readSeries } from './reader.ts'
import { readCoverage, readSteps, readSummaries } from './summaries.ts'
import { openDatabase, readMark } from './tables.ts'
import { appendRows } from './writer.ts'

/** Queries that run at once; the rest wait their turn. */
const CONNECTIONS = 2

const port = parentPort!
const db = await openDatabase(workerData as WorkerOptions)
const idle: DuckDBConnection[] = []
for (let i = 0; i < CONNECTIONS; i++) idle.push(await db.connect())
const queue: (() => void)[] = []
const running = new Map<number, DuckDBConnection>()
const aborted = new Set<number>()
let writing: Promise<unknown> = Promise.resolve()
let maintaining: Promise<unknown> = Promise.resolve()

/** Runs a query on a connection of its own, so that it can be interrupted without hurting another. */
async function query(id: number, task: (connection: DuckDBConnection) => Promise<unknown>): Promise<unknown> {
  while (idle.length === 0) await new Promise<void>(resolve => queue.push(resolve))
  const connection = idle.pop()!
  running.set(id, connection)
  try {
    if (aborted.has(id)) throw new Error('interrupted')
    return await task(connection)
  } finally {
    running.delete(id)
    idle.push(connection)
    queue.shift()?.()
  }
}

/** The one writer's work goes in order. */
function write(task: () => Promise<unknown>): Promise<unknown> {
  const done = writing.then(task)
  writing = done.catch(() => {})
  return done
}

/** One at a time, on a connection of its own: writing and reading go on. */
function maintain(id: number, request: Extract<Request, { op: 'maintain' }>): Promise<unknown> {
  const done = maintaining.then(async () => {
    const connection = await db.connect()
    running.set(id, connection)
    try {
      return await maintainHistory(connection, request)
    } finally {
      running.delete(id)
      connection.closeSync()
    }
  })
  maintaining = done.catch(() => {})
  return done
}

async function perform(id: number, request: Request): Promise<unknown> {
  switch (request.op) {
    case 'append':
      return write(() => appendRows(db, request.rows, request.upTo))
    case 'position':
      return write(() => readMark(db.writer, 'position'))
    case 'appendDetections':
      return write(() => appendDetections(db, request.rows))
    case 'series':
      return query(id, connection => readSeries(db, connection, request))
    case 'summaries':
      return query(id, connection => readSummaries(db, connection, request))
    case 'states':
      return query(id, connection => statesAt(db, connection, request))
    case 'coverage':
      return query(id, connection => readCoverage(db, connection, request))
    case 'steps':
      return query(id, connection => readSteps(db, connection, request))
    case 'latest':
      return query(id, connection => latestValues(db, connection))
    case 'readings':
      return query(id, connection => readingBlock(db, connection, request))
    case 'detections':
      return query(id, connection => readDetections(connection, request.from, request.to, request.most))
    case 'conditions':
      return query(id, readConditions)
    case 'maintain':
      return maintain(id, request)
    case 'backup':
      return query(id, connection => backUp(connection, request.file))
    case 'close':
      await maintaining
      return write(async () => {
        for (const connection of idle) connection.closeSync()
        await db.writer.run('CHECKPOINT')
        db.close()
      })
  }
}

function codeOf({ id, op }: Asked, error: unknown): string {
  if (aborted.has(id)) return 'aborted'
  if (error instanceof CodedError) return error.code
  return op === 'append' || op === 'appendDetections' ? 'history-down' : 'history-query'
}

async function answer(asked: Asked) {
  if (asked.op === 'abort') {
    aborted.add(asked.target)
    running.get(asked.target)?.interrupt()
    return
  }
  const { id } = asked
  let reply: Answer
  try {
    reply = { id, value: await perform(id, asked) }
  } catch (error) {
    const code = codeOf(asked, error)
    reply = { id, error: { code, message: error instanceof Error ? error.message : String(error) } }
  }
  aborted.delete(id)
  port.postMessage(reply, 'value' in reply ? movable(reply.value) : [])
}

/** The memory of the answer's columns, which need not be copied: nobody here looks at them again. */
function movable(value: unknown): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null) return []
  const columns = Object.values(value).filter(one => ArrayBuffer.isView(one))
  return [...new Set(columns.map(({ buffer }) => buffer as ArrayBuffer))].filter(
    ({ byteLength }) => byteLength > 0,
  )
}

port.on('message', (asked: Asked) => void answer(asked))
port.postMessage({ id: 0, value: 'ready' } satisfies Answer)
