import type { Instant } from '../time.ts'
import { harvestCjt188 } from './cjt188-message.ts'
import { type Decoded, Harvest, type UnitOf } from './decoded.ts'
import { jsonIn } from './json-text.ts'
import { harvestChirpstack, harvestThingsStack } from './lorawan.ts'
import { type Mapping, mappingOf } from './mapping.ts'
import { harvestPaths, withNames } from './path-values.ts'
import { harvestArray } from './point-array.ts'
import { harvestSenml } from './senml.ts'
import { type Form, PATH_FORMS, type PayloadSource } from './source.ts'
import { harvestSparkplug } from './sparkplug.ts'
import { SparkplugSessions } from './sparkplug-session.ts'
import { harvestTelegraf } from './telegraf.ts'
import { harvestThingsboard, harvestThingsboardGateway } from './thingsboard.ts'
import type { Names } from './topic.ts'

type JsonForm = (
  harvest: Harvest,
  mapping: Mapping,
  body: unknown,
  names: Names,
  received: Instant,
) => Harvest

const JSON_FORMS: Record<Exclude<Form, 'sparkplug' | 'cjt188'>, JsonForm> = {
  json: (harvest, mapping, body, names, received) =>
    harvestPaths(harvest, mapping, { body, names, received }),
  thingsboard: harvestThingsboard,
  'thingsboard-gateway': harvestThingsboardGateway,
  chirpstack: harvestChirpstack,
  tts: harvestThingsStack,
  array: harvestArray,
  senml: harvestSenml,
  telegraf: harvestTelegraf,
}

/** Understands the messages of one source. */
export interface PayloadDecoder {
  source: PayloadSource
  /** The MQTT filter to subscribe to. */
  filter: string
  /** Whether this source has anything to say about a topic. */
  matches(topic: string): boolean
  /** What a message says. Never throws: whatever cannot be used is named in `rejected`. */
  decode(topic: string, payload: Uint8Array, received: Instant): Decoded
}

/**
 * The decoder of a source. Throws an Error when a path or pattern of it cannot be compiled: see sourceMistakes.
 * @param timeZone IANA zone of local times where the source names none: the site's.
 * @param unitOf SI units of points: a value in a unit of another dimension is then bad/configuration.
 */
export function payloadDecoder(source: PayloadSource, timeZone = 'UTC', unitOf?: UnitOf): PayloadDecoder {
  const mapping = mappingOf(source, timeZone, PATH_FORMS.includes(source.form))
  const understanding = { mapping, sessions: new SparkplugSessions(), unitOf }
  return {
    source,
    filter: mapping.topic.filter,
    matches: topic => mapping.topic.match(topic) !== undefined,
    decode: (topic, payload, received) => guarded(understanding, topic, payload, received),
  }
}

const decoders = new WeakMap<PayloadSource, PayloadDecoder>()

/** What a message of this source says; the decoder (with its sessions) is kept as long as the source object is. */
export function decodePayload(
  source: PayloadSource,
  topic: string,
  payload: Uint8Array,
  received: Instant,
  timeZone?: string,
): Decoded {
  let decoder = decoders.get(source)
  if (!decoder) decoders.set(source, (decoder = payloadDecoder(source, timeZone)))
  return decoder.decode(topic, payload, received)
}

interface Understanding {
  mapping: Mapping
  /** What Sparkplug nodes said of themselves. */
  sessions: SparkplugSessions
  unitOf: UnitOf | undefined
}

function guarded(
  understanding: Understanding,
  topic: string,
  payload: Uint8Array,
  received: Instant,
): Decoded {
  const { mapping, unitOf } = understanding
  const harvest = new Harvest(unitOf)
  try {
    const names = mapping.topic.match(topic)
    if (!names) return harvest.reject('topic-mismatch', `${topic} is not ${mapping.source.topic}`)
    return decoded(harvest, understanding, names, topic, payload, received)
  } catch (error) {
    // Foreign bytes must never end a subscription, whatever they found in us.
    return new Harvest().reject('decoder-failed', String(error))
  }
}

function decoded(
  harvest: Harvest,
  { mapping, sessions }: Understanding,
  names: Names,
  topic: string,
  payload: Uint8Array,
  received: Instant,
): Harvest {
  const { form } = mapping.source
  if (form === 'sparkplug') return harvestSparkplug(harvest, mapping, sessions, topic, payload, received)
  if (form === 'cjt188') return harvestCjt188(harvest, mapping, payload, names, received)
  const json = jsonIn(payload)
  if ('rejected' in json) return harvest.reject(json.rejected.code, json.rejected.detail)
  return JSON_FORMS[form](harvest, mapping, json.value, withNames(names, mapping.names, json.value), received)
}
