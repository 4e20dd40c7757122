import { InfluxDB } from '@influxdata/influxdb-client'
import { request } from 'undici'
import { CodedError } from '../../../runtime/config/problems.ts'
import { makeBucket, makeDatabase } from './set-up.ts'

export interface InfluxOptions {
  url: string
  /** v2: /api/v2/write (InfluxDB 2.x, 3.x, 1.8+); v1: /write (older 1.x). */
  api: 'v1' | 'v2'
  org?: string
  /** Bucket, or `database` or `database/policy` of 1.x. */
  bucket: string
  token?: string
  /** Real ms before an answer is given up. */
  timeout?: number
}

/** What the server said to a write: undefined when it took it. */
export interface WriteFault {
  status: number
  body: string
}

/** One column-named result of InfluxQL. */
export interface QlSeries {
  name: string
  tags?: Record<string, string>
  columns: string[]
  values: (string | number | boolean | null)[][]
}

export interface InfluxServer {
  /** Sends lines as one request. Throws CodedError `history-down` when it cannot be known what became of it. */
  write(body: string): Promise<WriteFault | undefined>
  /** Runs InfluxQL, which every version answers. Throws `history-down`, `history-query` or `aborted`. */
  query(ql: string, signal?: AbortSignal): Promise<QlSeries[]>
  /** Makes the bucket or database where the server lets us; one that is there stays as it is. */
  setUp(retentionDays?: number): Promise<void>
}

const LARGEST_BODY = 256 * 1024 * 1024

/** The HTTP ways of an InfluxDB. The official client writes, with its own retries and buffers switched off. */
export function influxServer({
  url,
  api,
  org = '',
  bucket,
  token,
  timeout = 30_000,
}: InfluxOptions): InfluxServer {
  const client = new InfluxDB({ url, timeout, ...(token === undefined ? {} : { token }) })
  const [database, policy] = api === 'v1' ? (bucket.split('/') as [string, string?]) : [bucket]
  const auth: Record<string, string> = token === undefined ? {} : { authorization: `Token ${token}` }
  const base = url.replace(/\/$/, '')

  return {
    async write(body) {
      let fault: WriteFault | undefined
      let unknown: Error | undefined
      const writer = client.getWriteApi(org, bucket, 'ns', {
        // One more than is ever in it, so that only `flush` sends.
        batchSize: 2,
        maxBatchBytes: Number.MAX_SAFE_INTEGER,
        flushInterval: 0,
        maxRetries: 0,
        writeFailed: (error: Error & { statusCode?: number; body?: string }) => {
          if (error.statusCode === undefined) unknown = error
          else fault = { status: error.statusCode, body: error.body ?? error.message }
          // A promise takes the failure over: the client keeps nothing and tries nothing again.
          return Promise.resolve()
        },
      })
      // 1.x knows n, u, ms, s and takes any other word for nanoseconds.
      if (api === 'v1') {
        const rp = policy === undefined ? '' : `&rp=${encodeURIComponent(policy)}`
        writer.path = `/write?db=${encodeURIComponent(database)}${rp}&precision=n`
      }
      writer.writeRecord(body)
      await writer.flush()
      await writer.close()
      if (unknown) throw down(base, unknown.message, unknown)
      return fault
    },

    async query(ql, signal) {
      const address = `${base}/query?db=${encodeURIComponent(database)}${policy === undefined ? '' : `&rp=${encodeURIComponent(policy)}`}&epoch=ms`
      const { statusCode, text } = await send(address, ql, auth, timeout, signal).catch((error: Error) => {
        if (signal?.aborted) throw new CodedError('aborted', 'the question was taken back', { cause: error })
        throw down(base, error.message, error)
      })
      if (statusCode >= 500 || statusCode === 429) throw down(base, `${statusCode} ${text.slice(0, 200)}`)
      if (statusCode !== 200)
        throw new CodedError('history-query', `InfluxDB ${base}: ${statusCode} ${text.slice(0, 200)}`)
      const answer = JSON.parse(text) as {
        results?: { series?: QlSeries[]; error?: string }[]
        error?: string
      }
      const error = answer.error ?? answer.results?.find(result => result.error)?.error
      // Made with the first write: until then nothing is stored, which is no fault.
      if (error?.startsWith('database not found')) return []
      if (error !== undefined) throw new CodedError('history-query', `InfluxDB ${base}: ${error}`)
      const found = answer.results?.flatMap(result => result.series ?? []) ?? []
      // VictoriaMetrics takes line protocol, and answers every question with a list of databases.
      if (found.some(({ columns }) => columns[0] !== 'time'))
        throw new CodedError('history-query', `InfluxDB ${base}: this server does not answer InfluxQL`)
      return found
    },

    async setUp(retentionDays) {
      const make = api === 'v1' ? makeDatabase : makeBucket
      await make({ base, auth, timeout, org, name: database, retentionDays })
    },
  }
}

function down(base: string, message: string, cause?: Error): CodedError {
  return new CodedError('history-down', `InfluxDB ${base}: ${message}`, cause ? { cause } : {})
}

async function send(
  address: string,
  ql: string,
  auth: Record<string, string>,
  timeout: number,
  signal?: AbortSignal,
) {
  const { statusCode, body } = await request(address, {
    method: 'POST',
    headers: { ...auth, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: `q=${encodeURIComponent(ql)}`,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    ...(signal ? { signal } : {}),
  })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size > LARGEST_BODY) throw new Error(`an answer of more than ${LARGEST_BODY} bytes`)
  }
  return { statusCode, text: Buffer.concat(chunks).toString('utf8') }
}
