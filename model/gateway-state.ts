import { type Static, Type } from 'typebox'

const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })

/** Why a line or device does not answer; one cause is one communication alarm. */
export const LINK_CAUSES = [
  'refused',
  'unreachable',
  'connect-timeout',
  'closed',
  'silent',
  'garbled',
  'port',
] as const
export type LinkCause = (typeof LINK_CAUSES)[number]

/** One connection of a gateway. `silent`: it connects, but none of its devices answers. */
export const LineState = Type.Object({
  id: Type.String(),
  status: word(['waiting', 'up', 'down'] as const),
  cause: Type.Optional(word(LINK_CAUSES)),
  /** Since when the status holds. */
  since: Type.Number(),
})
export type LineState = Static<typeof LineState>

/** One device of a gateway. `failed` when its line is down, too; the line's cause is then the cause. */
export const DeviceState = Type.Object({
  id: Type.String(),
  line: Type.String(),
  status: word(['waiting', 'good', 'failed'] as const),
  since: Type.Number(),
  cause: Type.Optional(word(LINK_CAUSES)),
  /** Device time of the last complete answer; null for never. */
  lastSuccess: Type.Union([Type.Number(), Type.Null()]),
  lastError: Type.Optional(Type.Object({ at: Type.Number(), message: Type.String() })),
  polls: Type.Integer(),
  errors: Type.Integer(),
  /** Of the last answer, real ms. */
  roundTrip: Type.Union([Type.Number(), Type.Null()]),
  /** ms that the device's own clock is ahead of the gateway's, where it has one. */
  clockOffset: Type.Optional(Type.Number()),
  /** Profile keys whose registers the device refuses. */
  badRegisters: Type.Array(Type.String()),
  points: Type.Array(Type.String()),
})
export type DeviceState = Static<typeof DeviceState>

/** One source of messages on a broker. */
export const SourceState = Type.Object({
  id: Type.String(),
  connected: Type.Boolean(),
  messages: Type.Integer(),
  readings: Type.Integer(),
  /** Messages of which something could not be used. */
  rejected: Type.Integer(),
  lastMessage: Type.Union([Type.Number(), Type.Null()]),
})
export type SourceState = Static<typeof SourceState>

/**
 * A gateway's birth, health and last will, retained on `sp/<site>/gateways/<gateway>`. The last will and an orderly
 * stop carry `online: false` only.
 */
export const GatewayState = Type.Object({
  gateway: Type.String(),
  online: Type.Boolean(),
  at: Type.Number(),
  zone: Type.Optional(Type.String()),
  bornAt: Type.Optional(Type.Number()),
  lines: Type.Optional(Type.Array(LineState)),
  devices: Type.Optional(Type.Array(DeviceState)),
  sources: Type.Optional(Type.Array(SourceState)),
  spool: Type.Optional(
    Type.Object({
      spool: Type.String(),
      /** Lowest number held, and the newest given out. */
      oldest: Type.Integer(),
      last: Type.Integer(),
      stored: Type.Integer(),
      bytes: Type.Number(),
      /** Lost because the spool was full or damaged. */
      droppedBatches: Type.Integer(),
      droppedReadings: Type.Integer(),
      /** Device time of the newest reading lost so, and of the oldest. */
      gap: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
    }),
  ),
})
export type GatewayState = Static<typeof GatewayState>
