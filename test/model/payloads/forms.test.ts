import { describe, expect, test } from 'vitest'
import { decoded, RECEIVED, type Source, told } from './messages.ts'

const CHIRPSTACK = {
  deduplicationId: '3ac7e3c4-4401-4b8d-9386-a5c902f9202d',
  time: '2026-07-01T02:00:03.123Z',
  deviceInfo: {
    applicationName: 'water',
    deviceProfileName: 'W1',
    deviceName: 'M-000123',
    devEui: '0102030405060708',
  },
  fCnt: 412,
  fPort: 100,
  data: 'AQ==',
  object: { volume: 123.456, leak: false },
  rxInfo: [{ gatewayId: 'a1b2', rssi: -101, snr: 3.5 }],
}
const THINGS_STACK = {
  end_device_ids: {
    device_id: 'm-000123',
    application_ids: { application_id: 'water' },
    dev_eui: '0102030405060708',
  },
  received_at: '2026-07-01T02:00:03Z',
  uplink_message: {
    f_port: 1,
    decoded_payload: {
      latestVolume: 0.236,
      values: [
        { Type: 'Volume', Value: 0.236, Unit: 'm3', Timestamp: '2023-10-19T00:00:00.000' },
        { Type: 'Volume', Value: 230, Unit: 'L', Timestamp: '2023-10-18T23:00:00.000' },
        { Type: 'Temperature', Value: 9, Unit: '°C', Timestamp: '2023-10-19T00:00:00.000' },
      ],
    },
  },
}

type Row = [
  form: string,
  source: Source,
  message: unknown,
  readings: string[],
  options?: { topic?: string; zone?: string },
]

