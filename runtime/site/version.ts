import { createHash } from 'node:crypto'
import type { Network } from '../../model/network.ts'

/** A short name for a network's content: another one after any change of an asset. */
export function versionOf(network: Network): string {
  const hash = createHash('sha256')
  for (const [part, assets] of Object.entries(network)) {
    hash.update(part)
    // In lumps: one string of everything would be 100 MB for a city, one an asset is slow.
    for (let i = 0; i < assets.length; i += 1_000) hash.update(JSON.stringify(assets.slice(i, i + 1_000)))
  }
  return hash.digest('hex').slice(0, 12)
}
