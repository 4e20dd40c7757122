import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { startPlatform } from '../../../../cli/up/platform.ts'
import type { LngLat } from '../../../../model/network.ts'
import { createIdentity } from '../../../../runtime/identity/identity.ts'
import { demoPeople } from '../../../../runtime/identity/people.ts'
import { silentLog } from '../../../../runtime/log.ts'
import { createMetrics } from '../../../../runtime/metrics.ts'
import { loadSite } from '../../../../runtime/site/load.ts'
import { runningTime } from '../../../../runtime/time.ts'
import { planInstruments } from '../../../../simulators/devices/planning.ts'
import { writeSite } from '../../../../simulators/site/write.ts'
import { generateTown } from '../../../../simulators/town/town.ts'

const TOKEN = 'token-of-the-field-test'

/** The whole platform of a small town, without its devices: real journal, real attachments, real screens. */
export async function fieldTown(webRoot: string) {
  const folder = mkdtempSync(join(tmpdir(), 'standpipe-field-'))
  const town = generateTown({ customers: 1_000, seed: 5 })
  writeSite(town, join(folder, 'site'), { plan: planInstruments(town) })
  const site = await loadSite(join(folder, 'site'))
  const time = runningTime()
  const dataFolder = (name: string) => {
    const path = join(folder, name)
    mkdirSync(path, { recursive: true })
    return path
  }
  const identity = createIdentity({
    people: demoPeople(),
    dataDir: dataFolder('identity'),
    fixedToken: TOKEN,
    time,
  })
  const platform = await startPlatform({
    site,
    time,
    dataDir: { folder: dataFolder },
    log: silentLog(),
    metrics: createMetrics(),
    identity,
    http: { host: '127.0.0.1', port: 0 },
    mqtt: { host: '127.0.0.1', port: 0 },
    webRoot,
    gateways: false,
  })
  const base = platform.dashboard.url
  let commands = 0
  const ask = async (path: string, body?: object) => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify({ id: `desk-command-${commands++}`, ...body }) } : {}),
    })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return { status: response.status, body: (await response.json()) as never }
  }
  const customers = new Map<string, number>()
  for (const { link } of site.network.customers) if (link) customers.set(link, (customers.get(link) ?? 0) + 1)
  // A pipe that can be shut off by a few valves, with customers behind it.
  let pipe = ''
  let plan: { close: { id: string; at: LngLat }[]; possible: boolean } = { close: [], possible: false }
  for (const [link] of [...customers].sort((a, b) => b[1] - a[1])) {
    pipe = link
    plan = ((await ask(`/trace/isolation?asset=${link}`)) as { body: typeof plan }).body
    if (plan.possible && plan.close.length >= 2 && plan.close.length <= 4) break
  }
  return {
    base,
    identity,
    site,
    pipe,
    plan,
    ask,
    /** A burst that was dispatched and forwarded; the crew's next step is to arrive. */
    burst: async (assignee = 'zhang') => {
      const { body } = (await ask('/tickets', {
        source: 'telemetry',
        category: 'burst',
        kind: 'repair',
        priority: 1,
        alarms: [],
        asset: pipe,
        dn: 200,
        content: '路面冒水',
        address: { zh: '文一西路 12 号', en: '12 Wenyi West Road' },
      })) as { body: { ticket: { id: string } } }
      const id = body.ticket.id
      await ask(`/tickets/${id}/steps`, { step: 'dispatched', data: { assignee } })
      await ask(`/tickets/${id}/steps`, { step: 'forwarded' })
      return id
    },
    ticket: async (id: string) => ((await ask(`/tickets/${id}`)) as { body: Story }).body,
    stop: async () => {
      await platform.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type FieldTown = Awaited<ReturnType<typeof fieldTown>>

interface Done {
  at: number
  received: number
  by: string
  data?: Record<string, unknown>
}
export interface Story {
  ticket: { id: string; at: LngLat; steps: (Done & { step: string })[] }
  tasks: (Done & { task: string })[]
  attachments: { sha256: string; bytes: number; name: string; at: number; received: number }[]
}

/** A crew member's phone: a browser with its own storage, which stays when its page is killed. */
export async function phoneOf(
  browser: Browser,
  town: FieldTown,
  look: { lang?: 'zh' | 'en'; at?: LngLat; width?: number; theme?: 'light' | 'dark' } = {},
): Promise<{ context: BrowserContext; page: Page; complaints: string[]; foreign: string[] }> {
  const { lang = 'zh', at, width = 390, theme = 'light' } = look
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
    hasTouch: true,
    isMobile: true,
    ...(at
      ? { geolocation: { longitude: at[0], latitude: at[1], accuracy: 8 }, permissions: ['geolocation'] }
      : {}),
  })
  context.setDefaultTimeout(15_000)
  const kept = { state: { theme, language: lang }, version: 1 }
  await context.addInitScript(
    `localStorage.getItem('standpipe.field') ?? localStorage.setItem('standpipe.field', ${JSON.stringify(JSON.stringify(kept))})`,
  )
  const page = await context.newPage()
  const complaints: string[] = []
  const foreign: string[] = []
  context.on('request', request => {
    if (!request.url().startsWith(town.base) && !/^(data|blob):/.test(request.url()))
      foreign.push(request.url())
  })
  page.on('pageerror', error => complaints.push(String(error.stack)))
  page.on('console', message => {
    const expected = /status of 40[19]|ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(message.text())
    if (message.type() === 'error' && !expected) complaints.push(message.text())
  })
  await page.goto(`${town.base}/signin?code=${town.identity.issueCode('zhang')}&to=m`)
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  return { context, page, complaints, foreign }
}
