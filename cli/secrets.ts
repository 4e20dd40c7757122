import type { Site } from '../runtime/site/site.ts'

/** Secrets that a site names, from the environment: nothing else reads it. */
export function secretsOf(site: Site): Record<string, string | undefined> {
  const { broker, history, journal } = site.config
  const names = [broker.usernameEnv, broker.passwordEnv, history.tokenEnv, journal.urlEnv]
  return Object.fromEntries(names.flatMap(name => (name === undefined ? [] : [[name, process.env[name]]])))
}
