import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CodedError } from '../../runtime/config/problems.ts'

/** A data folder that is ours alone until `release`. */
export interface DataDir {
  path: string
  /** A sub-folder, made when missing. */
  folder(name: string): string
  release(): void
}

/**
 * Takes the data folder for this process. Two platforms on one folder would each overwrite the other's memory.
 * @throws CodedError `data-dir-in-use` when a living process holds it, `data-dir-unusable` when it cannot be written.
 */
export function takeDataDir(folder: string): DataDir {
  const path = resolve(folder)
  const lock = join(path, 'standpipe.pid')
  try {
    mkdirSync(path, { recursive: true })
    const holder = holderOf(lock)
    if (holder !== undefined) {
      throw new CodedError(
        'data-dir-in-use',
        `${path} is in use by process ${holder}. Stop that one, or give another folder with --data-dir.`,
      )
    }
    writeFileSync(lock, `${process.pid} ${birthOf(process.pid)}`)
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw new CodedError(
      'data-dir-unusable',
      `the data folder ${path} cannot be written: ${(error as Error).message}`,
    )
  }
  return {
    path,
    folder: name => {
      const sub = join(path, name)
      mkdirSync(sub, { recursive: true })
      return sub
    },
    release: () => rmSync(lock, { force: true }),
  }
}

function holderOf(lock: string): number | undefined {
  let content: string
  try {
    content = readFileSync(lock, 'utf8')
  } catch {
    return undefined
  }
  const [number, birth = ''] = content.split(' ')
  const pid = Number(number)
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return undefined
  return lives(pid) && birthOf(pid) === birth ? pid : undefined
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When a process began, so that a re-used number after a power cut does not look like the old holder; Linux only. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
