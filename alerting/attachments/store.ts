import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CodedError } from '../../runtime/config/problems.ts'

/** Kinds of file that are taken, by how they begin: what a sender calls them is not believed. */
const TYPES: readonly { type: string; begins: (bytes: Buffer) => boolean }[] = [
  { type: 'image/jpeg', begins: bytes => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
  { type: 'image/png', begins: bytes => bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47])) },
  {
    type: 'image/webp',
    begins: bytes =>
      bytes.subarray(0, 4).equals(Buffer.from('RIFF')) && bytes.subarray(8, 12).equals(Buffer.from('WEBP')),
  },
  { type: 'application/pdf', begins: bytes => bytes.subarray(0, 5).equals(Buffer.from('%PDF-')) },
]

/** Bytes of one file. */
export const LARGEST = 10 * 1024 * 1024

/** Files by the SHA-256 of their content: the same photo is kept once, and none can be exchanged unseen. */
export interface AttachmentStore {
  /** Durable when resolved. Throws `attachment-type` for what is no picture and no PDF, `attachment-store` when the disk fails. */
  put(bytes: Buffer): Promise<{ sha256: string; type: string; bytes: number }>
  /** The content, or undefined; `attachment-changed` when it is not what its hash says. */
  get(sha256: string): Promise<{ content: Buffer; type: string } | undefined>
}

/** Opens the store in a folder, made when missing. */
export async function openAttachments(folder: string): Promise<AttachmentStore> {
  await mkdir(folder, { recursive: true })
  const pathOf = (sha256: string) => join(folder, sha256)
  return {
    put: async bytes => {
      const type = typeOf(bytes)
      if (type === undefined) {
        throw new CodedError('attachment-type', 'only JPEG, PNG, WebP and PDF are taken')
      }
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      try {
        if (!(await exists(pathOf(sha256)))) await writeDurably(folder, pathOf(sha256), bytes)
      } catch (error) {
        const message = `the file cannot be kept: ${(error as Error).message}`
        throw new CodedError('attachment-store', message, { cause: error })
      }
      return { sha256, type, bytes: bytes.length }
    },
    get: async sha256 => {
      if (!/^[0-9a-f]{64}$/.test(sha256) || !(await exists(pathOf(sha256)))) return undefined
      const content = await readFile(pathOf(sha256))
      if (createHash('sha256').update(content).digest('hex') !== sha256) {
        throw new CodedError('attachment-changed', `the file ${sha256} was changed after it was stored`)
      }
      return { content, type: typeOf(content) ?? 'application/octet-stream' }
    },
  }
}

function typeOf(bytes: Buffer): string | undefined {
  return TYPES.find(({ begins }) => begins(bytes))?.type
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Written beside, synced, then named: a crash leaves the whole file or none. */
async function writeDurably(folder: string, path: string, bytes: Buffer): Promise<void> {
  const beside = join(folder, `.${randomUUID()}`)
  const file = await open(beside, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
  const directory = await open(folder)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
