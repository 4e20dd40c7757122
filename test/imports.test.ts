import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

/** The table of docs/architecture.md: what each folder may import of ours. */
const MAY: Record<string, string[] | 'anything'> = {
  model: [],
  runtime: ['model'],
  gateway: ['model', 'runtime'],
  ingest: ['model', 'runtime'],
  alerting: ['model', 'runtime'],
  'dashboard/server': ['model', 'runtime'],
  'dashboard/web': ['model'],
  simulators: 'anything',
  cli: 'anything',
  test: 'anything',
  bench: 'anything',
}
const roomOf = (file: string) =>
  Object.keys(MAY)
    .filter(room => file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0]

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(file => /\.tsx?$/.test(file) && !/(^|\/)(node_modules|dist|data)\//.test(file))
  .filter(file => roomOf(file) !== undefined)

/** Every relative import of a file as [specifier, target path from the root, type only]. */
function importsOf(file: string) {
  const text = readFileSync(join(root, file), 'utf8')
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g
  return [...text.matchAll(pattern)]
    .map(match => match[1] ?? match[2]!)
    .filter(specifier => specifier.startsWith('.'))
    .map(specifier => relative(root, resolve(root, dirname(file), specifier)))
}

describe('import rule', () => {
  test('each folder imports only what the architecture allows', () => {
    const offenders = sources.flatMap(file => {
      const room = roomOf(file)!
      const allowed = MAY[room]!
      if (allowed === 'anything') return []
      return importsOf(file)
        .filter(target => {
          const there = roomOf(target)
          return there !== undefined && there !== room && !allowed.includes(there)
        })
        .map(target => `${file} imports ${target}`)
    })
    expect(offenders).toEqual([])
  })

  test('the model does no I/O', () => {
    const offenders = sources
      .filter(file => file.startsWith('model/'))
      .filter(file => /from '(node:|mqtt|fastify|pino|undici)/.test(readFileSync(join(root, file), 'utf8')))
    expect(offenders).toEqual([])
  })

  test('there is no circle of imports', () => {
    const graph = new Map(sources.map(file => [file, importsOf(file)]))
    const circles: string[] = []
    const done = new Set<string>()
    const walk = (file: string, trail: string[]) => {
      const at = trail.indexOf(file)
      if (at >= 0) circles.push([...trail.slice(at), file].join(' → '))
      if (at >= 0 || done.has(file)) return
      for (const next of graph.get(file) ?? []) walk(next, [...trail, file])
      done.add(file)
    }
    for (const file of sources) walk(file, [])
    expect(circles).toEqual([])
  })

  test('only the command line reads the environment', () => {
    const offenders = sources
      .filter(file => !/^(cli|test|bench)\//.test(file))
      .filter(file => readFileSync(join(root, file), 'utf8').includes('process.env'))
    expect(offenders).toEqual([])
  })
})
