import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../../runtime/root.ts'

interface Chunk {
  file: string
  css?: string[]
  imports?: string[]
}

/** Names of spaces, licences, and where a message of a library says to read on: words, never asked for. */
const WORDS =
  /^https?:\/\/(www\.w3\.org|react\.dev|maplibre\.org|maplibre\.invalid|github\.com|wiki\.openstreetmap\.org|react\.i18next\.com|bit\.ly\/wb-precache|localhost|\.$)/

describe('what is sent to a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'built-'))
  let manifest: Record<string, Chunk>
  beforeAll(async () => {
    // Under vitest this says "test", and then the libraries' development code would be built and weighed.
    const before = process.env.NODE_ENV
    process.env.NODE_ENV = 'production'
    try {
      await build({
        root: join(packageRoot, 'dashboard/web'),
        logLevel: 'error',
        build: { outDir: folder, emptyOutDir: true, manifest: true },
      })
    } finally {
      process.env.NODE_ENV = before
    }
    manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Everything that must be there before these modules run. */
  const closure = (...entries: string[]) => {
    const files = new Set<string>()
    const visit = (key: string) => {
      const chunk = manifest[key]
      if (!chunk) throw new RangeError(`no chunk ${key}`)
      if (files.has(chunk.file)) return
      files.add(chunk.file)
      for (const css of chunk.css ?? []) files.add(css)
      for (const next of chunk.imports ?? []) visit(next)
    }
    for (const entry of entries) visit(entry)
    return files
  }
  const kilobytes = (files: Iterable<string>, ending: string) => {
    const bytes = [...files]
      .filter(file => file.endsWith(ending))
      .reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0)
    return bytes / 1_000
  }
  const without = (files: Set<string>, ...others: Set<string>[]) =>
    [...files].filter(file => !others.some(other => other.has(file)))
  const shell = () => closure('index.html', 'alarms/page.tsx', 'tickets/page.tsx', 'i18n/zh.ts')

  test('names no other server, licences and names of spaces apart', () => {
    const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
      /\.(js|mjs|css|html|svg)$/.test(file),
    )
    const found = texts.flatMap(file =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/https?:\/\/[\w./-]+/g)].map(
        ([address]) => address,
      ),
    )
    expect(texts.length).toBeGreaterThan(20)
    expect([...new Set(found)].filter(address => !WORDS.test(address))).toEqual([])
  })

  test.each<[string, number, () => number]>([
    ['shell with lists of alarms and tickets: 300 kB', 300, () => kilobytes(shell(), '.js')],
    ['its styles: 20 kB', 20, () => kilobytes(shell(), '.css')],
    [
      'the map on top, its worker apart: 360 kB',
      360,
      () => kilobytes(without(closure('map/live-map.tsx'), shell()), '.js'),
    ],
    [
      'a chart on top: 40 kB',
      40,
      () => kilobytes(without(closure('trend/chart.tsx'), closure('map/live-map.tsx'), shell()), '.js'),
    ],
    ['the board on top: 60 kB', 60, () => kilobytes(without(closure('tickets/board.tsx'), shell()), '.js')],
  ])('stays in its budget, compressed: %s', (_, budget, size) => {
    const found = size()
    expect(found).toBeGreaterThan(1)
    expect(found).toBeLessThanOrEqual(budget)
  })
})
