import { basename, dirname, resolve } from 'node:path'
import type { Network } from '../../model/network.ts'
import type { Point } from '../../model/point.ts'
import type { Site } from '../../runtime/site/site.ts'

/** A site around a network and a history, without a site folder: what a replay needs and nothing that listens. */
export function replaySite(
  inp: string,
  network: Network,
  points: ReadonlyMap<string, Point>,
  { timeZone, policy }: { timeZone: string; policy: string },
): Site {
  const file = basename(inp)
  return {
    folder: resolve(dirname(inp)),
    config: {
      site: 'replay',
      name: { zh: '回放', en: 'Replay' },
      timeZone,
      language: 'en',
      policy,
      network: { file },
      http: { host: '127.0.0.1', port: 0 },
      broker: { host: '127.0.0.1', port: 0 },
      history: { store: 'duckdb' },
      journal: { store: 'sqlite' },
    },
    network,
    networkVersion: 'replay',
    points,
    files: { devices: [], policies: [] },
  }
}
