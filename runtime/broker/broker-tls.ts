import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createSecureContext } from 'node:tls'
import { type Static, Type } from 'typebox'
import { CodedError } from '../config/problems.ts'

/** `broker.tls` of site.yaml: PEM files, relative to the site folder. */
export const BrokerTls = Type.Object(
  {
    /** Our own certificate: the embedded broker's, or the one we show an outside broker. */
    cert: Type.Optional(Type.String()),
    key: Type.Optional(Type.String()),
    /** Who vouches for the other side. The embedded broker then takes only clients with a certificate of it. */
    ca: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
export type BrokerTls = Static<typeof BrokerTls>

/** PEM texts. */
export interface Pem {
  cert?: string
  key?: string
  ca?: string
}

/** What is wrong with the settings themselves; files are looked at by `pemOf`. */
export function* tlsMistakes({ cert, key, ca }: BrokerTls, url: string | undefined): Generator<string> {
  if ((cert === undefined) !== (key === undefined)) yield 'needs both cert and key, or neither'
  if (url === undefined && cert === undefined)
    yield 'needs cert and key: the embedded broker shows them to its clients'
  if (url !== undefined && !url.startsWith('mqtts:'))
    yield 'is for an encrypted connection; write mqtts:// in broker.url'
  if (url !== undefined && cert === undefined && ca === undefined) yield 'is empty; leave it out'
}

/**
 * Reads the PEM files of a site. Throws CodedError `no-certificate` when one cannot be read or used, or when key and
 * certificate do not belong together.
 */
export function pemOf(tls: BrokerTls, folder: string): Pem {
  const pem: Pem = {}
  for (const name of ['cert', 'key', 'ca'] as const) {
    const file = tls[name]
    if (file === undefined) continue
    try {
      pem[name] = readFileSync(resolve(folder, file), 'utf8')
    } catch (error) {
      throw new CodedError(
        'no-certificate',
        `${file} (broker.tls.${name}) cannot be read: ${(error as Error).message}`,
      )
    }
  }
  try {
    createSecureContext(pem)
  } catch (error) {
    throw new CodedError(
      'no-certificate',
      `the files of broker.tls cannot be used: ${(error as Error).message}`,
    )
  }
  return pem
}
