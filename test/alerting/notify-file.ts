import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readYaml } from '../../runtime/config/yaml.ts'
import { townSite } from './town.ts'

/** A `notify.yaml` as a site folder would hold it. */
export function notifyFile(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'standpipe-notify-')), 'notify.yaml')
  writeFileSync(file, text)
  return readYaml(file, [])!
}

/** The small town, telling people by this `notify.yaml`. */
export function tellingTown(text: string, policy?: string) {
  const site = townSite(policy)
  site.files.notify = notifyFile(text)
  return site
}
