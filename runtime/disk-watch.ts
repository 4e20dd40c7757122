import { statfs } from 'node:fs/promises'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { gauge } from './metrics.ts'

const MIB = 1024 * 1024

/** Real ms between two looks. */
const LOOK = 2_000

/** How much room is left: enough, little (somebody should make some), or none that anything could be written to. */
export type Room = 'enough' | 'low' | 'full'

/** What a disk with so many bytes free of so many has. */
export function roomOf(free: number, size: number): Room {
  if (free < Math.min(4 * MIB, size / 50)) return 'full'
  return free < Math.min(512 * MIB, size / 20) ? 'low' : 'enough'
}

export interface DiskWatchOptions {
  folder: string
  log: Logger
  metrics: Registry
  /** Free and whole room of the folder's disk for an ordinary user, bytes. */
  look?: (folder: string) => Promise<{ free: number; size: number }>
  every?: number
}

/**
 * Says once when the disk of a data folder runs low, when it is full and when there is room again, and shows what is
 * free as `data_disk_free_bytes`. Each store says for itself what it could not write; this says why and what to do.
 */
export function watchDisk(options: DiskWatchOptions): { stop(): Promise<void> } {
  const { folder, log, metrics, look = onDisk, every = LOOK } = options
  let free = Number.NaN
  let room: Room = 'enough'
  let stopped = false
  gauge(metrics, 'data_disk_free_bytes', 'Free on the disk of the data folder', { collect: () => free })

  const round = async () => {
    const disk = await look(folder).catch(() => undefined)
    if (!disk || stopped) return
    free = disk.free
    const now = roomOf(disk.free, disk.size)
    if (now === room) return
    const about = { folder, freeMiB: Math.floor(free / MIB) }
    if (now === 'full') log.error(about, FULL)
    else if (room === 'full') log.warn(about, 'there is room on the disk again: what waited is taken in')
    else if (now === 'low')
      log.warn(about, 'the disk of the data folder is nearly full: make room, or move the folder')
    room = now
  }
  const timer = setInterval(() => void round(), every)
  void round()
  return {
    stop: async () => {
      stopped = true
      clearInterval(timer)
    },
  }
}

const FULL =
  'the disk of the data folder is full: nothing new is kept or acknowledged until there is room. Readings wait where ' +
  'they come from; nothing acknowledged is lost. Make room: it goes on by itself'

async function onDisk(folder: string): Promise<{ free: number; size: number }> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { free: bavail * bsize, size: blocks * bsize }
}
