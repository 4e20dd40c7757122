import type { Harvest } from './decoded.ts'
import { isObject, nameText } from './json-text.ts'
import type { Mapping } from './mapping.ts'
import { harvestPaths } from './path-values.ts'
import type { Names } from './topic.ts'

/**
 * ChirpStack uplinks, version 4 and version 3 (where `objectJSON` is a text and devEUI may be base64). Names:
 * `devEui` (lower-case hex), `deviceName`, `application`. Paths start at the message, e.g. `object.volume`.
 */
export function harvestChirpstack(
  harvest: Harvest,
  mapping: Mapping,
  message: unknown,
  names: Names,
  received: number,
): Harvest {
  if (!isObject(message)) return harvest.reject('not-this-form', 'is not an object')
  const object = isObject(message.object) ? message.object : parsed(message.objectJSON)
  if (!object)
    return harvest.reject('not-this-form', 'has no decoded object; give the device profile a codec')
  const info = isObject(message.deviceInfo) ? message.deviceInfo : message
  const known = given({
    devEui: devEui(info.devEui ?? info.devEUI),
    deviceName: nameText(info.deviceName),
    application: nameText(info.applicationName),
  })
  const time = message.time ?? firstGateway(message.rxInfo)
  return harvestPaths(harvest, mapping, {
    body: { ...message, object },
    names: { ...names, ...known },
    received,
    time,
  })
}

/**
 * The Things Stack v3 uplinks. Names: `device`, `devEui`, `application`. It leaves out fields that are 0, false or
 * empty: a mapping says with `missing` what their absence means, and that holds only where the payload was decoded.
 */
export function harvestThingsStack(
  harvest: Harvest,
  mapping: Mapping,
  message: unknown,
  names: Names,
  received: number,
): Harvest {
  const uplink = isObject(message) ? message.uplink_message : undefined
  if (!isObject(message) || !isObject(uplink)) return harvest.reject('not-this-form', 'is no uplink message')
  if (!isObject(uplink.decoded_payload))
    return harvest.reject('not-this-form', 'has no decoded payload; give the device a payload formatter')
  const ids = isObject(message.end_device_ids) ? message.end_device_ids : {}
  const application = isObject(ids.application_ids) ? ids.application_ids.application_id : undefined
  const known = given({
    device: nameText(ids.device_id),
    devEui: devEui(ids.dev_eui),
    application: nameText(application),
  })
  const time = uplink.received_at ?? message.received_at
  return harvestPaths(harvest, mapping, { body: message, names: { ...names, ...known }, received, time })
}

function parsed(text: unknown): Record<string, unknown> | undefined {
  if (typeof text !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function firstGateway(rxInfo: unknown): unknown {
  const first = Array.isArray(rxInfo) ? rxInfo[0] : undefined
  return isObject(first) ? first.time : undefined
}

/** Sixteen hex digits in lower case, whether the sender wrote hex or base64. */
function devEui(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (/^[0-9a-f]{16}$/i.test(value)) return value.toLowerCase()
  if (!/^[A-Za-z0-9+/]{11}=$/.test(value)) return undefined
  return [...atob(value)].map(char => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

function given(names: Record<string, string | undefined>): Names {
  return Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined)) as Names
}
