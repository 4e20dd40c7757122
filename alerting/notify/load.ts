import { ConfigError, type Problem } from '../../runtime/config/problems.ts'
import { checkYaml } from '../../runtime/config/yaml.ts'
import type { Site } from '../../runtime/site/site.ts'
import { CHANNELS, type Channel, type NotifyConfig, NotifyFile } from './config.ts'

/** A site's `notify.yaml`, checked; undefined when it has none. What is wrong goes to `problems`. */
export function readNotify(site: Pick<Site, 'files'>, problems: Problem[]): NotifyConfig | undefined {
  const file = site.files.notify
  const read = file && checkYaml(NotifyFile, file, problems)
  if (!read) return undefined
  const channels: Record<string, Channel> = {}
  for (const [name, { type }] of Object.entries(read.channels)) {
    const channel = checkYaml(CHANNELS[type], file, problems, ['channels', name])
    if (channel) channels[name] = channel
  }
  const config = { ...read, channels }
  const unknown = (path: (string | number)[], names: readonly string[]) => {
    for (const name of names) {
      if (name in read.channels) continue
      const message = `"${name}" is not among "channels"`
      problems.push({ file: file.path, line: file.lineOf(path), field: path.join('.'), message })
    }
  }
  for (const [i, rule] of config.rules.entries()) unknown(['rules', i, 'to'], rule.to)
  for (const [i, { steps }] of config.escalations.entries()) {
    for (const [j, { to }] of steps.entries()) unknown(['escalations', i, 'steps', j, 'to'], to)
  }
  return config
}

/** The same for a service that starts. Throws ConfigError with everything that is wrong. */
export function notifyOf(site: Pick<Site, 'files'>): NotifyConfig | undefined {
  const problems: Problem[] = []
  const config = readNotify(site, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}
