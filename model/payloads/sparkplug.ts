import type { Instant } from '../time.ts'
import { type Harvest, LIMITS } from './decoded.ts'
import type { Mapping } from './mapping.ts'
import {
  type Address,
  type Context,
  data,
  deviceBirth,
  deviceDeath,
  nodeBirth,
  nodeDeath,
} from './sparkplug-lifecycle.ts'
import { type SparkplugPayload, sparkplugPayload } from './sparkplug-metric.ts'
import type { SparkplugSessions } from './sparkplug-session.ts'

/**
 * Sparkplug B 3.0. A value's name is the metric's; `group`, `edge` and `device` fill in point ids. Births teach names
 * and aliases, a death makes every mapped metric bad/comm-failure, a gap in the sequence or data of a node that was
 * not born asks for a birth (at most every 30 s). Historical metrics go to the backlog.
 */
export function harvestSparkplug(
  harvest: Harvest,
  mapping: Mapping,
  sessions: SparkplugSessions,
  topic: string,
  payload: Uint8Array,
  received: Instant,
): Harvest {
  const address = addressOf(topic)
  if (!address) return topic.split('/')[1] === 'STATE' ? harvest : harvest.reject('topic-mismatch', topic)
  if (address.type.endsWith('CMD')) return harvest
  if (payload.length > LIMITS.bytes) return harvest.reject('too-large', `${payload.length} bytes`)
  const message = sparkplugPayload(payload)
  if (!message) return harvest.reject('not-protobuf', `${address.type} is no Sparkplug B payload`)
  const session = sessions.node(`${address.group}/${address.edge}`)
  const names = { ...mapping.topic.match(topic), group: address.group, edge: address.edge }
  const context: Context = {
    harvest,
    mapping,
    sessions,
    session,
    address,
    names: address.device === '' ? names : { ...names, device: address.device },
    received,
  }
  HANDLERS[address.type]!(context, message)
  return harvest.done()
}

const HANDLERS: Record<string, (context: Context, message: SparkplugPayload) => void> = {
  NBIRTH: nodeBirth,
  DBIRTH: deviceBirth,
  NDATA: data,
  DDATA: data,
  NDEATH: nodeDeath,
  DDEATH: deviceDeath,
  NCMD: () => {},
  DCMD: () => {},
}

function addressOf(topic: string): Address | undefined {
  const [namespace, group, type, edge, device = '', ...more] = topic.split('/')
  if (!namespace || !group || !type || !edge || more.length > 0 || !Object.hasOwn(HANDLERS, type))
    return undefined
  return type.startsWith('D') === (device !== '') ? { namespace, group, type, edge, device } : undefined
}
