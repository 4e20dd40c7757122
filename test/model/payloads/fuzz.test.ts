import fc from 'fast-check'
import sparkplug from 'sparkplug-payload'
import { describe, expect, test } from 'vitest'
import { type PayloadDecoder, payloadDecoder } from '../../../model/payloads/decode.ts'
import { type Decoded, LIMITS, REJECTIONS } from '../../../model/payloads/decoded.ts'
import { FORMS, PATH_FORMS, type PayloadSource } from '../../../model/payloads/source.ts'
import { QUALITIES } from '../../../model/quality.ts'
import { bytes, RECEIVED } from './messages.ts'

const KINDS = 3
/** Runs of one form and kind, each of up to eight payloads. `npm run fuzz` names how many runs there are in all. */
const RUNS = process.env.STANDPIPE_FUZZ
  ? Math.ceil(Number(process.env.STANDPIPE_FUZZ) / (FORMS.length * KINDS))
  : 400
const settings = { numRuns: RUNS, seed: 20_261_122 }

const KEYS = [
  'v',
  'a',
  'ts',
  't',
  'values',
  'object',
  'objectJSON',
  'uplink_message',
  'decoded_payload',
  'fields',
  'tags',
  'metrics',
  'tag',
  'value',
  'timestamp',
  'quality',
  'n',
  'bn',
  'bt',
  'u',
  'bu',
  'bv',
  's',
  'vb',
  'time',
  '__proto__',
  'devEUI',
]
const paths: PayloadSource['values'] = [
  { path: 'v', point: '{device}.v', unit: 'MPa', quality: 'quality', unitPath: 'u', time: { path: 't' } },
  { path: 'object.v', point: 'o', missing: 0, sentinels: [-9999] },
  { path: 'values', point: 'h', series: { step: 3_600, timeOf: 'last', base: 'v' } },
  { each: '$..values[*]', path: 'value', point: 'e', names: { n: 'tag' } },
  { path: 'uplink_message.decoded_payload.a', point: 't', map: { true: 1 } },
]
const named: PayloadSource['values'] = [
  { path: 'v', point: '{device}.v', unit: 'bar' },
  { path: 'a{n}', point: 'A{n}', scale: 1e300 },
  { path: 'volume', point: 'M' },
]

function sourceOf(form: PayloadSource['form']): PayloadSource {
  const values = PATH_FORMS.includes(form) ? paths : named
  return {
    id: 'fuzz',
    topic: form === 'sparkplug' ? 'spBv1.0/#' : 'in/{device}',
    form,
    time: { path: 'ts' },
    values,
  }
}

function topicOf(form: string): fc.Arbitrary<string> {
  if (form !== 'sparkplug') return fc.constant('in/7')
  const kind = fc.constantFrom('NBIRTH', 'NDEATH', 'NDATA', 'DBIRTH', 'DDEATH', 'DDATA')
  return kind.map(type => `spBv1.0/G/${type}/E${type.startsWith('D') ? '/D' : ''}`)
}

/** What must hold of any answer, whatever came in. */
function sane(result: Decoded): void {
  expect(result.readings.length + result.backlog.length).toBeLessThanOrEqual(LIMITS.readings)
  if (result.rejected) {
    expect(REJECTIONS).toContain(result.rejected.code)
    expect(result.rejected.code).not.toBe('decoder-failed')
    expect(result.rejected.detail.length).toBeLessThan(210)
  }
  for (const { point, at, value, quality, reason } of [...result.readings, ...result.backlog]) {
    expect(point).toMatch(/^[\w.:-]{1,96}$/)
    expect(Number.isFinite(at) && Math.abs(at) <= 8.64e15).toBe(true)
    expect(QUALITIES).toContain(quality)
    if (value === null) expect(quality).toBe('bad')
    else expect(Number.isFinite(value)).toBe(true)
    if (quality !== 'good') expect(reason).toBeDefined()
  }
}

const json = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(
      null,
      true,
      false,
      0,
      -9999,
      1.5,
      1e308,
      1700000000,
      1700000000123,
      '20260701120000',
      'MPa',
      'AQIDBAUGBwg=',
    ),
    fc.double({ noNaN: true }),
    fc.string({ maxLength: 12 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6 }),
  ),
})).value

