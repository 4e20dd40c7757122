import { join } from 'node:path'
import { CodedError } from '../../runtime/config/problems.ts'
import type { SiteConfig } from '../../runtime/site/site.ts'
import { openDuckdb } from './duckdb/store.ts'
import type { History } from './history.ts'
import { openInflux } from './influx/store.ts'

/**
 * The history store that the site's config names.
 * @param secrets values of the environment variables that the config names
 */
export async function openHistory(
  config: SiteConfig['history'],
  dataDir: string,
  secrets: Readonly<Record<string, string | undefined>> = {},
): Promise<History> {
  if (config.store === 'duckdb') return openDuckdb({ file: join(dataDir, 'history', 'history.duckdb') })
  const { url, api = 'v2', org, bucket, tokenEnv, retentionDays } = config
  if (url === undefined || bucket === undefined)
    throw new CodedError(
      'history-config',
      'site.yaml: history.store influx needs history.url and history.bucket',
    )
  const token = tokenEnv === undefined ? undefined : secrets[tokenEnv]
  if (tokenEnv !== undefined && token === undefined)
    throw new CodedError(
      'history-config',
      `the environment variable ${tokenEnv} (history.tokenEnv) is not set`,
    )
  return openInflux({
    url,
    api,
    bucket,
    ...(org === undefined ? {} : { org }),
    ...(token === undefined ? {} : { token }),
    ...(retentionDays === undefined ? {} : { retentionDays }),
  })
}
