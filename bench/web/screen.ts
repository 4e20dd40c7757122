import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Alarm } from '../../model/alarm.ts'
import type { LiveValue } from '../../model/live.ts'
import { packageRoot } from '../../runtime/root.ts'
import type { Site } from '../../runtime/site/site.ts'
import { runningTime, type TimeSource } from '../../runtime/time.ts'
import { startTown, type TestTown } from '../../test/dashboard/server/town.ts'
import { programPath } from '../../test/needs.ts'

/** The built screens over a city that a bench made up, and a browser that is signed in. */
export interface Screen {
  town: TestTown
  browser: Browser
  /** A new window of its own, somewhere. */
  open(path: string): Promise<Page>
  stop(): Promise<void>
}

interface Shown {
  values(): LiveValue[]
  alarms?: () => Alarm[]
  routes?: FastifyPluginAsync[]
  time?: TimeSource
}

/**
 * Counted from before the page's own code: its long tasks, and when each message of values came and how long it was.
 * Written as text, so that no bundler's helper gets into it.
 */
const WATCH = `
  window.bench = { tasks: [], values: 0 };
  new PerformanceObserver(list => { for (const { startTime, duration } of list.getEntries()) bench.tasks.push([startTime, duration]); })
    .observe({ type: 'longtask', buffered: true });
  window.WebSocket = class extends WebSocket {
    constructor(...given) { super(...given); this.addEventListener('message', ({ data }) => {
      if (data.length > 20000 && data.startsWith('{"type":"values"')) bench.values = performance.now(); }); }
  };
  localStorage.setItem('standpipe.settings', JSON.stringify({ state: { theme: 'dark', language: 'zh', motion: 'still', tour: false }, version: 1 }));
`

export async function screenOf(site: Site, shown: Shown): Promise<Screen> {
  const time = shown.time ?? runningTime()
  const town = await startTown(
    { webRoot: join(packageRoot, 'dist/web'), requestsPerMinute: 100_000 },
    {
      site,
      time,
      clock: runningTime(),
      latest: shown.values,
      alarms: shown.alarms ?? (() => []),
      tickets: () => [],
      routes: shown.routes ?? [],
    },
  )
  const executablePath = programPath('chromium')
  if (!executablePath) throw new Error('the bench of the screens needs chromium (Debian package chromium)')
  const args = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking']
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...args,
      '--disable-component-update',
      '--disable-sync',
      '--js-flags=--expose-gc',
      '--enable-precise-memory-info',
    ],
  })
  return {
    town,
    browser,
    async open(path) {
      const context = await browser.newContext({ viewport: { width: 1_366, height: 768 }, locale: 'zh-CN' })
      const [name, value] = (await town.cookieOf('li')).split(/=(.*)/s) as [string, string]
      await context.addCookies([{ name, value, url: town.base }])
      await context.addInitScript(WATCH)
      const page = await context.newPage()
      page.setDefaultTimeout(90_000)
      await page.goto(town.base + path, { waitUntil: 'commit' })
      return page
    },
    async stop() {
      await browser.close()
      await town.stop()
    },
  }
}

const LONGEST = 90_000

/** When a picture was drawn the last time, ms since the page began; waits for one after `since`. */
export async function drawnAt(page: Page, what: string, since = 0): Promise<number> {
  const found = `performance.getEntriesByName('drawn:${what}').at(-1)?.startTime ?? 0`
  for (const end = Date.now() + LONGEST; Date.now() < end; await pause(15)) {
    const at = Number(await page.evaluate(found).catch(() => 0))
    if (at > since) return at
  }
  throw new Error(
    `nothing was drawn of "${what}" in ${LONGEST / 1_000} s: ${await page.locator('main').textContent()}`,
  )
}

/** ms since the page began. */
export const pageNow = async (page: Page): Promise<number> => Number(await page.evaluate('performance.now()'))

/** The longest the page was deaf between two moments of it, ms; 0 where nothing took 50 ms. */
export async function longestTask(page: Page, from: number): Promise<number> {
  return Number(
    await page.evaluate(
      `Math.max(0, ...bench.tasks.filter(([at]) => at >= ${from}).map(([, took]) => took))`,
    ),
  )
}

/** The page's memory after it was tidied, MB. */
export async function heap(page: Page): Promise<number> {
  await page.evaluate('gc()')
  await page.evaluate('gc()')
  return Number(await page.evaluate('performance.memory.usedJSHeapSize')) / 1e6
}

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
