import { Type } from 'typebox'
import { sourceMistakes } from '../model/payloads/check.ts'
import { type PayloadDecoder, payloadDecoder } from '../model/payloads/decode.ts'
import { PayloadSource } from '../model/payloads/source.ts'
import type { Bus, BusMessage } from '../runtime/bus.ts'
import type { Problem } from '../runtime/config/problems.ts'
import { checkYaml } from '../runtime/config/yaml.ts'
import type { Site } from '../runtime/site/site.ts'
import type { Door } from './intake/door.ts'

/** A file of `devices/` without a gateway: meters and loggers that publish to the central broker by themselves. */
export const SourcesFile = Type.Object(
  { sources: Type.Array(PayloadSource, { maxItems: 1_000 }) },
  { additionalProperties: false },
)

/** The central sources of a site. Everything wrong with them goes to `problems`, each with file, line and field. */
export function checkSources(site: Pick<Site, 'files'>, problems: Problem[]): PayloadSource[] {
  const seen = new Map<string, string>()
  return site.files.devices.flatMap(file => {
    if (!isCentral(file.value)) return []
    const sources = checkYaml(SourcesFile, file, problems)?.sources ?? []
    for (const [i, source] of sources.entries()) {
      const say = (path: (string | number)[], message: string) =>
        problems.push({
          file: file.path,
          line: file.lineOf(['sources', i, ...path]),
          field: `sources[${i}]${path.map(key => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')}`,
          message,
        })
      for (const { path, message } of sourceMistakes(source)) say(path, message)
      const first = seen.get(source.id)
      if (first) say(['id'], `"${source.id}" is already a source in ${first}`)
      else seen.set(source.id, file.path)
    }
    return sources
  })
}

/** Whether a devices file speaks of the central broker rather than of a gateway. */
function isCentral(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'sources' in value && !('gateway' in value)
}

export interface SourcesOptions {
  bus: Bus
  door: Door
  /** IANA zone of times that come without one. */
  timeZone: string
  /** SI unit of a point. */
  unitOf(point: string): string | undefined
  /** Messages that wait for the disk together. */
  atOnce: number
  now(): number
}

/**
 * Listens to devices that publish by themselves; what they say is durable before it is acknowledged. What fits no
 * source's mapping is acknowledged, counted and kept in quarantine. The returned function ends it.
 */
export async function listenToSources(
  sources: readonly PayloadSource[],
  { bus, door, timeZone, unitOf, atOnce, now }: SourcesOptions,
): Promise<() => Promise<void>> {
  const byFilter = new Map<string, PayloadDecoder[]>()
  for (const source of sources) {
    const decoder = payloadDecoder(source, timeZone, unitOf)
    byFilter.set(decoder.filter, [...(byFilter.get(decoder.filter) ?? []), decoder])
  }
  const ends = await Promise.all(
    [...byFilter].map(([filter, decoders]) =>
      bus.subscribe(filter, message => take(message, decoders, door, bus, now()), {
        qos: 1,
        beforeAck: true,
        atOnce,
      }),
    ),
  )
  return async () => {
    for (const end of ends) await end()
  }
}

async function take(
  { topic, payload }: BusMessage,
  decoders: readonly PayloadDecoder[],
  door: Door,
  bus: Bus,
  received: number,
): Promise<void> {
  const meant = decoders.filter(decoder => decoder.matches(topic))
  if (meant.length === 0) return door.refuse('undecodable', topic, 'no source maps this topic', payload)
  for (const decoder of meant) {
    const { readings, backlog, rejected, rebirth } = decoder.decode(topic, payload, received)
    if (rejected) {
      door.refuse(
        'undecodable',
        `${decoder.source.id} ${topic}`,
        `${rejected.code}: ${rejected.detail}`,
        payload,
      )
    }
    if (rebirth) bus.publish(rebirth.topic, rebirth.payload).catch(() => {})
    if (readings.length + backlog.length > 0) await door.takeReadings(decoder.source.id, readings, backlog)
  }
}
