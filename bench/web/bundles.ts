import { gzipSync } from 'node:zlib'
import type { FastifyPluginAsync } from 'fastify'
import type { Page } from 'playwright-core'
import { atMost, figure, type Row } from '../row.ts'
import { city } from './city.ts'
import { presentOf } from './network.ts'
import { drawnAt, pause, screenOf } from './screen.ts'

interface Loaded {
  script: number
  style: number
  font: number
}

/** Collects what a page loads, in kB as it would be sent compressed; fonts are sent as they are. */
function loadedBy(page: Page, seen: Set<string>) {
  const loads: Promise<void>[] = []
  const sum: Loaded = { script: 0, style: 0, font: 0 }
  page.on('response', response => {
    const { pathname } = new URL(response.url())
    const kind = /\.m?js$/.test(pathname)
      ? 'script'
      : /\.css$/.test(pathname)
        ? 'style'
        : /\.woff2$/.test(pathname)
          ? 'font'
          : undefined
    if (!kind || seen.has(pathname) || !response.ok()) return
    seen.add(pathname)
    loads.push(
      response.body().then(
        body => void (sum[kind] += (kind === 'font' ? body.length : gzipSync(body).length) / 1_000),
        () => {},
      ),
    )
  })
  return async () => {
    await Promise.all(loads)
    return { ...sum }
  }
}

const series: FastifyPluginAsync = async app => {
  app.get<{ Querystring: { points: string } }>(
    '/series',
    { config: { right: 'view' } },
    async ({ query }) => {
      const at = Array.from({ length: 100 }, (_, i) => Date.now() - (100 - i) * 60_000)
      const course = { at, value: at.map((_, i) => 28 + (i % 9)), quality: at.map(() => 0) }
      const of = (point: string) => ({ point, mode: 'raw', rawCount: at.length, ...course })
      return { from: at[0], to: at.at(-1), interval: 0, series: query.points.split(',').map(of) }
    },
  )
}

/** What is sent over the wire: for the first page, for the map on top of it, and for a chart on top of that. */
export async function bundles(): Promise<Row[]> {
  const site = city(2_000, 50)
  const screen = await screenOf(site, { values: () => presentOf(site), routes: [series] })
  try {
    const page = await screen.open('/nowhere')
    await page.getByRole('navigation').waitFor()
    const seen = new Set<string>()
    const lists = loadedBy(page, seen)
    await page.goto(`${screen.town.base}/alarms`)
    await page.getByRole('navigation').waitFor()
    await pause(1_500)
    await page.goto(`${screen.town.base}/tickets`)
    await pause(1_500)
    const shell = await lists()
    page.removeAllListeners('response')
    const more = loadedBy(page, seen)
    await page.goto(`${screen.town.base}/map`)
    await drawnAt(page, 'classes')
    await pause(2_000)
    const map = await more()
    page.removeAllListeners('response')
    const onTop = loadedBy(page, seen)
    await page.goto(`${screen.town.base}/map?sel=L-1`)
    await pause(3_000)
    const chart = await onTop()
    const gz = 'gzip, as loaded by the browser'
    return [
      atMost('shell with the lists of alarms and tickets: scripts', shell.script, 'kB', 300, gz),
      figure('the same: styles', shell.style, 'kB', gz),
      atMost('map on top: scripts, worker and styles', map.script + map.style, 'kB', 480, gz),
      atMost('drawer with charts on top: scripts', chart.script, 'kB', 40, gz),
      atMost(
        'fonts of a first map view',
        shell.font + map.font,
        'kB',
        400,
        'woff2, on a machine without Chinese fonts',
      ),
    ]
  } finally {
    await screen.stop()
  }
}
