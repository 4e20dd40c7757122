import { describe, expect, test } from 'vitest'
import { decoded, type Source, told } from './messages.ts'

describe('a message that cannot be used is named, and breaks nothing', () => {
  const json: Source = { form: 'json', time: { path: 'ts' }, values: [{ path: 'p', point: 'x' }] }
  const REJECTED: [what: string, source: Source, message: unknown, code: string, said: RegExp][] = [
    ['no JSON', json, '{"p":1', 'not-json', /\{"p":1/],
    ['no text', json, Uint8Array.of(0xff, 0xfe, 0x00), 'not-text', /UTF-8/],
    ['too large', json, new Uint8Array(1_048_577), 'too-large', /1048577 bytes; at most 1048576/],
    ['nothing that is mapped', json, { q: 1 }, 'nothing-mapped', /none of the mapped paths/],
    [
      'an unreadable time is never replaced by ours',
      json,
      { p: 1, ts: 'yesterday' },
      'time-invalid',
      /"yesterday"/,
    ],
    [
      'a point id nobody could have',
      { ...json, names: { n: 'n' }, values: [{ path: 'p', point: 'M-{n}' }] },
      { p: 1, n: 'a b' },
      'point-invalid',
      /"M-a b"/,
    ],
    [
      'a name that is not there',
      { ...json, names: { n: 'n' }, values: [{ path: 'p', point: 'M-{n}' }] },
      { p: 1 },
      'point-invalid',
      /"M-\{n\}"/,
    ],
    [
      'an uplink nobody decoded',
      { form: 'chirpstack', values: [{ path: 'object.v', point: 'x' }] },
      { data: 'AQ==' },
      'not-this-form',
      /no decoded object/,
    ],
    [
      'an uplink nobody decoded is no zero',
      { form: 'tts', values: [{ path: 'uplink_message.decoded_payload.leak', missing: 0, point: 'x' }] },
      { uplink_message: { frm_payload: 'AQ==' } },
      'not-this-form',
      /no decoded payload/,
    ],
    [
      'ThingsBoard with a number',
      { form: 'thingsboard', values: [{ path: 'p', point: 'x' }] },
      7,
      'not-this-form',
      /no object/,
    ],
    [
      'SenML of a version to come',
      { form: 'senml', values: [{ path: 'a', point: 'x' }] },
      [{ bver: 11, n: 'a', v: 1 }],
      'not-this-form',
      /version 11/,
    ],
    [
      'SenML with a field that must be understood',
      { form: 'senml', values: [{ path: 'a', point: 'x' }] },
      [{ n: 'a', v: 1, crs_: 2 }],
      'not-this-form',
      /crs_/,
    ],
    [
      'Telegraf without fields',
      { form: 'telegraf', values: [{ path: 'a', point: 'x' }] },
      { name: 'm' },
      'not-this-form',
      /no fields/,
    ],
    [
      'a list that is none',
      { form: 'array', values: [{ path: 'a', point: 'x' }] },
      { points: 1 },
      'not-this-form',
      /no list/,
    ],
    [
      'CJ/T 188 with a wrong checksum',
      { form: 'cjt188', values: [{ path: 'volume', point: 'x' }] },
      '681078563412000000811690 1F00563412002C003012002C30150806092620 0000AB16',
      'bad-frame',
      /checksum/,
    ],
    [
      'a list longer than any device has',
      { form: 'array', values: [{ path: 'a', point: 'x' }] },
      Array.from({ length: 10_001 }, (_, i) => ({ tag: 'a', value: i })),
      'too-many',
      /10000/,
    ],
  ]
  test.each(REJECTED)('%s', (_, source, message, code, said) => {
    const { rejected, readings } = decoded(source, message)
    expect(rejected?.code).toBe(code)
    expect(rejected?.detail).toMatch(said)
    expect(readings.length).toBe(code === 'too-many' ? 10_000 : 0)
  })

  test('of another topic', () => {
    expect(decoded(json, { p: 1 }, { topic: 'meters/7/down' }).rejected?.code).toBe('topic-mismatch')
  })

  test('the good part of a message is taken', () => {
    const source: Source = { form: 'thingsboard', values: [{ path: 'p', point: 'x' }] }
    const result = decoded(source, [
      { ts: 1700000000000, values: { p: 1 } },
      'broken',
      { ts: -4, values: { p: 2 } },
    ])
    expect(told(result)).toEqual(['x 2023-11-14T22:13:20.000Z 1'])
    expect(result.rejected?.code).toBe('not-this-form')
  })
})

test('what a foreign message brings cannot reach beyond itself', () => {
  const source: Source = { form: 'json', values: [{ path: 'a', point: 'x' }] }
  decoded(source, '{"__proto__":{"a":5},"constructor":{"prototype":{"a":6}}}')
  expect(({} as Record<string, unknown>).a).toBeUndefined()
  expect(
    decoded({ ...source, values: [{ path: 'toString', point: 'x' }] }, { PS021: { outlet: 0.55 } }).readings,
  ).toEqual([])
})
