import { randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../../model/time.ts'
import { readIdentity, type SpoolIdentity, writeIdentity } from './identity.ts'
import { decodeRecords, encodeRecord, type Record } from './record.ts'
import { listSegments, type Segment, segmentName } from './segments.ts'

export interface SpoolOptions {
  folder: string
  maxBytes: number
  /** ms a batch is kept. */
  maxAge: number
  /** Bytes after which a new file is begun. */
  segmentBytes?: number
}

/** What was lost because the spool was full, too old or damaged. */
export interface Losses {
  batches: number
  readings: number
  /** Device time of the oldest and the newest reading lost. */
  gap?: [Instant, Instant]
}

export interface Spool {
  readonly id: string
  /** Lowest number held (one more than the newest when empty), and the newest given out. */
  readonly oldest: number
  readonly last: number
  readonly bytes: number
  readonly losses: Losses
  /** Newest number that was on disk when this spool was opened, and the id it had then. */
  readonly found: { id: string | undefined; last: number }
  /** Appends a batch; resolves with its record when the operating system has it (it then survives our death). */
  append(batch: Omit<Record, 'seq'>): Promise<Record>
  /** Batches [from, …) in order, at most `most`; numbers that are missing on disk are missing here. */
  read(from: number, most: number): Promise<Record[]>
  /** Frees everything up to `seq`. */
  free(seq: number): Promise<void>
  /** Drops batches older than the allowed age at `now`. */
  expire(now: Instant): Promise<void>
  /** Forces everything to the disk itself. */
  sync(): Promise<void>
  /** Gives the stream a new name, after its numbers turned out to be used up by a lost life of it. */
  rename(): Promise<void>
  close(): Promise<void>
}

const SEGMENT = 4 * 1024 * 1024

/**
 * Unsent batches on disk: append-only files, each named after its first number. A batch is written by one write()
 * before anything else happens with it, so it survives the death of the process; `sync` is for the death of the
 * machine. A torn or damaged record costs itself only.
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, maxBytes, maxAge, segmentBytes = Math.min(SEGMENT, options.maxBytes / 4) } = options
  await mkdir(folder, { recursive: true })
  const identity = await readIdentity(folder)
  const segments = await listSegments(folder)
  const fresh: SpoolIdentity = {
    // After an unclean end numbers may have been given out that the disk has forgotten.
    id: identity?.clean ? identity.id : randomUUID(),
    clean: false,
    freed: identity?.freed ?? 0,
    losses: identity?.losses ?? { batches: 0, readings: 0 },
  }
  let last = await recover(folder, segments, fresh.freed)
  const found = { id: identity?.id, last }
  let freed = Math.max(fresh.freed, (segments[0]?.first ?? last + 1) - 1)
  let file: FileHandle | undefined
  let tail: Promise<unknown> = writeIdentity(folder, fresh)
  let cached: { name: string; records: Record[]; size: number } | undefined

  /** One disk operation at a time, in order. */
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const done = tail.then(task, task)
    tail = done.catch(() => {})
    return done
  }
  const remember = () => writeIdentity(folder, { ...fresh, freed })
  const total = () => segments.reduce((sum, segment) => sum + segment.bytes, 0)

  /** A file is dropped as a whole, so it must not span much of the time that batches are kept. */
  const isWide = ({ began }: Segment, at: Instant) => began > 0 && at - began > maxAge / 4

  const current = async (at: Instant): Promise<Segment> => {
    const newest = segments.at(-1)
    if (newest && newest.bytes < segmentBytes && !isWide(newest, at)) {
      file ??= await open(join(folder, newest.name), 'a')
      return newest
    }
    const full = file
    file = undefined
    await full?.datasync()
    await full?.close()
    const segment: Segment = { name: segmentName(last + 1), first: last + 1, bytes: 0, newest: 0, began: at }
    file = await open(join(folder, segment.name), 'a')
    segments.push(segment)
    return segment
  }

  const recordsOf = async (segment: Segment): Promise<Record[]> => {
    if (cached?.name === segment.name && cached.size === segment.bytes) return cached.records
    const { records } = decodeRecords(await readFile(join(folder, segment.name)))
    cached = { name: segment.name, records, size: segment.bytes }
    const end = segments[segments.indexOf(segment) + 1]?.first ?? last + 1
    const damaged = end - segment.first - records.length - (segment.damaged ?? 0)
    if (damaged > 0) {
      segment.damaged = (segment.damaged ?? 0) + damaged
      fresh.losses.batches += damaged
      await remember()
    }
    return records
  }

  const removeFirst = async () => {
    const segment = segments.shift()!
    if (cached?.name === segment.name) cached = undefined
    await unlink(join(folder, segment.name))
  }

  const loseFirst = async () => {
    const segment = segments[0]!
    const records = (await recordsOf(segment)).filter(record => record.seq > freed)
    const { losses } = fresh
    losses.batches += records.length
    for (const { readings, from, to } of records) {
      losses.readings += readings
      losses.gap = losses.gap ? [Math.min(losses.gap[0], from), Math.max(losses.gap[1], to)] : [from, to]
    }
    freed = Math.max(freed, (segments[1]?.first ?? last + 1) - 1)
    await removeFirst()
    await remember()
  }

  return {
    get id() {
      return fresh.id
    },
    get oldest() {
      return freed + 1
    },
    get last() {
      return last
    },
    get bytes() {
      return total()
    },
    get losses() {
      return fresh.losses
    },
    found,
    append: batch =>
      inTurn(async () => {
        while (segments.length > 1 && total() + batch.body.length > maxBytes) await loseFirst()
        const segment = await current(batch.to)
        const record = { ...batch, seq: last + 1 }
        const bytes = encodeRecord(record)
        await writeWhole(file!, bytes, join(folder, segment.name), segment.bytes)
        last = record.seq
        segment.bytes += bytes.length
        segment.newest = Math.max(segment.newest, record.to)
        segment.began ||= record.to
        return record
      }),
    read: (from, most) =>
      inTurn(async () => {
        const out: Record[] = []
        for (const [i, segment] of segments.entries()) {
          if ((segments[i + 1]?.first ?? Number.POSITIVE_INFINITY) <= from) continue
          for (const record of await recordsOf(segment)) {
            if (record.seq >= from && record.seq > freed) out.push(record)
            if (out.length === most) return out
          }
        }
        return out
      }),
    free: seq =>
      inTurn(async () => {
        if (seq <= freed) return
        freed = Math.min(seq, last)
        let removed = false
        while (segments.length > 1 && segments[1]!.first <= freed + 1) {
          await removeFirst()
          removed = true
        }
        if (removed) await remember()
      }),
    expire: now =>
      inTurn(async () => {
        while (segments.length > 1) {
          const segment = segments[0]!
          if (segment.newest === 0)
            for (const { to } of await recordsOf(segment)) segment.newest = Math.max(segment.newest, to)
          if (segment.newest >= now - maxAge) return
          await loseFirst()
        }
      }),
    sync: () => inTurn(async () => file?.datasync()),
    rename: () =>
      inTurn(async () => {
        fresh.id = randomUUID()
        await remember()
      }),
    close: () =>
      inTurn(async () => {
        await file?.datasync()
        await file?.close()
        file = undefined
        await writeIdentity(folder, { ...fresh, freed, clean: true })
      }),
  }
}

/** Appends all of it or nothing: after a failed write the file is cut back, so that no torn record stays inside. */
async function writeWhole(file: FileHandle, bytes: Buffer, path: string, size: number): Promise<void> {
  try {
    await file.appendFile(bytes)
  } catch (error) {
    await file.truncate(size).catch(() => {})
    throw Object.assign(error as Error, { path })
  }
}

/** Cuts a torn end off the newest file and finds the newest number. */
async function recover(folder: string, segments: Segment[], freed: number): Promise<number> {
  const newest = segments.at(-1)
  if (!newest) return freed
  const path = join(folder, newest.name)
  const { records } = decodeRecords(await readFile(path))
  const end = records.at(-1)?.end ?? 0
  if (end < newest.bytes) {
    const file = await open(path, 'r+')
    await file.truncate(end)
    await file.sync()
    await file.close()
    newest.bytes = end
  }
  newest.newest = Math.max(0, ...records.map(record => record.to))
  return Math.max(freed, newest.first - 1, records.at(-1)?.seq ?? 0)
}
