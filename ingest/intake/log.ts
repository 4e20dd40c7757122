import { type FileHandle, mkdir, open, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { CodedError } from '../../runtime/config/problems.ts'
import { bytesOfRecords, HEAD, type LogRecord, readSegment, segmentName, segmentsIn } from './segment.ts'

export interface IntakeLogOptions {
  folder: string
  segmentBytes: number
  /** Room on disk; beyond, `append` rejects with `intake-full`. */
  maxBytes: number
  /** Bytes waiting for the disk; beyond, `append` rejects with `intake-overloaded`. */
  maxUnwritten: number
}

/** An append-only log on disk. Offsets count bytes since the first record ever. */
export interface IntakeLog {
  /** Resolves with the offset after the record once it would survive a crash. Many waiting records share one sync. */
  append(record: Uint8Array): Promise<number>
  /** Durable records from offset `from` on, up to what is durable when it gets there. */
  read(from: number): AsyncGenerator<LogRecord>
  /** Whether `free` would free anything. */
  frees(offset: number): boolean
  /** Frees files that hold only records before `offset`. */
  free(offset: number): Promise<void>
  readonly start: number
  /** Offset up to which everything is durable. */
  readonly end: number
  /** Why the last write failed; undefined when it did not. */
  readonly fault: Error | undefined
  /** Damaged stretches that had to be left out when reading. */
  readonly damaged: number
  close(): Promise<void>
}

interface Waiting {
  record: Uint8Array
  resolve(end: number): void
  reject(error: Error): void
}

/** Opens the log of a folder; a record torn by a crash at its end is cut off (it was never acknowledged). */
export async function openIntakeLog(options: IntakeLogOptions): Promise<IntakeLog> {
  const { folder, segmentBytes, maxBytes, maxUnwritten } = options
  await mkdir(folder, { recursive: true })
  const segments = await segmentsIn(folder)
  let end = segments.at(-1) ?? 0
  if (segments.length > 0) end = await soundEnd(folder, segments.at(-1)!)

  let file: FileHandle | undefined
  let fileStart = end
  let waiting: Waiting[] = []
  let unwritten = 0
  let writing: Promise<void> | undefined
  let fault: Error | undefined
  let damaged = 0
  let closed = false

  /** A new file after each start and each failure: never write behind bytes nobody can vouch for. */
  const openNext = async () => {
    await file?.close()
    file = await open(join(folder, segmentName(end)), 'w')
    fileStart = end
    if (segments.at(-1) !== end) segments.push(end)
    await syncFolder(folder)
  }

  const writeGroup = async (group: Waiting[]) => {
    try {
      if (!file || end - fileStart >= segmentBytes) await openNext()
      const bytes = bytesOfRecords(group.map(({ record }) => record))
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file!.write(bytes, done, bytes.length - done)
        done += bytesWritten
      }
      await file!.datasync()
      fault = undefined
      for (const { record, resolve } of group) resolve((end += HEAD + record.length))
    } catch (error) {
      fault = error as Error
      await file?.close().catch(() => {})
      file = undefined
      const refusal = new CodedError('intake-failed', `intake log: ${fault.message}`, { cause: fault })
      for (const { reject } of group) reject(refusal)
    }
    unwritten -= group.reduce((sum, { record }) => sum + record.length, 0)
  }

  const writeAll = async () => {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      await writeGroup(group)
    }
    writing = undefined
  }

  return {
    append(record) {
      if (closed) return Promise.reject(new CodedError('intake-closed', 'ingest is stopping'))
      if (unwritten + record.length > maxUnwritten)
        return Promise.reject(
          new CodedError('intake-overloaded', 'the disk does not keep up with the intake'),
        )
      if (end - (segments[0] ?? end) + unwritten > maxBytes)
        return Promise.reject(
          new CodedError(
            'intake-full',
            `the intake log has reached ${maxBytes} bytes: history does not take them`,
          ),
        )
      unwritten += record.length
      const done = new Promise<number>((resolve, reject) => waiting.push({ record, resolve, reject }))
      // Started in the next turn, so that messages arriving together share a sync.
      writing ??= new Promise<void>(resolve => setImmediate(resolve)).then(writeAll)
      return done
    },

    async *read(from) {
      let at = Math.max(from, segments[0] ?? end)
      while (at < end) {
        const i = segments.findLastIndex(start => start <= at)
        const stop = Math.min(segments[i + 1] ?? end, end)
        for await (const item of readSegment(folder, segments[i]!, at, stop)) {
          at = item.end
          yield item
        }
        if (at >= stop) continue
        damaged++
        at = stop
      }
    },

    frees: offset => segments.length > 1 && segments[1]! <= offset,

    async free(offset) {
      while (segments.length > 1 && segments[1]! <= offset) {
        const start = segments.shift()!
        await unlink(join(folder, segmentName(start)))
      }
    },

    get start() {
      return segments[0] ?? end
    },
    get end() {
      return end
    },
    get fault() {
      return fault
    },
    get damaged() {
      return damaged
    },

    async close() {
      closed = true
      await writing
      await file?.close()
    },
  }
}

async function soundEnd(folder: string, start: number): Promise<number> {
  const { size } = await stat(join(folder, segmentName(start)))
  let end = start
  for await (const item of readSegment(folder, start, start, start + size)) end = item.end
  return end
}

async function syncFolder(folder: string) {
  const handle = await open(folder, 'r')
  await handle.sync()
  await handle.close()
}
