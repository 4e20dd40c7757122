import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { packageRoot } from '../../runtime/root.ts'

/** The shared development data, or undefined where it is not there. */
export const dataFolder = [join(packageRoot, '../shared/data')].find(existsSync)

/** Lines of a gzipped text file, header first. */
export function linesOf(file: string): string[] {
  const text = gunzipSync(readFileSync(join(dataFolder!, file))).toString('utf8')
  return text.split(/\r?\n/).filter(line => line !== '')
}

/** Repeatable random numbers in 0…1 (mulberry32). */
export function random(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** The middle value; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}
