import type { PayloadSource } from '../../model/payloads/source.ts'
import type { Site } from '../../runtime/site/site.ts'
import type { Source } from './sources.ts'

/**
 * Where points come from, as the site's devices files say it: gateway, line and device of what is polled, and the
 * source whose mapping can have made the point of a device that publishes itself. The files are the gateway's and are
 * checked there: what has another form here is passed over.
 */
export function sourcesInFiles({ files, points }: Pick<Site, 'files' | 'points'>): Map<string, Source> {
  const found = new Map<string, Source>()
  const publishers: { id: string; makes: RegExp[] }[] = []
  for (const { value } of files.devices) {
    const gateway = textOf(value, 'gateway')
    for (const source of listOf(value, 'sources')) {
      const id = textOf(source, 'id')
      if (id !== undefined && gateway === undefined) publishers.push({ id, makes: madeBy(source) })
    }
    if (gateway === undefined) continue
    for (const line of listOf(value, 'lines')) {
      for (const device of listOf(line, 'devices')) {
        const own = { ...pick('line', textOf(line, 'id')), ...pick('device', textOf(device, 'id')) }
        for (const point of routesOf(device)) found.set(point, { gateway, ...own })
      }
    }
  }
  for (const id of points.keys()) {
    if (found.has(id)) continue
    const publisher = publishers.find(({ makes }) => makes.some(pattern => pattern.test(id)))
    if (publisher) found.set(id, { publisher: publisher.id })
  }
  return found
}

/** Patterns of the point ids that a source's mapping makes, `{name}` standing for anything. */
function madeBy(source: unknown): RegExp[] {
  return listOf(source, 'values').flatMap(value => {
    const point = textOf(value, 'point' satisfies keyof PayloadSource['values'][number])
    if (point === undefined) return []
    const parts = point.split(/\{[^}]*\}/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return [new RegExp(`^${parts.join('.+')}$`)]
  })
}

function routesOf(device: unknown): string[] {
  const routes = fieldOf(device, 'points')
  if (typeof routes !== 'object' || routes === null) return []
  return Object.values(routes).flatMap((route: unknown) =>
    typeof route === 'string' ? [route] : (textOf(route, 'point') ?? []),
  )
}

const pick = <K extends string>(key: K, value: string | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [key in K]?: string }

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined
}

function textOf(value: unknown, key: string): string | undefined {
  const field = fieldOf(value, key)
  return typeof field === 'string' ? field : undefined
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const field = fieldOf(value, key)
  return Array.isArray(field) ? field : []
}
