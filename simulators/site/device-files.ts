import { stringify } from 'yaml'
import type { PayloadSource } from '../../model/payloads/source.ts'
import type { Address } from '../devices/field.ts'
import { LOGGER_TOPIC } from '../devices/loggers.ts'
import type { DevicePlan } from '../devices/plan.ts'
import type { InstrumentPlan } from '../devices/planning.ts'
import { TRUNK_ZONE } from '../town/mains.ts'

/** Districts a gateway collects from. */
const ZONES_A_GATEWAY = 2
/** A device that does not answer in this time, ms, will not. */
const TIMEOUT = 500

/** Which gateway collects from a zone: one for the trunk mains and works, one for every few districts. */
export function gatewayOf(zone: string, zones: readonly string[]): string {
  if (zone === TRUNK_ZONE) return 'GW-TRUNK'
  const districts = zones.filter(id => id !== TRUNK_ZONE)
  const n = Math.floor(districts.indexOf(zone) / ZONES_A_GATEWAY) + 1
  return `GW-${String(n).padStart(2, '0')}`
}

/** The files of a site's `devices/` folder: one gateway each, and the devices that publish by themselves. */
export function deviceFiles(
  plan: InstrumentPlan,
  zones: readonly string[],
  modbus: { host: string; addresses: ReadonlyMap<string, Address> },
): Record<string, string> {
  const byGateway = new Map<string, DevicePlan[]>()
  for (const device of plan.devices) {
    const gateway = gatewayOf(device.zone, zones)
    byGateway.set(gateway, [...(byGateway.get(gateway) ?? []), device])
  }
  const files: Record<string, string> = {}
  for (const [gateway, devices] of byGateway) {
    files[`${gateway.toLowerCase()}.yaml`] = stringify({
      gateway,
      zone: devices[0]!.zone,
      lines: linesOf(gateway, devices, modbus),
    })
  }
  files['telemetry.yaml'] = stringify({ sources: sourcesOf(plan) })
  return files
}

function linesOf(
  gateway: string,
  devices: readonly DevicePlan[],
  modbus: { host: string; addresses: ReadonlyMap<string, Address> },
) {
  const byPort = new Map<number, { plan: DevicePlan; unit: number }[]>()
  for (const plan of devices) {
    const { port, unit } = modbus.addresses.get(plan.id)!
    byPort.set(port, [...(byPort.get(port) ?? []), { plan, unit }])
  }
  return [...byPort].map(([port, behind], n) => ({
    id: `${gateway}-L${n + 1}`,
    tcp: `${modbus.host}:${port}`,
    timeout: TIMEOUT,
    retries: 0,
    devices: behind.map(({ plan: { id, profile, period, points }, unit }) => ({
      id,
      unit,
      profile,
      period,
      points: Object.fromEntries(
        Object.entries(points).map(([key, route]) => [key, route.unit === undefined ? route.point : route]),
      ),
    })),
  }))
}

/** How loggers and smart meters speak, for whoever listens at the broker. */
export function sourcesOf(plan: InstrumentPlan): PayloadSource[] {
  const loggers: PayloadSource = {
    id: 'pressure-loggers',
    topic: LOGGER_TOPIC,
    form: 'thingsboard-gateway',
    values: [
      { path: 'pressure', point: '{device}.pressure', unit: 'MPa' },
      { path: 'battery', point: '{device}.battery', unit: 'V' },
    ],
  }
  const meters: PayloadSource = {
    id: 'smart-meters',
    topic: 'application/{application}/device/{eui}/event/up',
    form: 'chirpstack',
    values: [
      { path: 'object.leak', point: '{deviceName}.leak' },
      { path: 'object.volume', point: '{deviceName}.volume', unit: 'm3' },
      {
        each: 'object.values[*]',
        path: 'volume',
        time: { path: 'time' },
        point: '{deviceName}.volume',
        unit: 'm3',
      },
    ],
  }
  return [...(plan.loggers.length > 0 ? [loggers] : []), ...(plan.meters.length > 0 ? [meters] : [])]
}
