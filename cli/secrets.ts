import type { Site } from '../runtime/site/site.ts'

/** Secrets that a site names, from the environment: nothing else reads it. */
export function secretsOf(site: Site): Record<string, string | undefined> {
  const { broker, history, journal } = site.config
  const names: (string | undefined)[] = [
    broker.usernameEnv,
    broker.passwordEnv,
    history.tokenEnv,
    journal.urlEnv,
  ]
  names.push(...envNames(site.files.notify?.value))
  return Object.fromEntries(names.flatMap(name => (name === undefined ? [] : [[name, process.env[name]]])))
}

/** Names of environment variables in a file: the values of all keys that end in `Env`. */
function envNames(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key.endsWith('Env') && typeof inner === 'string' ? [inner] : envNames(inner),
  )
}
