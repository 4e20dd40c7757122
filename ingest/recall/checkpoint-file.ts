import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import { CodedError } from '../../runtime/config/problems.ts'
import type { Kept } from '../detectors/kept.ts'

/** What stands at the head of a checkpoint. */
export interface Head {
  key: string
  /** When it was begun. */
  at: number
  /** Everything in the intake log before this offset is in it. */
  offset: number
  pieces: number
}

/** Bytes before each record: its length and its check sum. */
const HEAD = 8
const NAME = 'STANDPIPE-CHECKPOINT'

/**
 * Writes a checkpoint beside the old one and puts it in its place once it is complete and on disk. Between two pieces
 * other work goes on. `ready` is waited for before the old one is replaced.
 */
export async function writeCheckpoint(
  file: string,
  head: Omit<Head, 'pieces'>,
  pieces: readonly Kept[],
  ready: () => Promise<void>,
): Promise<void> {
  const next = `${file}.new`
  const handle = await open(next, 'w')
  try {
    const first: Head = { ...head, pieces: pieces.length }
    await put(handle, Buffer.from(`${NAME} ${JSON.stringify(first)}`))
    for (const piece of pieces) await put(handle, serialize(piece.save()))
    await ready()
    await handle.datasync()
  } catch (error) {
    await handle.close()
    await rm(next, { force: true })
    throw error
  }
  await handle.close()
  await rename(next, file)
  const folder = await open(dirname(file), 'r')
  await folder.sync().finally(() => folder.close())
}

async function put(handle: FileHandle, bytes: Uint8Array) {
  const head = Buffer.alloc(HEAD)
  head.writeUInt32LE(bytes.length, 0)
  head.writeUInt32LE(crc32(bytes), 4)
  await handle.writev([head, bytes])
}

/** A checkpoint that has been opened: its head, and its pieces one by one. */
export interface Opened {
  head: Head
  /** Puts `pieces` where the saved ones were. @throws CodedError `checkpoint-broken`: then they are no good */
  load(pieces: readonly Kept[]): Promise<void>
  close(): Promise<void>
}

/** Undefined where there is none. @throws CodedError `checkpoint-broken` naming the file, for one that cannot be read */
export async function openCheckpoint(file: string): Promise<Opened | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })
  if (!handle) return undefined
  const broken = (why: string) =>
    new CodedError('checkpoint-broken', `${file}: ${why}; what the detectors knew is made anew from history`)
  const { size } = await handle.stat()
  let at = 0
  const next = async () => {
    const start = await read(handle, at, HEAD)
    const length = start?.readUInt32LE(0) ?? 0
    if (!start || at + HEAD + length > size) throw broken(`it ends at byte ${size}, too early`)
    const bytes = await read(handle, at + HEAD, length)
    if (!bytes || crc32(bytes) !== start.readUInt32LE(4)) throw broken(`damaged at byte ${at}`)
    at += HEAD + length
    return bytes
  }
  try {
    const text = (await next()).toString('utf8')
    if (!text.startsWith(`${NAME} `)) throw broken('not a checkpoint')
    const head = JSON.parse(text.slice(NAME.length + 1)) as Head
    return {
      head,
      async load(pieces) {
        if (pieces.length !== head.pieces) throw broken(`${head.pieces} pieces, not ${pieces.length}`)
        for (const piece of pieces) piece.load(deserialize(await next()))
      },
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function read(handle: FileHandle, at: number, length: number): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafe(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, at + done)
    if (bytesRead === 0) return undefined
    done += bytesRead
  }
  return bytes
}
