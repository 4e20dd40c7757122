import { alone } from './gateway/alone.ts'
import { backlog } from './gateway/backlog.ts'
import { fullSpeed } from './gateway/full-speed.ts'
import { manyDevices } from './gateway/many-devices.ts'
import { ownBroker } from './gateway/surroundings.ts'
import type { Row } from './row.ts'

/** The gateway's cost at the load its peers publish, its ceiling against the bare library's, and its backlog. */
export async function run(): Promise<Row[]> {
  const broker = await ownBroker()
  if (!broker) throw new Error('the gateway’s bench needs mosquitto (Debian package mosquitto)')
  try {
    return [
      ...(await manyDevices(broker.url)),
      ...(await fullSpeed()),
      ...(await backlog(broker.url)),
      ...(await alone(broker.url)),
    ]
  } finally {
    broker.stop()
  }
}
