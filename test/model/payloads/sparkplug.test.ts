import sparkplug from 'sparkplug-payload'
import type { UMetric } from 'sparkplug-payload/lib/sparkplugbpayload.js'
import proto from 'sparkplug-payload/lib/sparkplugPayloadProto.js'
import { describe, expect, test } from 'vitest'
import type { PayloadDecoder } from '../../../model/payloads/decode.ts'
import type { Decoded } from '../../../model/payloads/decoded.ts'
import { decoderOf, told } from './messages.ts'

// Messages are made with the package's own encoder, which is not what reads them.
const { encodePayload, decodePayload } = sparkplug.get('spBv1.0')!
const { Payload } = proto.org.eclipse.tahu.protobuf
const T0 = Date.parse('2026-07-01T02:00:00Z')

type Metric = Partial<UMetric> & Pick<UMetric, 'type' | 'value'>
const metric = (
  name: string | undefined,
  type: UMetric['type'],
  value: UMetric['value'],
  more: object = {},
): Metric => ({
  ...(name === undefined ? {} : { name }),
  type,
  value,
  ...more,
})
const bdSeq = (value: number) => metric('bdSeq', 'Int64', value)
const outlet = (value: number, more: object = {}) =>
  metric('PS/outlet', 'Float', value, { alias: 7, ...more })
const rebirth = metric('Node Control/Rebirth', 'Boolean', false)

/** The host's side of one decoder: what each message says, `seconds` after T0. */
function host(): {
  says(kind: string, seconds: number, seq: number | undefined, metrics: Metric[], device?: string): Decoded
  decoder: PayloadDecoder
} {
  const decoder = decoderOf({
    form: 'sparkplug',
    topic: 'spBv1.0/JN/#',
    values: [
      { path: 'PS/outlet', point: '{edge}.outlet', unit: 'MPa' },
      { path: 'flow', point: '{edge}.{device}.flow', unit: 'L/s' },
      { path: 'count', point: '{edge}.count' },
    ],
  })
  return {
    decoder,
    says: (kind, seconds, seq, metrics, device) => {
      const at = T0 + seconds * 1_000
      const payload = encodePayload({
        timestamp: at,
        ...(seq === undefined ? {} : { seq }),
        metrics: metrics as UMetric[],
      })
      return decoder.decode(`spBv1.0/JN/${kind}/E1${device ? `/${device}` : ''}`, payload, at + 50)
    },
  }
}

const birth = (bd = 1) => [bdSeq(bd), rebirth, outlet(0.5)]

