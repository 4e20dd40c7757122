import { type TSchema, Type } from 'typebox'
import { Alarm } from '../../model/alarm.ts'
import { Detection } from '../../model/detection.ts'
import { GatewayState } from '../../model/gateway-state.ts'
import { Batch, Stored } from '../../model/reading.ts'
import { TicketView } from '../../model/ticket.ts'
import { type Topics, topicsOf } from '../../model/topics.ts'

/** `LiveValues` of model/live.ts, which has no schema of its own. */
const LiveValues = Type.Object({
  sent: Type.Number(),
  values: Type.Array(
    Type.Tuple([
      Type.String(),
      Type.Number(),
      Type.Union([Type.Number(), Type.Null()]),
      Type.Integer({ minimum: 0, maximum: 255 }),
    ]),
    { description: '[point id, device time, SI value, quality code]' },
  ),
})

interface Channel {
  /** The function of `topicsOf` that makes the topic. */
  topic: Exclude<keyof Topics, `${string}s`>
  message: string
  schema: TSchema
  says: string
  from: string
  to: string
  qos: 0 | 1
  retain: boolean
}

/** Everything that travels over the bus. */
export const CHANNELS: readonly Channel[] = [
  {
    topic: 'up',
    message: 'Batch',
    schema: Batch,
    says: 'Readings of one gateway. Acknowledged when they are durable; sent again until `stored` says so.',
    from: 'gateway',
    to: 'ingest',
    qos: 1,
    retain: false,
  },
  {
    topic: 'stored',
    message: 'Stored',
    schema: Stored,
    says: 'How far a gateway’s stream is durable. Frees its spool up to `seq`.',
    from: 'ingest',
    to: 'gateway',
    qos: 1,
    retain: true,
  },
  {
    topic: 'gateway',
    message: 'GatewayState',
    schema: GatewayState,
    says: 'Birth and health of a gateway; its last will and its good-bye carry `online: false` only.',
    from: 'gateway',
    to: 'ingest',
    qos: 1,
    retain: true,
  },
  {
    topic: 'live',
    message: 'LiveValues',
    schema: LiveValues,
    says: 'The newest values of a zone’s points, conflated. Points without a zone are under `_`.',
    from: 'ingest',
    to: 'dashboard',
    qos: 0,
    retain: false,
  },
  {
    topic: 'detection',
    message: 'Detection',
    schema: Detection,
    says: 'The newest state of a condition. A retrospective one is history and is not retained.',
    from: 'ingest',
    to: 'alerting',
    qos: 1,
    retain: true,
  },
  {
    topic: 'alarm',
    message: 'Alarm',
    schema: Alarm,
    says: 'An alarm after each change. The id is kind/subject.',
    from: 'alerting',
    to: 'dashboard',
    qos: 1,
    retain: false,
  },
  {
    topic: 'ticket',
    message: 'TicketView',
    schema: TicketView,
    says: 'A ticket with its clocks and next steps after each change.',
    from: 'alerting',
    to: 'dashboard',
    qos: 1,
    retain: false,
  },
]

const PARAMETERS: Record<string, string[]> = {
  up: ['zone', 'gateway'],
  stored: ['gateway'],
  gateway: ['gateway'],
  live: ['zone'],
  detection: ['kind', 'subject'],
  alarm: ['id'],
  ticket: ['id'],
}

/** The address of a channel with its parameters in braces. */
export function addressOf(topic: Channel['topic']): string {
  const names = PARAMETERS[topic]!
  const make = topicsOf('{site}')[topic] as (...ids: string[]) => string
  return decodeURIComponent(make(...names.map(name => `{${name}}`)))
}

/** The bus as an AsyncAPI document. */
export function asyncApi(): object {
  const channels = CHANNELS.map(({ topic, message, says }) => [
    topic,
    {
      address: addressOf(topic),
      description: says,
      parameters: Object.fromEntries(
        ['site', ...PARAMETERS[topic]!].map(name => [name, { $ref: `#/components/parameters/${name}` }]),
      ),
      messages: { [message]: { $ref: `#/components/messages/${message}` } },
    },
  ])
  const operations = CHANNELS.flatMap(({ topic, from, to, qos, retain }) => {
    const channel = { $ref: `#/channels/${topic}` }
    const bindings = { mqtt: { qos, retain, bindingVersion: '0.2.0' } }
    return [
      [`${from}-sends-${topic}`, { action: 'send', channel, summary: `by ${from}`, bindings }],
      [`${to}-receives-${topic}`, { action: 'receive', channel, summary: `by ${to}` }],
    ]
  })
  const parameters = {
    site: { description: 'id of the site, `site` in site.yaml' },
    zone: { description: 'zone id' },
    gateway: { description: 'gateway id, `gateway` in a file of devices/' },
    kind: { description: 'kind of detection' },
    subject: { description: 'point, zone, asset, gateway or site it is about' },
    id: { description: 'alarm id (kind/subject) or ticket number' },
  }
  const messages = CHANNELS.map(({ message }) => [
    message,
    { contentType: 'application/json', payload: { $ref: `#/components/schemas/${message}` } },
  ])
  const plain = (schema: TSchema): unknown => JSON.parse(JSON.stringify(schema))
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Standpipe bus',
      version: '1',
      description:
        'MQTT 3.1.1. Every part of a topic is percent-encoded. Times are ms since 1970-01-01T00:00Z, values SI.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(channels),
    operations: Object.fromEntries(operations),
    components: {
      parameters,
      messages: Object.fromEntries(messages),
      schemas: Object.fromEntries(CHANNELS.map(({ message, schema }) => [message, plain(schema)])),
    },
  }
}