// The messages of the reference (domain.md §7), and what they say.
const ROWS: Row[] = [
  [
    'ThingsBoard device, dated',
    { form: 'thingsboard', values: [{ path: 'pressure', point: '{device}.pressure', unit: 'MPa' }] },
    { ts: 1451649600512, values: { pressure: 0.35, rssi: -70 } },
    ['7.pressure 2016-01-01T12:00:00.512Z 35.690067'],
  ],
  [
    'ThingsBoard device, plain: our time',
    { form: 'thingsboard', values: [{ path: 'pressure', point: '{device}.pressure', unit: 'MPa' }] },
    { pressure: 0.35 },
    ['7.pressure 2026-07-01T02:00:05.000Z 35.690067'],
  ],
  [
    'ThingsBoard device, list',
    { form: 'thingsboard', values: [{ path: 'flow', point: 'f', unit: 'L/s' }] },
    [
      { ts: 1451649600000, values: { flow: 1 } },
      { ts: 1451649660000, values: { flow: 2 } },
    ],
    ['f 2016-01-01T12:00:00.000Z 3.6', 'f 2016-01-01T12:01:00.000Z 7.2'],
  ],
  [
    'ThingsBoard gateway',
    {
      form: 'thingsboard-gateway',
      values: [{ path: '{side}Pressure', point: '{device}.{side}-pressure', unit: 'MPa' }],
    },
    {
      'PS-021': [
        { ts: 1483228800000, values: { inletPressure: 0.21, outletPressure: 0.55 } },
        { ts: 1483228801000, values: { outletPressure: 0.56 } },
      ],
    },
    [
      'PS-021.inlet-pressure 2017-01-01T00:00:00.000Z 21.41404',
      'PS-021.outlet-pressure 2017-01-01T00:00:00.000Z 56.084392',
      'PS-021.outlet-pressure 2017-01-01T00:00:01.000Z 57.104108',
    ],
    { topic: 'meters/any/up' },
  ],
  [
    'ChirpStack v4',
    {
      form: 'chirpstack',
      values: [
        { path: 'object.volume', point: '{deviceName}.volume' },
        { path: 'object.leak', point: '{devEui}.leak' },
        { path: '$.rxInfo[0].rssi', point: '{device}.signal' },
      ],
    },
    CHIRPSTACK,
    [
      'M-000123.volume 2026-07-01T02:00:03.123Z 123.456',
      '0102030405060708.leak 2026-07-01T02:00:03.123Z 0',
      '7.signal 2026-07-01T02:00:03.123Z -101',
    ],
  ],
  [
    'ChirpStack v3: base64 EUI, object as text, time from the gateway',
    { form: 'chirpstack', values: [{ path: 'object.volume', point: '{devEui}.{deviceName}' }] },
    {
      applicationID: '1',
      deviceName: 'm1',
      devEUI: 'AQIDBAUGBwg=',
      objectJSON: '{"volume":7}',
      rxInfo: [{ gatewayID: 'x', time: '2019-11-08T13:59:25.048445Z' }],
    },
    ['0102030405060708.m1 2019-11-08T13:59:25.048Z 7'],
  ],
  [
    'The Things Stack: back-dated values, units from the message, a flag that was left out is false',
    {
      form: 'tts',
      topic: 'v3/{app}@{tenant}/devices/{id}/up',
      values: [
        {
          each: "uplink_message.decoded_payload.values[?@.Type == 'Volume']",
          path: 'Value',
          unitPath: 'Unit',
          time: { path: 'Timestamp' },
          point: '{device}.volume',
        },
        { path: 'uplink_message.decoded_payload.leak', missing: 0, point: '{device}.leak' },
      ],
    },
    THINGS_STACK,
    [
      'm-000123.volume 2023-10-18T22:00:00.000Z 0.236',
      'm-000123.volume 2023-10-18T21:00:00.000Z 0.23',
      'm-000123.leak 2026-07-01T02:00:03.000Z 0',
    ],
    { topic: 'v3/water@tenant/devices/m-000123/up', zone: 'Europe/Berlin' },
  ],
  [
    'SenML: base values, a relative time, a truth value, a unit of its own',
    {
      form: 'senml',
      values: [
        { path: 'urn:dev:ow:{station}:outlet', point: '{station}.pressure' },
        { path: 'urn:dev:ow:{station}:flow', point: '{station}.flow' },
        { path: 'urn:dev:ow:{station}:door', point: '{station}.door' },
      ],
    },
    [
      { bn: 'urn:dev:ow:PS-021:', bt: 1700000000, bu: 'Pa', n: 'outlet', v: 352000 },
      { n: 'outlet', t: 60, v: 351000 },
      { n: 'flow', u: 'm3/s', v: 0.0121 },
      { n: 'door', vb: true },
    ],
    [
      'PS-021.pressure 2023-11-14T22:13:20.000Z 35.894011',
      'PS-021.pressure 2023-11-14T22:14:20.000Z 35.792039',
      'PS-021.flow 2023-11-14T22:13:20.000Z 43.56',
      'PS-021.door 2023-11-14T22:13:20.000Z 1',
    ],
  ],
  [
    'SenML without a base time: seconds from now; a sum is a value of its own',
    {
      form: 'senml',
      values: [
        { path: 'flow', point: 'f' },
        { path: 'flow#sum', point: 'v' },
      ],
    },
    [{ n: 'flow', u: 'm3/h', v: 2, t: -5, bv: 10, s: 7, bs: 100, bu: 'm3/h' }],
    ['f 2026-07-01T02:00:00.000Z 12', 'v 2026-07-01T02:00:00.000Z 107'],
  ],
  [
    'Telegraf: tags fill in the point, seconds',
    {
      form: 'telegraf',
      values: [{ path: 'pressure', point: '{host}.{slave_id}.{measurement}', unit: 'MPa' }],
    },
    {
      name: 'modbus',
      tags: { host: 'gw1', slave_id: '1' },
      fields: { pressure: 0.35 },
      timestamp: 1700000000,
    },
    ['gw1.1.modbus 2023-11-14T22:13:20.000Z 35.690067'],
  ],
  [
    'Telegraf in batches, nanoseconds',
    { form: 'telegraf', values: [{ path: 'p', point: 'x' }] },
    { metrics: [{ name: 'm', tags: {}, fields: { p: 1 }, timestamp: '1700000000000000000' }] },
    ['x 2023-11-14T22:13:20.000Z 1'],
  ],
  [
    'Chinese RTU: local time without zone',
    {
      form: 'json',
      time: { path: 'time' },
      names: { sn: 'sn' },
      values: [
        { path: 'data.P1', point: '{sn}.pressure', unit: 'MPa' },
        { path: 'data.F1', point: '{sn}.flow' },
      ],
    },
    { sn: 'R01', time: '20260701120000', data: { P1: 0.35 } },
    ['R01.pressure 2026-07-01T04:00:00.000Z 35.690067'],
  ],
  [
    'flat JSON with milliseconds, a value as text',
    {
      form: 'json',
      time: { path: 'ts' },
      names: { id: 'deviceId' },
      values: [{ path: 'pressure', point: '{id}.pressure' }],
    },
    { deviceId: 12, ts: 1700000000123, pressure: ' 35.5 ' },
    ['12.pressure 2023-11-14T22:13:20.123Z 35.5'],
  ],
  [
    'list of points with quality',
    {
      form: 'array',
      values: [{ path: 'PS021.P{n}.freq', point: 'PS-021.P{n}.frequency', unit: 'Hz' }],
    },
    [
      { tag: 'PS021.P1.freq', value: 48.2, quality: 192, timestamp: 1700000000000 },
      { tag: 'PS021.P2.freq', value: 47.1, quality: 64, timestamp: 1700000000000 },
      { tag: 'PS021.P3.freq', value: 0, quality: 0, timestamp: 1700000000000 },
    ],
    [
      'PS-021.P1.frequency 2023-11-14T22:13:20.000Z 48.2',
      'PS-021.P2.frequency 2023-11-14T22:13:20.000Z 47.1 uncertain/unspecified',
      'PS-021.P3.frequency 2023-11-14T22:13:20.000Z 0 bad/unspecified',
    ],
  ],
  [
    'list of points with other keys, inside a message with one time',
    {
      form: 'array',
      time: { path: 'head.t', format: 's' },
      items: { path: 'points', name: 'n', value: 'v', quality: 'ok' },
      values: [{ path: 'a', point: '{device}.a' }],
    },
    {
      head: { t: 1700000000 },
      points: [
        { n: 'a', v: 1, ok: true },
        { n: 'a', v: 2, ok: false },
      ],
    },
    ['7.a 2023-11-14T22:13:20.000Z 1', '7.a 2023-11-14T22:13:20.000Z 2 bad/unspecified'],
  ],
  [
    'CJ/T 188 as bytes: the meter clock is local',
    {
      form: 'cjt188',
      values: [
        { path: 'volume', point: 'M-{address}.volume' },
        { path: 'valve', point: 'M-{address}.valve' },
        { path: 'batteryLow', point: 'M-{address}.alarm' },
      ],
    },
    Buffer.from(
      'fefe68107856341200000081169 01F00563412002C003012002C3015080609262000 00AA16'.replaceAll(' ', ''),
      'hex',
    ),
    [
      'M-00000012345678.volume 2026-09-06T00:15:30.000Z 1234.56',
      'M-00000012345678.valve 2026-09-06T00:15:30.000Z 0',
      'M-00000012345678.alarm 2026-09-06T00:15:30.000Z 0',
    ],
  ],
  [
    'CJ/T 188 as hex text, two meters in one message',
    { form: 'cjt188', values: [{ path: 'volume', point: 'M-{address}' }] },
    '68 10 78 56 34 12 00 00 00 81 16 90 1F 00 56 34 12 00 2C 00 30 12 00 2C 30 15 08 06 09 26 20 00 00 AA 16\n' +
      '68 10 79 56 34 12 00 00 00 81 16 1F 90 00 57 34 12 00 2C 00 30 12 00 2C 30 15 08 06 09 26 20 00 00 AC 16',
    [
      'M-00000012345678 2026-09-06T00:15:30.000Z 1234.56',
      'M-00000012345679 2026-09-06T00:15:30.000Z 1234.57',
    ],
  ],
]

describe('what devices publish, as dated readings in SI', () => {
  test.each(ROWS)('%s', (_, source, message, readings, options) => {
    const result = decoded(source, message, options)
    expect(told(result)).toEqual(readings)
    expect(result.rejected).toBeUndefined()
    expect(result.readings.every(reading => reading.received === RECEIVED)).toBe(true)
  })
})