describe('a Sparkplug node', () => {
  test('is born, sends by alias, and dies: its values are unknown once', () => {
    const { says } = host()
    expect(told(says('NBIRTH', 0, 0, birth()))).toEqual(['E1.outlet 2026-07-01T02:00:00.000Z 50.98581'])
    const data = says('NDATA', 10, 1, [metric(undefined, 'Float', 0.25, { alias: 7, timestamp: T0 + 9_000 })])
    expect(told(data)).toEqual(['E1.outlet 2026-07-01T02:00:09.000Z 25.492905'])
    expect(data.rejected).toBeUndefined()
    const death = says('NDEATH', 20, undefined, [bdSeq(1)])
    expect(told(death)).toEqual(['E1.outlet 2026-07-01T02:00:20.050Z null bad/comm-failure'])
    expect(told(says('NDEATH', 21, undefined, [bdSeq(1)]))).toEqual([])
  })

  test('sends by alias without a datatype, as the specification allows: the birth told it', () => {
    const { says, decoder } = host()
    says('NBIRTH', 0, 0, [bdSeq(1), metric('count', 'Int16', 3, { alias: 9 })])
    const bare = Payload.encode(
      Payload.create({ timestamp: T0, seq: 1, metrics: [{ alias: 9, intValue: 0xfffe }] }),
    ).finish()
    expect(told(decoder.decode('spBv1.0/JN/NDATA/E1', bare, T0))).toEqual([
      'E1.count 2026-07-01T02:00:00.000Z -2',
    ])
  })

  test('that was replaced does not die by its old will', () => {
    const { says } = host()
    says('NBIRTH', 0, 0, birth(1))
    says('NBIRTH', 5, 0, birth(2))
    expect(told(says('NDEATH', 6, undefined, [bdSeq(1)]))).toEqual([])
    expect(told(says('NDEATH', 7, undefined, [bdSeq(2)]))).toHaveLength(1)
  })

  test('counts 255, 0, 1 without a gap', () => {
    const { says } = host()
    says('NBIRTH', 0, 0, birth())
    for (let i = 1; i <= 600; i++) {
      const data = says('NDATA', i, i % 256, [metric(undefined, 'Float', 0.1, { alias: 7 })])
      expect([data.readings.length, data.rejected, data.rebirth]).toEqual([1, undefined, undefined])
    }
  })

  test('of which a message is missing is asked to be born again; until then only names are believed', () => {
    const { says } = host()
    says('NBIRTH', 0, 0, birth())
    const gap = says('NDATA', 10, 2, [
      metric(undefined, 'Float', 0.25, { alias: 7 }),
      metric('count', 'Int32', 4),
    ])
    expect(told(gap)).toEqual(['E1.count 2026-07-01T02:00:10.000Z 4'])
    expect(gap.rejected?.code).toBe('out-of-sequence')
    expect(gap.rebirth?.topic).toBe('spBv1.0/JN/NCMD/E1')
    expect(decodePayload(gap.rebirth!.payload).metrics).toMatchObject([
      { name: 'Node Control/Rebirth', type: 'Boolean', value: true },
    ])
    const next = says('NDATA', 11, 3, [metric(undefined, 'Float', 0.25, { alias: 7 })])
    expect([next.readings.length, next.rejected?.code, next.rebirth]).toEqual([0, 'unknown-alias', undefined])
    expect(says('NDATA', 45, 4, [metric(undefined, 'Float', 0.25, { alias: 7 })]).rebirth).toBeDefined()
    says('NBIRTH', 46, 0, birth())
    expect(told(says('NDATA', 47, 1, [metric(undefined, 'Float', 0.25, { alias: 7 })]))).toHaveLength(1)
  })

  test('that was never born here is asked for its birth; named values are taken', () => {
    const { says } = host()
    const data = says('NDATA', 0, 17, [outlet(0.5), metric(undefined, 'Float', 0.5, { alias: 8 })])
    expect(told(data)).toHaveLength(1)
    expect([data.rejected?.code, data.rebirth?.topic]).toEqual(['not-born', 'spBv1.0/JN/NCMD/E1'])
  })

  test('that gives an alias another meaning at its next birth is understood by the new one', () => {
    const { says } = host()
    says('NBIRTH', 0, 0, birth())
    says('NBIRTH', 1, 0, [bdSeq(2), metric('count', 'Int32', 1, { alias: 7 })])
    expect(told(says('NDATA', 2, 1, [metric(undefined, 'Int32', 5, { alias: 7 })]))).toEqual([
      'E1.count 2026-07-01T02:00:02.000Z 5',
    ])
  })
})

describe('a device of a Sparkplug node', () => {
  const flow = (value: number, alias = 20) => metric('flow', 'Double', value, { alias })

  test('lives and dies by itself, once, at the time its node says', () => {
    const { says } = host()
    says('NBIRTH', 0, 0, birth())
    expect(told(says('DBIRTH', 1, 1, [flow(1)], 'D1'))).toEqual(['E1.D1.flow 2026-07-01T02:00:01.000Z 3.6'])
    says('DBIRTH', 2, 2, [flow(2, 21)], 'D2')
    expect(told(says('DDATA', 3, 3, [metric(undefined, 'Double', 3, { alias: 20 })], 'D1'))).toEqual([
      'E1.D1.flow 2026-07-01T02:00:03.000Z 10.8',
    ])
    expect(told(says('DDEATH', 4, 4, [], 'D1'))).toEqual([
      'E1.D1.flow 2026-07-01T02:00:04.000Z null bad/comm-failure',
    ])
    expect(told(says('DDEATH', 5, 5, [], 'D1'))).toEqual([])
    // The node's end is the end of the device that is left, not again of the one that died before.
    expect(told(says('NDEATH', 6, undefined, [bdSeq(1)])).map(line => line.split(' ')[0])).toEqual([
      'E1.outlet',
      'E1.D2.flow',
    ])
  })
})