const metric = fc.record(
  {
    name: fc.constantFrom('v', 'a1', 'bdSeq', 'zz'),
    alias: fc.integer({ min: 0, max: 3 }),
    timestamp: fc.oneof(fc.constant(RECEIVED), fc.integer({ min: 0, max: 2 ** 31 })),
    typed: fc.oneof(
      fc.record({
        type: fc.constantFrom('Int8', 'Int32', 'UInt32', 'Int64', 'Float', 'Double'),
        value: fc.integer(),
      }),
      fc.record({ type: fc.constant('Double'), value: fc.constant(null) }),
      fc.record({ type: fc.constant('String'), value: fc.string() }),
    ),
    isHistorical: fc.boolean(),
    isTransient: fc.boolean(),
  },
  { requiredKeys: ['typed'] },
)
const sparkplugMessage = fc
  .record({ seq: fc.integer({ min: 0, max: 255 }), metrics: fc.array(metric, { maxLength: 6 }) })
  .map(({ seq, metrics }) =>
    sparkplug.get('spBv1.0')!.encodePayload({
      timestamp: RECEIVED,
      seq,
      metrics: metrics.map(({ typed, ...rest }) => ({ ...rest, ...typed })) as never,
    }),
  )

const frame = Buffer.from(
  '68107856341200000081169 01F00563412002C003012002C30150806092620 0000AA16'.replaceAll(' ', ''),
  'hex',
)
const shaped: Record<string, fc.Arbitrary<Uint8Array>> = {
  sparkplug: sparkplugMessage,
  cjt188: fc.constant(new Uint8Array(frame)),
}

/** A message with some of its bytes changed, cut out or repeated. */
function mutated(message: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(4_000), fc.nat(255), fc.constantFrom('set', 'cut', 'twice'))
  return fc.tuple(message, fc.array(change, { maxLength: 4 })).map(([original, changes]) => {
    let now = [...original]
    for (const [where, byte, how] of changes) {
      const at = now.length === 0 ? 0 : where % now.length
      if (how === 'set') now[at] = byte
      else if (how === 'cut') now = now.slice(0, at)
      else now = [...now.slice(0, at), ...now.slice(at, at + byte), ...now.slice(at)]
    }
    return Uint8Array.from(now.slice(0, 8_192))
  })
}

describe.each(FORMS)('%s', form => {
  const holds = (decoder: PayloadDecoder, messages: [string, Uint8Array][]) => {
    for (const [topic, payload] of messages) sane(decoder.decode(topic, payload, RECEIVED))
  }
  const inputs: [string, fc.Arbitrary<Uint8Array>][] = [
    ['bytes', fc.uint8Array({ maxLength: 300 })],
    ['messages of all shapes', shaped[form] ?? json.map(bytes)],
    ['messages with damage', mutated(shaped[form] ?? json.map(bytes))],
  ]
  test.each(inputs)('stays sane on %s', { timeout: 600_000 }, (_, input) => {
    expect(inputs).toHaveLength(KINDS)
    const message = fc.tuple(topicOf(form), input)
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), messages =>
        holds(payloadDecoder(sourceOf(form), 'Europe/Berlin'), messages),
      ),
      settings,
    )
  })
})

describe('messages made to hurt', () => {
  const deep = '['.repeat(200_000)
  const wide = `{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":1`).join(',')}}`
  const HURTING: [string, Uint8Array][] = [
    ['a hundred thousand brackets', bytes(deep)],
    ['closed again', bytes(deep + ']'.repeat(200_000))],
    ['nested objects', bytes(`${'{"values":'.repeat(50_000)}1${'}'.repeat(50_000)}`)],
    ['fifty thousand keys', bytes(wide)],
    ['a megabyte of blanks', bytes(' '.repeat(1_048_576))],
    ['a list of ten thousand lists', bytes(`{"values":[${'[1],'.repeat(10_000)}1]}`)],
    ['half a million empty metrics', new Uint8Array(1_048_576).map((_, i) => (i % 2 === 0 ? 0x12 : 0))],
    ['a megabyte of start bytes', new Uint8Array(1_048_576).fill(0x68)],
  ]
  test.each(HURTING)('%s', (_, payload) => {
    for (const form of FORMS) {
      const started = performance.now()
      const topic = form === 'sparkplug' ? 'spBv1.0/G/NBIRTH/E' : 'in/7'
      const result = payloadDecoder(sourceOf(form)).decode(topic, payload, RECEIVED)
      expect(result.readings.length).toBeLessThanOrEqual(LIMITS.readings)
      expect(performance.now() - started).toBeLessThan(4_000)
    }
  })

  test('names without end are not remembered without end', () => {
    const decoder = payloadDecoder({ ...sourceOf('thingsboard'), values: [{ path: 'x', point: 'x' }] })
    for (let i = 0; i < 20; i++) {
      const message = Object.fromEntries(Array.from({ length: 2_000 }, (_, k) => [`n${i}-${k}`, 1]))
      expect(decoder.decode('in/7', bytes(message), RECEIVED).unmapped).toBe(2_000)
    }
  })
})
