import { silentLog } from '../../runtime/log.ts'
import { connectBus } from '../../runtime/mqtt-bus.ts'
import { describeWith } from '../needs.ts'
import { embedded, freePort, mosquitto } from './brokers.ts'
import { busContract } from './bus-contract.ts'

const town = { username: 'town', password: 'open' }

busContract('attached to the embedded broker in process', async () => {
  const broker = await embedded()
  return { left: broker.bus, right: broker.bus, stop: broker.stop }
})

busContract('one side in process, the other over the network', async () => {
  const broker = await embedded()
  const left = await connectBus({ url: broker.url, clientId: 'left', ...town, log: silentLog() })
  const stop = async () => {
    await left.close()
    await broker.stop()
  }
  return { left, right: broker.bus, stop }
})

busContract('two programs over the embedded broker', async () => {
  const broker = await embedded()
  const left = await connectBus({ url: broker.url, clientId: 'left', ...town, log: silentLog() })
  const right = await connectBus({ url: broker.url, clientId: 'right', ...town, log: silentLog() })
  const stop = async () => {
    await left.close()
    await right.close()
    await broker.stop()
  }
  return { left, right, stop }
})

describeWith(['mosquitto'], 'with mosquitto', () => {
  busContract('two programs over mosquitto', async () => {
    const broker = await mosquitto(await freePort())
    const left = await connectBus({ url: broker.url, clientId: 'left', log: silentLog() })
    const right = await connectBus({ url: broker.url, clientId: 'right', log: silentLog() })
    const stop = async () => {
      await left.close()
      await right.close()
      await broker.stop()
    }
    return { left, right, stop }
  })
})
