import type { Instant } from '../time.ts'
import { type Harvest, LIMITS } from './decoded.ts'
import { isObject, nameText } from './json-text.ts'
import type { Mapping } from './mapping.ts'
import { harvestNamed } from './named-values.ts'
import { stampOf } from './path-values.ts'
import type { Names } from './topic.ts'
import { gradeOf } from './value.ts'

/** Lists of points: `[{"tag":"PS021.P1.freq","value":48.2,"quality":192,"timestamp":…}]`. */
export function harvestArray(
  harvest: Harvest,
  mapping: Mapping,
  body: unknown,
  names: Names,
  received: Instant,
): Harvest {
  const list = mapping.items.first(body)
  if (!Array.isArray(list)) return harvest.reject('not-this-form', 'holds no list of points')
  const {
    name = 'tag',
    value = 'value',
    time = 'timestamp',
    quality = 'quality',
  } = mapping.source.items ?? {}
  const message = mapping.time?.path.first(body)
  for (const item of list.slice(0, LIMITS.readings + 1)) {
    const field = (key: string) => (isObject(item) && Object.hasOwn(item, key) ? item[key] : undefined)
    const tag = nameText(field(name))
    if (tag === undefined) {
      harvest.reject('not-this-form', `an item has no ${name}`)
      continue
    }
    const stamp = stampOf(harvest, field(time) ?? message, mapping.time?.format, mapping.zone, received)
    if (!stamp) continue
    const sample = { raw: field(value), ...stamp, names, quality: gradeOf(field(quality)) }
    if (!harvestNamed(harvest, mapping, tag, sample, received)) break
  }
  return harvest.done()
}
