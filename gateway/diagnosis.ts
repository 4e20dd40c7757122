import type { DeviceState } from '../model/gateway-state.ts'
import type { Quality, Reason } from '../model/quality.ts'
import type { Raw } from './decode/raw.ts'
import type { DevicePoll } from './poll/device.ts'

/** One value of a device: from its registers to the reading. */
export interface ValueDiagnosis {
  key: string
  name: string
  address: number | string
  raw: Raw
  /** What the raw value stands for, where the profile lists it. */
  means?: string
  point: string
  value: number | null
  quality: Quality
  reason?: Reason
}

/** Everything a technician wants to see of one device. */
export interface DeviceDiagnosis {
  state: DeviceState
  profile: { id: string; vendor: string; model: string; grade: string }
  unit: number
  asked: { about: string; sent: string; answered: string }[]
  values: ValueDiagnosis[]
}

/** The device's last round, from the bytes on the wire to the readings. */
export function diagnose(device: DevicePoll, line: string): DeviceDiagnosis {
  const { target } = device
  const { id, vendor, model, grade } = target.profile
  return {
    state: device.state(line),
    profile: { id, vendor, model, grade },
    unit: target.unit,
    asked: device.asked.map(({ about, sent, answered }) => ({
      about,
      sent: hex(sent),
      answered: hex(answered),
    })),
    values: device.offers.map(({ point, value, quality, reason }, i) => {
      const { key } = target.routes[i]!
      const { name, address, enum: meanings } = target.points.get(key)!
      const raw = device.answers?.raw(key) ?? null
      const means = meanings?.[String(raw)]
      return {
        key,
        name,
        address,
        raw,
        ...(means === undefined ? {} : { means }),
        point,
        value,
        quality,
        ...(reason === undefined ? {} : { reason }),
      }
    }),
  }
}

function hex(bytes: Buffer): string {
  return bytes
    .toString('hex')
    .toUpperCase()
    .replace(/(..)(?=.)/g, '$1 ')
}
