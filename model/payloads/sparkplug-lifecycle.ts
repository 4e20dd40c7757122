import type { Instant } from '../time.ts'
import type { Harvest } from './decoded.ts'
import type { Mapping } from './mapping.ts'
import { harvestNamed } from './named-values.ts'
import { rebirthCommand, type SparkplugMetric, type SparkplugPayload } from './sparkplug-metric.ts'
import {
  ASK_AGAIN,
  inSequence,
  metricKey,
  type NodeSession,
  type SparkplugSessions,
} from './sparkplug-session.ts'
import type { Names } from './topic.ts'

/** Where a message comes from; `device` is '' for the node itself. */
export interface Address {
  namespace: string
  group: string
  type: string
  edge: string
  device: string
}

/** What a message is about. */
export interface Context {
  harvest: Harvest
  mapping: Mapping
  sessions: SparkplugSessions
  session: NodeSession
  address: Address
  names: Names
  received: Instant
}

/** NBIRTH: the node introduces itself, everything before is forgotten. */
export function nodeBirth(context: Context, message: SparkplugPayload): void {
  const { session, sessions } = context
  sessions.clear(session)
  session.devices.clear()
  session.born = true
  session.trusted = true
  const seq = message.seq ?? 0
  session.seq = seq
  const bdSeq = message.metrics.find(metric => metric.name === 'bdSeq')?.value(undefined)
  if (typeof bdSeq === 'number') session.bdSeq = bdSeq
  else delete session.bdSeq
  delete session.asked
  learnAll(context, message)
}

/** DBIRTH: a device of the node introduces itself. */
export function deviceBirth(context: Context, message: SparkplugPayload): void {
  const { session, sessions, address } = context
  followed(context, message)
  sessions.clear(session, address.device)
  session.devices.add(address.device)
  learnAll(context, message)
}

function learnAll(context: Context, message: SparkplugPayload): void {
  for (const metric of message.metrics)
    context.sessions.learn(context.session, context.address.device, metric)
  for (const metric of message.metrics)
    if (!take(context, message, metric, metric.name, metric.datatype)) return
}

/** NDATA and DDATA: values by name, or by an alias that a birth gave. */
export function data(context: Context, message: SparkplugPayload): void {
  const { session, address, harvest } = context
  followed(context, message)
  for (const metric of message.metrics) {
    const born =
      metric.name === undefined
        ? session.trusted
          ? session.aliases.get(metric.alias ?? '')
          : undefined
        : session.metrics.get(metricKey(address.device, metric.name))
    const name = metric.name ?? born?.name
    if (name === undefined) {
      harvest.reject('unknown-alias', `the alias ${metric.alias ?? '(none)'} of ${address.edge} is not known`)
      askForBirth(context)
    } else if (!take(context, message, metric, name, metric.datatype ?? born?.datatype)) return
  }
}

/** Whether the message follows the last one of its node; when not, the node is asked to be born again. */
function followed(context: Context, message: SparkplugPayload): void {
  const { session, address, harvest } = context
  const known = session.born
  const follows = inSequence(session, message.seq)
  if (!known) harvest.reject('not-born', `${address.edge} sends data and was not born here`)
  else if (!follows)
    harvest.reject('out-of-sequence', `a message of ${address.edge} before ${message.seq} is missing`)
  if (!known || !follows) askForBirth(context)
}

function askForBirth({ harvest, session, address, received }: Context): void {
  if (session.asked !== undefined && received - session.asked < ASK_AGAIN && received >= session.asked) return
  session.asked = received
  harvest.rebirth = {
    topic: `${address.namespace}/${address.group}/NCMD/${address.edge}`,
    payload: rebirthCommand(received),
  }
}

function take(
  { harvest, mapping, names, received }: Context,
  message: SparkplugPayload,
  metric: SparkplugMetric,
  name: string | undefined,
  datatype: number | undefined,
): boolean {
  if (name === undefined || metric.transient || isControl(name)) return true
  const at = metric.timestamp ?? message.timestamp ?? received
  if (!(at > 0 && at <= 8.64e15)) {
    harvest.reject('time-invalid', `${name} is dated ${at}`)
    return true
  }
  const sample = {
    raw: metric.value(datatype),
    at,
    names,
    quality: metric.quality,
    historical: metric.historical,
  }
  return harvestNamed(harvest, mapping, name, sample, received)
}

function isControl(name: string): boolean {
  return name === 'bdSeq' || name.startsWith('Node Control/') || name.startsWith('Device Control/')
}

/** A node is dead when its broker says so; a will from before its last birth is not about it. */
export function nodeDeath(context: Context, message: SparkplugPayload): void {
  const { session } = context
  const bdSeq = message.metrics.find(metric => metric.name === 'bdSeq')?.value(undefined)
  if (typeof bdSeq === 'number' && session.bdSeq !== undefined && bdSeq !== session.bdSeq) return
  lose(context, undefined, context.received)
  session.born = false
  session.trusted = false
  session.devices.clear()
}

/** DDEATH: the device is lost, once. */
export function deviceDeath(context: Context, message: SparkplugPayload): void {
  const { session, address, received } = context
  followed(context, message)
  lose(context, address.device, message.timestamp ?? received)
  session.devices.delete(address.device)
}

/** Every mapped metric of the device (or of the node with its live devices) is unknown from now on. */
function lose(context: Context, device: string | undefined, at: Instant): void {
  const { harvest, mapping, session, names, received } = context
  if (!session.born || (device !== undefined && !session.devices.has(device))) return
  const { unmapped } = harvest
  for (const born of session.metrics.values()) {
    if (
      device === undefined ? born.device !== '' && !session.devices.has(born.device) : born.device !== device
    )
      continue
    if (isControl(born.name)) continue
    const sample = {
      raw: null,
      at,
      names: born.device === '' ? names : { ...names, device: born.device },
      quality: { quality: 'bad', reason: 'comm-failure' } as const,
    }
    if (!harvestNamed(harvest, mapping, born.name, sample, received)) break
  }
  harvest.unmapped = unmapped
}
