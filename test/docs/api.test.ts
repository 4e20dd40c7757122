import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Platform, startPlatform } from '../../cli/up/platform.ts'
import { may, RIGHTS, ROLES } from '../../model/rights.ts'
import { createIdentity } from '../../runtime/identity/identity.ts'
import { demoPeople } from '../../runtime/identity/people.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { loadSite } from '../../runtime/site/load.ts'
import { steppedTime } from '../../runtime/stepped-time.ts'
import { TWO_ZONES } from '../runtime/site/folder.ts'
import { codeIn, page, pages } from './pages.ts'

const TOKEN = 'docs-token-of-this-test'
let folder: string
let platform: Platform
let paths: Set<string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'standpipe-docs-'))
  mkdirSync(join(folder, 'site/network'), { recursive: true })
  writeFileSync(join(folder, 'site/network/town.inp'), TWO_ZONES)
  writeFileSync(
    join(folder, 'site/site.yaml'),
    'site: town\nname: { zh: 城, en: Town }\nnetwork: { file: network/town.inp, origin: [117, 36.65] }\n',
  )
  const time = steppedTime(Date.UTC(2026, 10, 22, 4))
  const dataFolder = (name: string) => {
    const path = join(folder, name)
    mkdirSync(path, { recursive: true })
    return path
  }
  platform = await startPlatform({
    site: await loadSite(join(folder, 'site')),
    time,
    dataDir: { folder: dataFolder },
    log: silentLog(),
    metrics: createMetrics(),
    identity: createIdentity({
      people: demoPeople(),
      dataDir: dataFolder('identity'),
      fixedToken: TOKEN,
      time,
    }),
    http: { host: '127.0.0.1', port: 0 },
    mqtt: { host: '127.0.0.1', port: 0 },
    webRoot: join(folder, 'no-screens'),
  })
  const { paths: described } = (await (await ask('/api/docs/json')).json()) as { paths: object }
  paths = new Set(Object.keys(described))
})

afterAll(async () => {
  await platform.stop()
  rmSync(folder, { recursive: true, force: true })
})

const ask = (path: string, token: string | undefined = TOKEN) =>
  fetch(`${platform.dashboard.url}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} })

/** Paths between backticks, `{…}` for `<…>`; those of a table under "path under `/api/v1`" get that in front. */
function pathsOf(name: string): string[] {
  return codeIn(page(name))
    .map(({ code }) => code.replace(/^(GET|POST|DELETE) /, '').replace(/\?.*$/, ''))
    .filter(code => /^\/[a-z][\w/{}<>-]*$/.test(code))
    .map(code => code.replace(/<(\w+)>/g, '{$1}'))
}

const known = (path: string) =>
  [...paths].some(one => one.replace(/\{\w+\}/g, '{}') === path.replace(/\{\w+\}/g, '{}'))
/** Answered, though not described; a gateway alone serves the last ones. */
const UNDESCRIBED = ['/health', '/metrics', '/api/docs', '/api/v1/live', '/api/v1', '/signin']
const GATEWAY_ALONE = /^\/api\/v1\/gateways/
/** Paths of InfluxDB's own API. */
const FOREIGN = ['/api/v2/write', '/write']

describe('every path of the API that a page names is there', () => {
  test.each(
    pages
      .map(({ path }) => path.replace(/^docs\//, ''))
      .filter(name => pages.some(({ path }) => path === `docs/${name}`)),
  )('%s', name => {
    const missing = pathsOf(name).filter(path => {
      if (FOREIGN.includes(path)) return false
      const full = path.startsWith('/api') || UNDESCRIBED.includes(path) ? path : `/api/v1${path}`
      return !UNDESCRIBED.includes(full) && !GATEWAY_ALONE.test(full) && !known(full)
    })
    expect(missing).toEqual([])
  })

  test('the pages name most of what there is', () => {
    const said = pages.flatMap(({ path }) => (path.startsWith('docs/') ? pathsOf(path.slice(5)) : []))
    const all = new Set(said.map(path => (path.startsWith('/api') ? path : `/api/v1${path}`)))
    const unsaid = [...paths].filter(
      path => /alarms|tickets|incidents|notices|trace/.test(path) && !all.has(path),
    )
    expect(unsaid).toEqual([])
  })
})

describe('security.md', () => {
  test('its table of rights is that of the code', () => {
    const rows = page('security.md').prose.filter(line => /^\| `[a-z]+(\.[a-zA-Z]+)?` \|/.test(line))
    const table = Object.fromEntries(
      rows.map(row => {
        const [right, ...cells] = row
          .split('|')
          .slice(1, -1)
          .map(cell => cell.trim())
        return [right!.replaceAll('`', ''), cells.map(cell => cell === '✓')]
      }),
    )
    const order = ['viewer', 'crew', 'operator', 'dispatcher', 'engineer', 'admin'] as const
    expect([...order].sort()).toEqual([...ROLES].sort())
    const expected = Object.fromEntries(
      RIGHTS.map(right => [right, order.map(role => may({ roles: [role] }, right))]),
    )
    expect(table).toEqual(expected)
  })

  test('what it calls public answers without sign-in, the rest does not', async () => {
    for (const path of ['/health', '/api/v1/time', '/api/v1/public/notices'])
      expect([path, (await ask(path, '')).status]).toEqual([path, 200])
    for (const path of [
      '/metrics',
      '/api/v1/site',
      '/api/v1/alarms',
      '/api/docs/json',
      '/api/v1/ingest/health',
    ])
      expect([path, (await ask(path, '')).status]).toEqual([path, 401])
  })
})
