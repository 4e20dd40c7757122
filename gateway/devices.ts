import { type Static, Type } from 'typebox'
import { PayloadSource } from '../model/payloads/source.ts'
import { ORDERS, type Order } from './profile.ts'

const word = <T extends string>(values: readonly T[], fallback?: T) =>
  Type.Unsafe<T>({
    type: 'string',
    enum: [...values],
    ...(fallback === undefined ? {} : { default: fallback }),
  })
const id = Type.String({ pattern: '^[\\w.:-]{1,96}$' })
const hostPort = Type.String({
  pattern: '^(\\[[0-9a-fA-F:]+\\]|[^:\\s]+):\\d{1,5}$',
  description: 'host:port',
})
const ms = (fallback: number) => Type.Integer({ minimum: 0, maximum: 600_000, default: fallback })

/** Where one reading goes, when more than the point's id is to be said. */
export const PointRoute = Type.Object(
  {
    point: id,
    /** Unit set on the device, where the profile leaves it open or the setting differs. */
    unit: Type.Optional(Type.String()),
    /** Change below which a value is not sent again, SI; the point's own when left out. */
    deadband: Type.Optional(Type.Number({ minimum: 0 })),
    /** Longest silence of an unchanged value, s; the point's period when left out. */
    heartbeat: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  },
  { additionalProperties: false },
)

export type PointRoute = Static<typeof PointRoute>

/** One device on a line. */
export const Device = Type.Object(
  {
    id,
    /** Modbus unit id. */
    unit: Type.Integer({ minimum: 0, maximum: 255, default: 1 }),
    /** CJ/T 188 meter address, 14 digits. */
    address: Type.Optional(Type.String({ pattern: '^\\d{14}$' })),
    profile: Type.String(),
    /** Poll interval, s. */
    period: Type.Number({ minimum: 0.1, maximum: 86_400, default: 10 }),
    /** Longest wait for an answer, ms; the line's when left out. */
    timeout: Type.Optional(Type.Integer({ minimum: 10, maximum: 60_000 })),
    /** Rest after each request to this device, ms; the line's when left out. */
    delayBetween: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
    /** Stricter limit than the profile's. */
    maxRegisters: Type.Optional(Type.Integer({ minimum: 1, maximum: 125 })),
    /** Word order set on this very device, where it is a setting. */
    order: Type.Optional(word<Order>(ORDERS)),
    /** Profile key → point id of points.csv. */
    points: Type.Record(Type.String(), Type.Union([id, PointRoute])),
  },
  { additionalProperties: false },
)
export type Device = Static<typeof Device>

/** One connection: a TCP address or a serial port, one request at a time. Exactly one of tcp, rtuOverTcp, rtu. */
export const Line = Type.Object(
  {
    id,
    tcp: Type.Optional(hostPort),
    /** A serial server: RTU frames (or CJ/T 188 frames) through a TCP connection. */
    rtuOverTcp: Type.Optional(hostPort),
    rtu: Type.Optional(
      Type.Object(
        {
          path: Type.String(),
          baud: Type.Integer({ minimum: 300, maximum: 1_000_000, default: 9_600 }),
          parity: word(['none', 'even', 'odd'] as const, 'none'),
          stopBits: Type.Unsafe<1 | 2>({ type: 'integer', enum: [1, 2], default: 1 }),
        },
        { additionalProperties: false },
      ),
    ),
    /** Longest wait for an answer, ms. */
    timeout: Type.Integer({ minimum: 10, maximum: 60_000, default: 1_000 }),
    connectTimeout: Type.Integer({ minimum: 10, maximum: 60_000, default: 3_000 }),
    /** Rest after connecting before the first request, ms. */
    delayAfterConnect: ms(0),
    /** Rest between an answer and the next request, ms; RTU keeps at least its own 3.5 characters. */
    delayBetween: ms(0),
    /** false: release the connection after each round of polls, for devices with a single client. */
    keepOpen: Type.Boolean({ default: true }),
    /** Further tries of a request before the device counts as failed. */
    retries: Type.Integer({ minimum: 0, maximum: 5, default: 1 }),
    devices: Type.Array(Device, { minItems: 1, maxItems: 1_000 }),
  },
  { additionalProperties: false },
)
export type Line = Static<typeof Line>

/** The broker beside the gateway, to which sensors publish. */
export const LocalBroker = Type.Object(
  {
    url: Type.String({ pattern: '^mqtts?://' }),
    version: word(['3.1.1', '5'] as const, '3.1.1'),
    usernameEnv: Type.Optional(Type.String()),
    passwordEnv: Type.Optional(Type.String()),
    /** PEM files of a private authority and of our own certificate, relative to the site folder. */
    ca: Type.Optional(Type.String()),
    cert: Type.Optional(Type.String()),
    key: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
export type LocalBroker = Static<typeof LocalBroker>

/** A file of the site's `devices/`: one gateway. */
export const GatewayConfig = Type.Object(
  {
    gateway: id,
    zone: id,
    lines: Type.Array(Line, { maxItems: 10_000, default: [] }),
    /** Left out: the sources' messages are on the platform's own broker. */
    broker: Type.Optional(LocalBroker),
    /** Sensors that publish by themselves. */
    sources: Type.Array(PayloadSource, { maxItems: 1_000, default: [] }),
    spool: Type.Object(
      {
        /** MB on disk; beyond it the oldest batches go, counted and reported as a gap. */
        maxMegabytes: Type.Number({ minimum: 1, default: 256 }),
        /** Hours a batch is kept. */
        maxHours: Type.Number({ minimum: 1, default: 720 }),
      },
      { additionalProperties: false, default: {} },
    ),
  },
  { additionalProperties: false },
)
export type GatewayConfig = Static<typeof GatewayConfig>
