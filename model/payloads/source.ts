import { type Static, Type } from 'typebox'

const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })
const path = (description: string) => Type.String({ minLength: 1, maxLength: 512, description })

/** The payload forms that are understood. */
export const FORMS = [
  'json',
  'array',
  'thingsboard',
  'thingsboard-gateway',
  'chirpstack',
  'tts',
  'senml',
  'telegraf',
  'sparkplug',
  'cjt188',
] as const
export type Form = (typeof FORMS)[number]

/** Forms whose values are found by a JSON path; in the others a value has a name. */
export const PATH_FORMS: readonly Form[] = ['json', 'chirpstack', 'tts']

/** Where a message says when it was measured. */
export const TimeField = Type.Object(
  {
    path: path('JSON path'),
    /**
     * Left out: ISO 8601, `20260701120000` and the like, or a number that is seconds, ms, µs or ns by its size.
     * Else one of s, ms, us, ns, or a Luxon format such as `dd/MM/yyyy HH:mm`.
     */
    format: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  { additionalProperties: false },
)
export type TimeField = Static<typeof TimeField>

/** One value of a message and the point it goes to. */
export const PayloadValue = Type.Object(
  {
    /** JSON path (RFC 9535, `$.` may be left out), or the metric's name, in which `{name}` catches a part. */
    path: path('JSON path or metric name'),
    /** Point id; `{name}` is filled in from the topic, `names` and the message, e.g. `M-{device}.volume`. */
    point: Type.String({ minLength: 1, maxLength: 256 }),
    /** JSON path to items of the message that each carry one value; the paths here then start at the item. */
    each: Type.Optional(path('JSON path')),
    /** Unit of the scaled value; the point's SI unit when left out. */
    unit: Type.Optional(Type.String()),
    /** Where the message itself names the unit. */
    unitPath: Type.Optional(path('JSON path')),
    /** value = raw × scale + offset, in `unit`. */
    scale: Type.Optional(Type.Number()),
    offset: Type.Optional(Type.Number()),
    /** What words (or codes) stand for, e.g. `{ open: 1, closed: 0 }`; others are then undecodable. */
    map: Type.Optional(Type.Record(Type.String(), Type.Number())),
    /** Raw numbers that mean "no value": bad/sentinel. */
    sentinels: Type.Optional(Type.Array(Type.Number())),
    /** Where this value's own time is. */
    time: Type.Optional(TimeField),
    /** Where this value's quality is: an OPC code, good/uncertain/bad, or true for good. */
    quality: Type.Optional(path('JSON path')),
    /** Parts of the item that fill in the point id: name → JSON path. */
    names: Type.Optional(Type.Record(Type.String(), path('JSON path'))),
    /** What it means that the value is not there, for senders that leave zeros out (The Things Stack). */
    missing: Type.Optional(Type.Number()),
    /** The value is a list of values that lie `step` seconds apart. */
    series: Type.Optional(
      Type.Object(
        {
          step: Type.Number({ exclusiveMinimum: 0, maximum: 366 * 86_400 }),
          /** Which end of the list the time belongs to. */
          timeOf: word(['first', 'last'] as const),
          /** Order of the list; oldest first when left out. */
          newestFirst: Type.Optional(Type.Boolean()),
          /** JSON path to a register reading, at the time given: the list then holds the steps from it. */
          base: Type.Optional(path('JSON path')),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type PayloadValue = Static<typeof PayloadValue>

/** How the messages of devices that publish themselves become readings; under `sources` of a devices file. */
export const PayloadSource = Type.Object(
  {
    id: Type.String({ pattern: '^[\\w.:-]{1,96}$' }),
    /** MQTT filter in which `{name}` catches a level or a part of one, e.g. `v3/{app}@{tenant}/devices/{device}/up`. */
    topic: Type.String({ minLength: 1, maxLength: 512 }),
    form: word(FORMS),
    /** IANA zone of local times without an offset; the site's when left out. */
    timeZone: Type.Optional(Type.String()),
    /** Where the time is, when the form does not say. */
    time: Type.Optional(TimeField),
    /** Parts of the message that fill in point ids: name → JSON path. JSON forms only. */
    names: Type.Optional(Type.Record(Type.String(), path('JSON path'))),
    /** Form `array`: where the list is, and what its items call name, value, time and quality. */
    items: Type.Optional(
      Type.Object(
        {
          path: Type.Optional(path('JSON path')),
          name: Type.Optional(Type.String()),
          value: Type.Optional(Type.String()),
          time: Type.Optional(Type.String()),
          quality: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
    values: Type.Array(PayloadValue, { minItems: 1, maxItems: 1_000 }),
  },
  { additionalProperties: false },
)
export type PayloadSource = Static<typeof PayloadSource>
