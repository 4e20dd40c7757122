import proto from 'sparkplug-payload/lib/sparkplugPayloadProto.js'
import { fromOpc } from '../quality.ts'
import type { Sample } from './value.ts'

// The package's own decoder loses what it needs most: a metric with an alias has no datatype in it, and unsigned
// 32-bit values above 2^31 come out negative. Its generated protobuf classes are sound.
const { Payload } = proto.org.eclipse.tahu.protobuf
type Metric = InstanceType<typeof Payload.Metric>

const INT8 = 1
const INT16 = 2
const INT32 = 3
const INT64 = 4
const BOOLEAN = 11

/** A 64-bit number; a text where it is too large to be exact. */
export type Alias = number | string

/** A metric of a Sparkplug payload. `name` or `alias` is there, or both. */
export interface SparkplugMetric {
  name: string | undefined
  alias: Alias | undefined
  datatype: number | undefined
  /** ms */
  timestamp: number | undefined
  historical: boolean
  transient: boolean
  quality: Sample['quality']
  /** The value under the metric's datatype, or the one that a birth gave it; null when it is said to be null. */
  value(datatype: number | undefined): unknown
}

/** A Sparkplug B payload. */
export interface SparkplugPayload {
  timestamp: number | undefined
  seq: number | undefined
  metrics: SparkplugMetric[]
}

/** Reads the protobuf bytes; undefined when they are none. */
export function sparkplugPayload(bytes: Uint8Array): SparkplugPayload | undefined {
  try {
    const payload = Payload.decode(bytes)
    return {
      timestamp: has(payload, 'timestamp') ? exact(payload.timestamp) : undefined,
      seq: has(payload, 'seq') ? exact(payload.seq) : undefined,
      metrics: payload.metrics.map(metric => read(metric as Metric)),
    }
  } catch {
    return undefined
  }
}

/** The command by which a host asks a node to be born again. */
export function rebirthCommand(now: number): Uint8Array {
  const metric = { name: 'Node Control/Rebirth', timestamp: now, datatype: BOOLEAN, booleanValue: true }
  return Payload.encode(Payload.create({ timestamp: now, metrics: [metric] })).finish()
}

function read(metric: Metric): SparkplugMetric {
  return {
    name: has(metric, 'name') && metric.name !== '' ? metric.name : undefined,
    alias: has(metric, 'alias') ? aliasOf(metric.alias) : undefined,
    datatype: has(metric, 'datatype') && metric.datatype > 0 ? metric.datatype : undefined,
    timestamp: has(metric, 'timestamp') ? exact(metric.timestamp) : undefined,
    historical: metric.isHistorical === true,
    transient: metric.isTransient === true,
    quality: qualityOf(metric),
    value: datatype => carried(metric, datatype),
  }
}

/** The package's 64-bit numbers, without a way through decimal text. */
function exact(value: number | { toNumber(): number } | null | undefined): number {
  return typeof value === 'number' ? value : (value?.toNumber() ?? Number.NaN)
}

function aliasOf(alias: Metric['alias']): Alias {
  const number = exact(alias)
  return Number.isSafeInteger(number) ? number : String(alias)
}

function carried(metric: Metric, datatype: number | undefined): unknown {
  if (metric.isNull) return null
  switch (metric.value) {
    case 'intValue':
      return whole(metric.intValue ?? 0, datatype)
    case 'longValue':
      return datatype === INT64 ? signed64(BigInt(String(metric.longValue))) : exact(metric.longValue)
    case 'floatValue':
      return metric.floatValue
    case 'doubleValue':
      return metric.doubleValue
    case 'booleanValue':
      return metric.booleanValue
    case 'stringValue':
      return metric.stringValue
    case undefined:
      return null
    default:
      return {} // data sets, files and templates are no readings
  }
}

/** int_value is unsigned on the wire whatever the datatype; senders differ in how far they widen a negative one. */
function whole(value: number, datatype: number | undefined): number {
  if (datatype === INT8) return (value << 24) >> 24
  if (datatype === INT16) return (value << 16) >> 16
  return datatype === INT32 ? value | 0 : value >>> 0
}

function signed64(value: bigint): number {
  return Number(BigInt.asIntN(64, value))
}

function qualityOf(metric: Metric): Sample['quality'] {
  const at = metric.properties?.keys?.indexOf('Quality') ?? -1
  const value = at < 0 ? undefined : metric.properties?.values?.[at]
  if (!value) return undefined
  const code = value.intValue ?? (value.longValue == null ? undefined : exact(value.longValue))
  return code == null ? undefined : fromOpc(code)
}

function has(message: object, key: string): boolean {
  return Object.hasOwn(message, key) && (message as Record<string, unknown>)[key] != null
}
