import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { sourceMistakes } from '../../../model/payloads/check.ts'
import { PayloadSource } from '../../../model/payloads/source.ts'
import { topicPattern } from '../../../model/payloads/topic.ts'

const GOOD: PayloadSource = {
  id: 'meters',
  topic: 'application/{app}/device/{device}/event/up',
  form: 'chirpstack',
  timeZone: 'Asia/Shanghai',
  time: { path: 'object.time', format: 'yyyyMMddHHmmss' },
  names: { profile: 'deviceInfo.deviceProfileName' },
  values: [
    { path: 'object.volume', point: 'M-{device}.volume', unit: 'L' },
    {
      path: 'object.hours',
      point: '{profile}.{deviceName}',
      series: { step: 3_600, timeOf: 'last', base: 'object.volume' },
    },
  ],
}
const named = (value: Partial<PayloadSource['values'][number]>): PayloadSource => ({
  id: 'x',
  topic: 'a/{b}',
  form: 'telegraf',
  values: [{ path: 'p', point: 'P', ...value }],
})

test('a good source has no mistakes and fits the schema', () => {
  expect(Compile(PayloadSource).Check(GOOD)).toBe(true)
  expect(sourceMistakes(GOOD)).toEqual([])
})

describe('mistakes of a source', () => {
  const value = (more: object): PayloadSource => ({ ...GOOD, values: [{ ...GOOD.values[0]!, ...more }] })
  const MISTAKES: [what: string, source: PayloadSource, at: string, said: RegExp][] = [
    ['wildcard inside a level', { ...GOOD, topic: 'a/{device}/b+c' }, 'topic', /stand alone/],
    ['# in the middle', { ...GOOD, topic: 'a/#/{device}' }, 'topic', /# at the end/],
    ['a name twice', { ...GOOD, topic: 'a/{device}/{device}' }, 'topic', /once/],
    ['time zone', { ...GOOD, timeZone: 'Beijing' }, 'timeZone', /Beijing is not a known time zone/],
    ['time format', { ...GOOD, time: { path: 't', format: 'YYYY-MM-DD' } }, 'time.format', /no time format/],
    ['time path', { ...GOOD, time: { path: 'a[' } }, 'time.path', /no JSON path/],
    ['names path', { ...GOOD, names: { profile: '$..[' } }, 'names.profile', /no JSON path/],
    ['unit', value({ unit: 'furlong' }), 'values.0.unit', /furlong is not a known unit/],
    ['value path', value({ path: 'a..' }), 'values.0.path', /no JSON path/],
    [
      'base path',
      value({ series: { step: 1, timeOf: 'last', base: '[' } }),
      'values.0.series.base',
      /no JSON path/,
    ],
    [
      'a name nothing gives',
      value({ point: 'M-{serial}.volume' }),
      'values.0.point',
      /what \{serial\} is; there are: app, device, profile, devEui/,
    ],
    ['a catch that is no word', named({ path: '{a}{a}', point: 'P' }), 'values.0.path', /be there once/],
    [
      'paths where values have names',
      named({ time: { path: 't' } }),
      'values.0.time',
      /not for the form telegraf/,
    ],
    ['items elsewhere', { ...GOOD, items: { name: 'n' } }, 'items', /only the form array/],
  ]
  test.each(MISTAKES)('%s', (_, source, at, said) => {
    const [mistake] = sourceMistakes(source)
    expect(mistake?.path.join('.')).toBe(at)
    expect(mistake?.message).toMatch(said)
  })
})

describe('topics with names', () => {
  test.each([
    [
      'application/{app}/device/{device}/event/up',
      'application/+/device/+/event/up',
      'application/1/device/ab/event/up',
      { app: '1', device: 'ab' },
    ],
    [
      'v3/{app}@{tenant}/devices/{id}/up',
      'v3/+/devices/+/up',
      'v3/water@ttn/devices/m-1/up',
      { app: 'water', tenant: 'ttn', id: 'm-1' },
    ],
    ['v3/{app}@{tenant}/devices/{id}/up', 'v3/+/devices/+/up', 'v3/water/devices/m-1/up', undefined],
    ['a/+/{b}/#', 'a/+/+/#', 'a//x/y/z', { b: 'x' }],
    ['a/{b}/#', 'a/+/#', 'a/x', { b: 'x' }],
    ['a.c/{b}', 'a.c/+', 'abc/x', undefined],
    ['#', '#', '$SYS/uptime', undefined],
    ['#', '#', 'a/b', {}],
  ])('%s subscribes %s; %s', (pattern, filter, topic, names) => {
    const compiled = topicPattern(pattern)
    expect(compiled.filter).toBe(filter)
    const match = compiled.match(topic)
    expect(match && { ...match }).toEqual(names)
  })
})
