import type { TimeSource } from '../../runtime/time.ts'
import { hashText } from '../random.ts'
import { startModbusServer } from './modbus-server.ts'
import { MODELS } from './models.ts'
import type { DevicePlan } from './plan.ts'
import { Registers, readRegisters } from './registers.ts'
import type { World } from './world.ts'

/** Where a device listens. */
export interface Address {
  port: number
  unit: number
}

/** The Modbus side of the town: devices that can be asked. */
export interface Field {
  /** By device id. */
  addresses: ReadonlyMap<string, Address>
  ports: number[]
  /** What the devices show from now on; until then they do not answer. */
  show(world: World): void
  stop(): Promise<void>
}

/** Unit ids behind one port. */
const UNITS = 240
/** A gateway before a serial line says this when the device behind it does not answer. */
const NO_TARGET = 0x0b

/** Opens the ports; the ids and addresses are known before the town lives. */
export async function openField(
  plans: readonly DevicePlan[],
  host: string,
  time: TimeSource,
): Promise<Field> {
  let world: World | undefined
  const addresses = new Map<string, Address>()
  const servers: Awaited<ReturnType<typeof startModbusServer>>[] = []
  for (let first = 0; first < plans.length; first += UNITS) {
    const behind = plans.slice(first, first + UNITS).map(plan => deviceOf(plan, time))
    const server = await startModbusServer(host, (unit, fc, start, count) => {
      const device = behind[unit - 1]
      if (!device) return NO_TARGET
      return world && device(world, fc, start, count)
    })
    servers.push(server)
    for (const [n] of behind.entries())
      addresses.set(plans[first + n]!.id, { port: server.port, unit: n + 1 })
  }
  return {
    addresses,
    ports: servers.map(server => server.port),
    show: shown => {
      world = shown
    },
    stop: async () => {
      await Promise.all(servers.map(server => server.stop()))
    },
  }
}

function deviceOf(plan: DevicePlan, time: TimeSource) {
  const model = MODELS[plan.profile]
  if (!model) throw new Error(`no device model ${plan.profile}`)
  const seed = hashText(plan.id)
  let registers: Registers | undefined
  let filled = Number.NaN
  return (world: World, fc: number, start: number, count: number) => {
    if (world.troubles.isSilent(plan.id, plan.zone)) return undefined
    const now = Math.floor(time.now() / 1_000) * 1_000
    const frozen = registers !== undefined && world.troubles.stuck.has(plan.id)
    if (!registers || (now !== filled && !frozen)) {
      registers = new Registers()
      model.fill(registers, world, plan, seed, now)
      filled = now
    }
    return readRegisters(model.map, registers, fc, start, count)
  }
}
