import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import type { AlertingConfig } from '../../alerting/alerting.ts'
import { IngestConfig } from '../../ingest/config.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import type { Site } from '../../runtime/site/site.ts'

const schema = Compile(IngestConfig)

/** Ingest's limits with their defaults filled in. */
export function ingestConfig(given: Partial<IngestConfig> = {}): IngestConfig {
  const config = Value.Default(IngestConfig, { ...given })
  if (!schema.Check(config)) throw new RangeError('ingest settings out of range')
  return config
}

/** Which journal the site asks for. Throws CodedError `no-journal-url` when its address is not in the environment. */
export function alertingConfig(
  site: Site,
  secrets: Readonly<Record<string, string | undefined>>,
): AlertingConfig {
  const { store, urlEnv } = site.config.journal
  if (store === 'sqlite') return { journal: { store } }
  const url = urlEnv === undefined ? undefined : secrets[urlEnv]
  if (url) return { journal: { store, url } }
  const variable = urlEnv ?? 'the variable named by journal.urlEnv in site.yaml'
  throw new CodedError('no-journal-url', `the journal is PostgreSQL: put its address into ${variable}`)
}