describe('a metric', () => {
  const one = (m: Metric) => {
    const { says } = host()
    return says('NBIRTH', 0, 0, [bdSeq(1), { ...m, name: 'count' }])
  }

  test.each([
    ['Int8', -5, -5],
    ['Int16', -300, -300],
    ['Int32', -70_000, -70_000],
    ['UInt8', 200, 200],
    ['UInt32', 3_000_000_000, 3_000_000_000],
    ['Int64', -5_000_000_000, -5_000_000_000],
    ['UInt64', 5_000_000_000, 5_000_000_000],
    ['Double', 0.1, 0.1],
    ['Boolean', true, 1],
    ['Boolean', false, 0],
    ['String', '12.5', 12.5],
  ] as const)('%s %s', (type, value, number) => {
    expect(one(metric('count', type, value)).readings.map(reading => reading.value)).toEqual([number])
  })

  test.each([
    ['null', metric('count', 'Int32', null), 'null bad/no-sample'],
    ['good', metric('count', 'Int32', 1, { properties: { Quality: { type: 'Int32', value: 192 } } }), '1'],
    [
      'bad',
      metric('count', 'Int32', 1, { properties: { Quality: { type: 'Int32', value: 0 } } }),
      '1 bad/unspecified',
    ],
    [
      'stale',
      metric('count', 'Int32', 1, { properties: { Quality: { type: 'Int32', value: 500 } } }),
      '1 bad/stale',
    ],
    ['bytes', metric('count', 'Bytes', Uint8Array.of(1)), 'null bad/undecodable'],
  ])('%s', (_, m, expected) => {
    expect(told(one(m))).toEqual([`E1.count 2026-07-01T02:00:00.000Z ${expected}`])
  })

  test('that is historical goes to the backlog with its own time', () => {
    const { says } = host()
    says('NBIRTH', 0, 0, birth())
    const data = says('NDATA', 10, 1, [
      outlet(0.25, { isHistorical: true, timestamp: T0 - 3_600_000 }),
      outlet(0.3, { timestamp: T0 + 10_000 }),
    ])
    expect(told(data)).toEqual(['E1.outlet 2026-07-01T02:00:10.000Z 30.591488'])
    expect(told({ readings: data.backlog })).toEqual(['E1.outlet 2026-07-01T01:00:00.000Z 25.492905'])
  })

  test('that is transient is not kept', () => {
    expect(one(metric('count', 'Int32', 1, { isTransient: true })).readings).toEqual([])
  })
})

describe('topics', () => {
  const { decoder } = host()
  test.each([
    ['spBv1.0/JN/STATE/host', 'topic-mismatch'],
    ['spBv1.0/JN/NCMD/E1', undefined],
    ['spBv1.0/JN/DCMD/E1/D1', undefined],
    ['spBv1.0/JN/NDATA', 'topic-mismatch'],
    ['spBv1.0/JN/NDATA/E1/D1', 'topic-mismatch'],
    ['spBv1.0/JN/DDATA/E1', 'topic-mismatch'],
    ['spBv1.0/JN/constructor/E1', 'topic-mismatch'],
    ['spBv1.0/QD/NDATA/E1', 'topic-mismatch'],
  ])('%s: %s', (topic, code) => {
    expect(decoder.decode(topic, Uint8Array.of(), T0).rejected?.code).toBe(code)
  })

  test('the host state of version 3 is passed over', () => {
    const all = decoderOf({ form: 'sparkplug', topic: 'spBv1.0/#', values: [{ path: 'a', point: 'a' }] })
    expect(
      all.decode('spBv1.0/STATE/scada', new TextEncoder().encode('{"online":true}'), T0).rejected,
    ).toBeUndefined()
  })

  test('bytes that are no payload are named', () => {
    expect(decoder.decode('spBv1.0/JN/NDATA/E1', Uint8Array.of(0xff, 0xff, 0xff), T0).rejected?.code).toBe(
      'not-protobuf',
    )
  })
})
