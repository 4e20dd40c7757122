import { openInflux } from '../../ingest/history/influx/store.ts'
import { describeWith } from '../needs.ts'
import { historyContract } from './history-contract.ts'
import { startInfluxd, v2Front } from './influxd.ts'

describeWith(['influxd'], 'with a real InfluxDB 1.6', () => {
  historyContract('InfluxDB, 1.x path', async () => {
    const influxd = await startInfluxd()
    return {
      open: async () => openInflux({ url: influxd.url, api: 'v1', bucket: 'town' }),
      wipe: async () => {
        await influxd.query('DROP DATABASE town')
        await influxd.query('CREATE DATABASE town')
      },
      end: () => influxd.stop(),
    }
  })

  historyContract('InfluxDB, v2 path', async () => {
    const influxd = await startInfluxd()
    const account = { org: 'works', bucket: 'town', token: 'secret' }
    const front = await v2Front(influxd.url, account)
    return {
      open: async () => openInflux({ url: front.url, api: 'v2', ...account }),
      wipe: async () => {
        await influxd.query('DROP DATABASE town')
        await influxd.query('CREATE DATABASE town')
      },
      end: async () => {
        await front.stop()
        await influxd.stop()
      },
    }
  })
})
