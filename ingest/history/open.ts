import { join } from 'node:path'
import type { SiteConfig } from '../../runtime/site/site.ts'
import { openDuckdb } from './duckdb/store.ts'
import type { History } from './history.ts'

/** The history store that the site's config names. */
export async function openHistory(
  _config: SiteConfig['history'],
  dataDir: string,
  _secrets: Readonly<Record<string, string | undefined>> = {},
): Promise<History> {
  return openDuckdb({ file: join(dataDir, 'history', 'history.duckdb') })
}
