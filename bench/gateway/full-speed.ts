import ModbusSerial from 'modbus-serial'
import { DevicePoll } from '../../gateway/poll/device.ts'
import { lineLink } from '../../gateway/poll/line-link.ts'
import { targetOf } from '../../gateway/poll/target.ts'
import { loadProfiles } from '../../gateway/profiles.ts'
import { atLeast, figure, type Row } from '../row.ts'
import { benchFolder, configOf, type FarSide, farSide } from './surroundings.ts'

const CONNECTIONS = 20
const FULL = 125

/** Both read the same 125 registers of the same devices on as many connections as fast as they are answered. */
export async function fullSpeed(): Promise<Row[]> {
  const far = await farSide()
  const measure = async (one: () => Promise<() => Promise<unknown>>) => {
    const loops = await Promise.all(Array.from({ length: CONNECTIONS }, one))
    const end = performance.now() + 4_000
    const started = performance.now()
    let reads = 0
    const loop = async (read: () => Promise<unknown>) => {
      for (; performance.now() < end; reads++) await read()
    }
    await Promise.all(loops.map(loop))
    return (reads * FULL * 1_000) / (performance.now() - started)
  }
  const bare = () => measure(async () => bareRead(far))
  const ours = (what: 'read' | 'poll') => measure(async () => ourRead(far, what))
  // In turns, so that whatever else the machine does meets all alike.
  const rates = { bare: 0, read: 0, poll: 0 }
  for (let round = 0; round < 3; round++) {
    rates.bare += (await bare()) / 3
    rates.read += (await ours('read')) / 3
    rates.poll += (await ours('poll')) / 3
  }
  far.stop()
  const note = `${FULL} registers a request, ${CONNECTIONS} connections, same devices, in turns`
  return [
    figure('bare modbus-serial', rates.bare, 'registers/s', note),
    atLeast('reads through the gateway’s line', (rates.read / rates.bare) * 100, '% of bare', 80, note),
    atLeast('polls with decoding to readings', (rates.poll / rates.bare) * 100, '% of bare', 80, note),
  ]
}

async function bareRead(far: FarSide) {
  const ModbusRTU = ModbusSerial.default
  const client = new ModbusRTU()
  const [ip, port] = far.endpoint.split(':')
  await client.connectTCP(ip!, { port: Number(port) })
  client.setTimeout(2_000)
  client.setID(1)
  return () => client.readHoldingRegisters(0, FULL)
}

let folder: string | undefined

async function ourRead(far: FarSide, what: 'read' | 'poll') {
  const config = configOf({
    lines: [{ id: 'l', tcp: far.endpoint, devices: [{ id: 'd', profile: 'bench', points: {} }] }],
  })
  const [line] = config.lines
  folder ??= benchFolder(FULL)
  const profile = loadProfiles(folder, [], new Set(['bench'])).get('bench')!
  const device = {
    ...line!.devices[0]!,
    points: Object.fromEntries(profile.points.map(({ key }) => [key, key])),
  }
  const target = targetOf(device, line!, profile, new Map(), 'UTC')
  const link = lineLink(line!)
  const poll = new DevicePoll(target, 0)
  if (what === 'read') return () => link.read(target, { fc: 3, start: 0, end: FULL }, 0)
  return () => poll.poll(link, 0, Date.now)
}
