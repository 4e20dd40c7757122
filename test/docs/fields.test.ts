import { describe, expect, test } from 'vitest'
import { CHANNELS, NotifyFile } from '../../alerting/notify/config.ts'
import { Policy } from '../../alerting/policy/schema.ts'
import { Device, GatewayConfig, Line, LocalBroker, PointRoute } from '../../gateway/devices.ts'
import { Profile, ProfilePoint } from '../../gateway/profile.ts'
import { SECTIONS, Selector, Threshold } from '../../ingest/detectors/settings-schema.ts'
import { QualityFile } from '../../ingest/quality/settings.ts'
import { ASSET_KINDS, FITTING_KINDS, Station, Zone } from '../../model/network.ts'
import { FORMS, PayloadSource, PayloadValue } from '../../model/payloads/source.ts'
import { RIGHTS, ROLES } from '../../model/rights.ts'
import type { ConfigError, Problem } from '../../runtime/config/problems.ts'
import { PeopleFile } from '../../runtime/identity/people.ts'
import { loadSite } from '../../runtime/site/load.ts'
import { SiteConfig } from '../../runtime/site/site.ts'
import { siteFolder } from '../runtime/site/folder.ts'
import { page } from './pages.ts'

interface Schema {
  type?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}

/** The names of a schema's settings; those of objects inside it with a dot where `deep`. */
function fieldsOf(schema: object, deep = false): string[] {
  return Object.entries((schema as Schema).properties ?? {}).flatMap(([name, inner]) =>
    deep && inner.properties && !isName(inner) ? fieldsOf(inner).map(field => `${name}.${field}`) : [name],
  )
}

/** `{ zh, en }` is one thing with two languages. */
const isName = ({ properties }: Schema) => Object.keys(properties ?? {}).join() === 'zh,en'

const itemsOf = (schema: object): object => {
  const { items, anyOf } = schema as Schema
  return items ?? anyOf?.find(one => one.items)?.items ?? schema
}
const partOf = (schema: object, name: string) => (schema as Schema).properties![name]!

/** Words that a page does not say, in its text, its tables or its examples. */
function unsaid(name: string, words: readonly string[]): string[] {
  const { prose, blocks } = page(name)
  const text = [...prose, ...blocks.map(block => block.text)].join('\n')
  return [...new Set(words)].filter(
    word => !new RegExp(`(?<![\\w-])${word.replaceAll('.', '\\.')}(?![\\w-])`).test(text),
  )
}

const PAGES: [page: string, what: string, words: readonly string[]][] = [
  ['site-folder.md', 'site.yaml', fieldsOf(SiteConfig, true)],
  ['site-folder.md', 'zones', fieldsOf(Zone)],
  ['site-folder.md', 'stations', fieldsOf(Station)],
  ['site-folder.md', 'kinds of fittings', FITTING_KINDS],
  [
    'site-folder.md',
    'quality.yaml',
    fieldsOf(QualityFile).flatMap(part => [part, ...fieldsOf(itemsOf(partOf(QualityFile, part)))]),
  ],
  [
    'connect-a-device.md',
    'gateway',
    [...fieldsOf(GatewayConfig), ...fieldsOf(partOf(GatewayConfig, 'spool')).map(name => `spool.${name}`)],
  ],
  ['connect-a-device.md', 'line', fieldsOf(Line, true)],
  ['connect-a-device.md', 'device', fieldsOf(Device)],
  ['connect-a-device.md', 'route of a point', fieldsOf(PointRoute)],
  ['add-a-profile.md', 'profile', fieldsOf(Profile, true)],
  ['add-a-profile.md', 'point of a profile', fieldsOf(ProfilePoint, true)],
  ['meters-over-mqtt.md', 'source', fieldsOf(PayloadSource, true)],
  ['meters-over-mqtt.md', 'value', fieldsOf(PayloadValue, true)],
  ['meters-over-mqtt.md', 'forms', FORMS],
  ['meters-over-mqtt.md', 'local broker', fieldsOf(LocalBroker)],
  ['detectors.md', 'sections', Object.keys(SECTIONS)],
  ['detectors.md', 'settings', Object.values(SECTIONS).flatMap(section => fieldsOf(section))],
  ['detectors.md', 'selector', fieldsOf(Selector)],
  ['detectors.md', 'threshold', fieldsOf(Threshold)],
  ['alarms-and-tickets.md', 'notify.yaml', fieldsOf(NotifyFile)],
  ['alarms-and-tickets.md', 'channels', Object.keys(CHANNELS)],
  ['policies.md', 'policy', fieldsOf(Policy)],
  ['security.md', 'roles', ROLES],
  ['security.md', 'rights', RIGHTS],
  [
    'security.md',
    'people.yaml',
    [
      ...fieldsOf(PeopleFile),
      ...fieldsOf(itemsOf(partOf(PeopleFile, 'people'))),
      ...fieldsOf(itemsOf(partOf(PeopleFile, 'tokens'))),
    ],
  ],
]

describe('the pages know every setting', () => {
  test.each(PAGES)('%s: %s', (name, _, words) => {
    expect(words.length).toBeGreaterThan(1)
    expect(unsaid(name, words)).toEqual([])
  })

  test('one that is not said would be seen', () => {
    expect(unsaid('site-folder.md', ['no-such-setting'])).toEqual(['no-such-setting'])
    expect(ASSET_KINDS.length).toBeGreaterThan(5)
  })
})

const TABLES = [
  'points',
  'network/nodes',
  'network/links',
  'network/valves',
  'network/fittings',
  'network/customers',
]

/** The columns of a table, as its reader names them when it meets one it does not know. */
async function columnsOf(table: string): Promise<string[]> {
  const folder = siteFolder({ [`${table}.csv`]: 'no_such_column\n1\n' })
  const { problems } = (await loadSite(folder).catch((error: unknown) => error)) as ConfigError
  const said = (problems as Problem[]).find(({ field }) => field === 'no_such_column')!.message
  return said.replace(/^.*there are: /, '').split(', ')
}

describe('site-folder.md knows every column', () => {
  test.each(TABLES)('%s.csv', async table => {
    const columns = await columnsOf(table)
    expect(columns.length).toBeGreaterThan(2)
    expect(unsaid('site-folder.md', columns)).toEqual([])
  })
})
