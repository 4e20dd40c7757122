import { type Static, Type } from 'typebox'
import { QUANTITY_NAMES, type Quantity } from '../model/quantity.ts'

const word = <T extends string | number>(values: readonly T[], fallback?: T) =>
  Type.Unsafe<T>({
    type: typeof values[0] === 'number' ? 'integer' : 'string',
    enum: [...values],
    ...(fallback === undefined ? {} : { default: fallback }),
  })

export const NUMBER_TYPES = [
  'u8',
  'i8',
  'u16',
  'i16',
  'u32',
  'i32',
  'u64',
  'i64',
  'f32',
  'f64',
  'bcd16',
  'bcd32',
  'bit',
  'string',
] as const
export type NumberType = (typeof NUMBER_TYPES)[number]

/**
 * Order of bytes and words on the wire. ABCD big-endian, CDAB words swapped (low word first), BADC bytes swapped in
 * each word, DCBA little-endian; the same rules over four words for 64 bits.
 */
export const ORDERS = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const
export type Order = (typeof ORDERS)[number]

/** One quantity a device model offers. */
export const ProfilePoint = Type.Object(
  {
    /** Name used in the devices file, e.g. `outletPressure`. */
    key: Type.String({ pattern: '^[a-z][A-Za-z0-9]*$' }),
    name: Type.String(),
    /** Function code; the profile's own when left out. Only the four reading ones exist. */
    fc: Type.Optional(word([1, 2, 3, 4] as const)),
    /** As the manual prints it, in the profile's `addressing`; for CJ/T 188 the field's name. */
    address: Type.Union([Type.Integer({ minimum: 0, maximum: 465_536 }), Type.String()]),
    type: word(NUMBER_TYPES),
    order: Type.Optional(word(ORDERS)),
    /** Registers of a string. */
    length: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
    /** value = raw × scale + offset, in `unit`. */
    scale: Type.Number({ default: 1 }),
    offset: Type.Number({ default: 0 }),
    /** Unit of the scaled value, converted to SI. Left out: the unit of the point it goes to. */
    unit: Type.Optional(Type.String()),
    quantity: Type.Optional(word<Quantity>(QUANTITY_NAMES)),
    /** Raw values (before scaling) that mean "no value": bad/sentinel. */
    sentinels: Type.Optional(Type.Array(Type.Number())),
    /** Bits first…last of an integer, 0 the lowest; the result is shifted down. */
    bits: Type.Optional(
      Type.Tuple([Type.Integer({ minimum: 0, maximum: 63 }), Type.Integer({ minimum: 0, maximum: 63 })]),
    ),
    /** Raw value → number, e.g. 0xAA: 1. A raw value that is not listed is bad/undecodable. */
    map: Type.Optional(Type.Record(Type.String({ pattern: '^-?\\d+$' }), Type.Number())),
    /** Raw value → what it means, for people. */
    enum: Type.Optional(Type.Record(Type.String({ pattern: '^-?\\d+$' }), Type.String())),
    /** Key of a point whose raw value n divides this one by 10^n. */
    scaleFrom: Type.Optional(Type.String()),
    /** Key of a point whose raw value names the unit: raw value → unit. */
    unitFrom: Type.Optional(
      Type.Object(
        { key: Type.String(), units: Type.Record(Type.String({ pattern: '^\\d+$' }), Type.String()) },
        { additionalProperties: false },
      ),
    ),
    /** Key of a point whose scaled value is added, for totalisers in two parts. */
    addFrom: Type.Optional(Type.String()),
    /** Key of a point whose raw value gives the quality: raw value → quality; not listed is bad. */
    statusFrom: Type.Optional(
      Type.Object(
        {
          key: Type.String(),
          good: Type.Optional(Type.Array(Type.Integer())),
          uncertain: Type.Optional(Type.Array(Type.Integer())),
          notConnected: Type.Optional(Type.Array(Type.Integer())),
          /** Somebody works on it: uncertain/maintenance. */
          maintenance: Type.Optional(Type.Array(Type.Integer())),
          /** Read the status as bits: any of these set is bad, or uncertain. */
          badBits: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 63 }))),
          uncertainBits: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 63 }))),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type ProfilePoint = Static<typeof ProfilePoint>

/** What one device model says and how; a file of `gateway/profiles/` or of the site's `profiles/`. */
export const Profile = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
    vendor: Type.String(),
    model: Type.String(),
    /** Manual and page, or the code the map was taken from. */
    source: Type.String(),
    /** A: maker's manual; B: manual or code, partly cross-checked; C: not verified. */
    grade: word(['A', 'B', 'C'] as const),
    protocol: word(['modbus', 'cjt188'] as const, 'modbus'),
    /** wire: address as transmitted; modicon: the manual's number, counted from 1 (40001, or plain 1). */
    addressing: word(['wire', 'modicon'] as const),
    fc: Type.Optional(word([1, 2, 3, 4] as const)),
    order: Type.Optional(word(ORDERS)),
    /** CJ/T 188: how the meters want to be asked. */
    meter: Type.Optional(
      Type.Object(
        {
          /** Meter type T: 16 cold, 17 hot, 18 drinking, 19 reclaimed water. */
          type: Type.Integer({ minimum: 0, maximum: 255, default: 0x10 }),
          /** Some makers put the two bytes of the data identifier the other way round. */
          swapIdentifier: Type.Boolean({ default: false }),
        },
        { additionalProperties: false },
      ),
    ),
    /** Registers the device answers at once; 125 by the specification. */
    maxRegisters: Type.Integer({ minimum: 1, maximum: 125, default: 125 }),
    /** Registers in a gap that may be read along to save a request; 0 where gaps answer with an exception. */
    maxGap: Type.Integer({ minimum: 0, maximum: 124, default: 16 }),
    points: Type.Array(ProfilePoint, { minItems: 1, maxItems: 500 }),
  },
  { additionalProperties: false },
)
export type Profile = Static<typeof Profile>
