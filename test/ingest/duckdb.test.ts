import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openDuckdb } from '../../ingest/history/duckdb/store.ts'
import { historyContract } from './history-contract.ts'
import { aFolder } from './running.ts'

historyContract(
  'DuckDB',
  async () => {
    const folder = await aFolder()
    const data = join(folder.path, 'history')
    return {
      open: () => openDuckdb({ file: join(data, 'history.duckdb') }),
      wipe: () => rm(data, { recursive: true, force: true }),
      end: folder.remove,
    }
  },
  { seals: true },
)
