import { type Static, Type } from 'typebox'
import type { Network } from '../../model/network.ts'
import { LngLat } from '../../model/network.ts'
import { Name, type Point } from '../../model/point.ts'
import { BrokerTls } from '../broker/broker-tls.ts'
import { SiteAccounts } from '../broker/site-accounts.ts'
import type { YamlFile } from '../config/yaml.ts'

const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })
const port = (fallback: number) => Type.Integer({ minimum: 0, maximum: 65_535, default: fallback })

/** `site.yaml`. Secrets are never in it: `…Env` names the environment variable that holds one. */
export const SiteConfig = Type.Object(
  {
    site: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
      description: 'id used in topics and file names',
    }),
    name: Name,
    timeZone: Type.String({ default: 'Asia/Shanghai' }),
    language: Type.Optional(word(['zh', 'en'] as const)),
    policy: Type.String({ default: 'jinan' }),
    network: Type.Object(
      {
        file: Type.String({ description: 'INP file, relative to the site folder' }),
        datum: Type.Optional(word(['wgs84', 'cgcs2000', 'gcj02', 'bd09', 'local'] as const)),
        /** proj4 definition or EPSG code known to it, for projected coordinates. */
        projection: Type.Optional(Type.String()),
        /** Where a network in local metres (or with none) is put on the map. */
        origin: Type.Optional(LngLat),
      },
      { additionalProperties: false },
    ),
    http: Type.Object(
      { host: Type.String({ default: '127.0.0.1' }), port: port(8080) },
      { additionalProperties: false, default: {} },
    ),
    broker: Type.Object(
      {
        /** Absent: the embedded broker. */
        url: Type.Optional(Type.String({ pattern: '^mqtts?://' })),
        usernameEnv: Type.Optional(Type.String()),
        passwordEnv: Type.Optional(Type.String()),
        host: Type.String({ default: '127.0.0.1' }),
        port: port(1883),
        tls: Type.Optional(BrokerTls),
        accounts: Type.Optional(SiteAccounts),
      },
      { additionalProperties: false, default: {} },
    ),
    history: Type.Object(
      {
        store: word(['duckdb', 'influx'] as const),
        url: Type.Optional(Type.String()),
        /** v2: /api/v2/write (InfluxDB 2.x, 3.x, 1.8+); v1: /write (older 1.x). */
        api: Type.Optional(word(['v2', 'v1'] as const)),
        org: Type.Optional(Type.String()),
        bucket: Type.Optional(Type.String()),
        tokenEnv: Type.Optional(Type.String()),
        retentionDays: Type.Optional(Type.Integer({ minimum: 1 })),
      },
      { additionalProperties: false, default: { store: 'duckdb' } },
    ),
    journal: Type.Object(
      { store: word(['sqlite', 'postgres'] as const), urlEnv: Type.Optional(Type.String()) },
      { additionalProperties: false, default: { store: 'sqlite' } },
    ),
  },
  { additionalProperties: false },
)
export type SiteConfig = Static<typeof SiteConfig>

/** A utility's site folder, read and checked; nothing in it changes while the platform runs. */
export interface Site {
  folder: string
  config: SiteConfig
  network: Network
  /** Changes when the network does; part of tile addresses. */
  networkVersion: string
  points: ReadonlyMap<string, Point>
  /** Files whose content belongs to one service, parsed but checked by that service. */
  files: {
    devices: YamlFile[]
    policies: YamlFile[]
    detectors?: YamlFile
    people?: YamlFile
    notify?: YamlFile
  }
}
