import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Bus } from '../../runtime/bus.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import type { Logger } from '../../runtime/log.ts'
import { connectBus } from '../../runtime/mqtt-bus.ts'
import type { LocalBroker } from '../devices.ts'

/** Looks a secret up by the name of its environment variable. */
export type Secret = (variable: string) => string | undefined

/**
 * Connects to the broker beside the gateway. A broker that is away is waited for; throws CodedError `no-secret`,
 * `no-certificate` or `bus-refused`.
 */
export function connectLocalBroker(
  broker: LocalBroker,
  clientId: string,
  siteFolder: string,
  secret: Secret,
  log: Logger,
): Promise<Bus> {
  const named = (variable: string | undefined) => {
    if (variable === undefined) return undefined
    const value = secret(variable)
    if (value === undefined)
      throw new CodedError('no-secret', `${broker.url} needs the environment variable ${variable}`)
    return value
  }
  const pem = (file: string | undefined) => {
    if (file === undefined) return undefined
    try {
      return readFileSync(resolve(siteFolder, file), 'utf8')
    } catch (error) {
      throw new CodedError(
        'no-certificate',
        `${file} of ${broker.url} cannot be read: ${(error as Error).message}`,
      )
    }
  }
  const username = named(broker.usernameEnv)
  const password = named(broker.passwordEnv)
  const [ca, cert, key] = [pem(broker.ca), pem(broker.cert), pem(broker.key)]
  return connectBus({
    url: broker.url,
    clientId,
    version: broker.version,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) },
    log,
    patience: 500,
  })
}
