import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Site } from '../../runtime/site/site.ts'
import { defaultsFile } from '../detectors/settings.ts'

/** What a checkpoint looks like; one more with each change of its form. */
const FORM = 1
/** The detectors' own code, as it lies beside this file or as it is built. */
const CODE = join(import.meta.dirname, '../detectors')

/**
 * Changes with everything that what the detectors remember depends on: their code and defaults, the site's points,
 * network, time zone, devices and settings. A checkpoint of another key is not read but made anew from history.
 */
export function checkpointKey(site: Pick<Site, 'config' | 'network' | 'points' | 'files'>): string {
  const hash = createHash('sha256').update(String(FORM))
  const files = readdirSync(CODE, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter(name => /\.(ts|js)$/.test(name)).sort())
    hash.update(file).update(readFileSync(join(CODE, file)))
  hash.update(readFileSync(defaultsFile))
  hash.update(site.config.timeZone).update(JSON.stringify(site.network))
  hash.update(JSON.stringify([...site.points.values()]))
  const { detectors, devices } = site.files
  hash.update(JSON.stringify([detectors?.value ?? null, devices.map(({ value }) => value)]))
  return hash.digest('hex')
}
