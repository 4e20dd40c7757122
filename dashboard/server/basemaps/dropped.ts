import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PMTiles, type Source, TileType } from 'pmtiles'
import type { BasemapInfo } from '../../../model/screen.ts'

/** `name.pmtiles`, or `name.gcj02.pmtiles` for one whose places are not where they are said to be. */
const FILE = /^([\w][\w -]*?)(?:\.(gcj02|wgs84|cgcs2000))?\.pmtiles$/
/** More are not looked into. */
const MOST_FILES = 50

interface Known {
  stamp: string
  info: BasemapInfo
}

/** The PMTiles files in a folder, as they are now: one that is dropped there is found the next time somebody asks. */
export class DroppedBasemaps {
  readonly folder: string
  readonly #known = new Map<string, Known>()

  constructor(folder: string) {
    this.folder = folder
  }

  /** All of them by name; one that cannot be read says why, for whoever put it there. */
  async list(): Promise<BasemapInfo[]> {
    const names = await readdir(this.folder).catch(() => [])
    const files = names
      .filter(name => FILE.test(name))
      .sort()
      .slice(0, MOST_FILES)
    const all = await Promise.all(files.map(file => this.#look(file)))
    return all.filter(info => info !== undefined)
  }

  /** Whether this is the name of a file that may be sent. */
  static isName(file: string): boolean {
    return FILE.test(file)
  }

  async #look(file: string): Promise<BasemapInfo | undefined> {
    const path = join(this.folder, file)
    const about = await stat(path).catch(() => undefined)
    if (!about?.isFile()) return undefined
    const stamp = `${about.size}-${Math.round(about.mtimeMs)}`
    const known = this.#known.get(file)
    if (known?.stamp === stamp) return known.info
    const info = await read(path, file, stamp, about.size)
    this.#known.set(file, { stamp, info })
    return info
  }
}

async function read(path: string, file: string, version: string, bytes: number): Promise<BasemapInfo> {
  const [, name = file, datum = 'wgs84'] = FILE.exec(file) ?? []
  const about = { file, name, version, bytes, datum: datum === 'gcj02' ? 'gcj02' : 'wgs84' } as const
  let handle: FileHandle | undefined
  try {
    handle = await open(path)
    const { tileType, minZoom, maxZoom, minLon, minLat, maxLon, maxLat } = await new PMTiles(
      sourceOf(handle, file),
    ).getHeader()
    if (tileType === TileType.Unknown || maxZoom < minZoom) throw new Error('not a tile archive')
    return {
      ...about,
      kind: tileType === TileType.Mvt ? 'vector' : 'raster',
      minZoom,
      maxZoom,
      bounds: [minLon, minLat, maxLon, maxLat],
    }
  } catch {
    return { ...about, fault: 'unreadable' }
  } finally {
    await handle?.close()
  }
}

function sourceOf(handle: FileHandle, key: string): Source {
  return {
    getKey: () => key,
    getBytes: async (offset, length) => {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, offset)
      return { data: buffer.buffer.slice(0, bytesRead) as ArrayBuffer }
    },
  }
}
