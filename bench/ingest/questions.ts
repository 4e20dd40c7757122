import { openHistory } from '../../ingest/history/open.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { buildHttp } from '../../runtime/http/build.ts'
import { listenHttp } from '../../runtime/http/listen.ts'
import { createIdentity } from '../../runtime/identity/identity.ts'
import { demoPeople } from '../../runtime/identity/people.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import type { Site } from '../../runtime/site/site.ts'
import { steppedTime } from '../../runtime/stepped-time.ts'
import { atLeast, atMost, figure, type Row } from '../row.ts'
import { fill, townPressure } from './filling.ts'
import { benchFolder, benchIngest, benchSite, embeddedBroker, megabytes } from './town.ts'

const TOKEN = 'bench-token-of-this-run'
/** Mid-day: half of the last 24 hours is sealed, half is not. */
const NOW = Date.UTC(2026, 10, 22, 12)
const SERIES = 1_000
const ASKED = 7
const PX = 1_200
const SPIKE = 91.5

interface Asked {
  /** s */
  first: number
  median: number
  answer: unknown
  bytes: number
}

/** Questions about the past as a screen asks them: over HTTP, with the answer read to its end. */
export async function questions(): Promise<Row[]> {
  return [...(await manySeries()), ...(await oneYear())]
}

async function manySeries(): Promise<Row[]> {
  const step = 15 * SECOND
  const town = await asked(
    folder => benchSite(SERIES / 100, 100, folder, step),
    NOW,
    (history, names) => fill(history, names, { from: NOW - 2 * DAY, to: NOW, step }, townPressure),
  )
  const points = town.names.join()
  const { first, median, bytes } = await town.ask('statistics', {
    points,
    from: NOW - DAY,
    to: NOW,
    interval: 5 * MINUTE,
    fields: 'mean',
  })
  await town.stop()
  const note = `over HTTP, ${(bytes / 1e6).toFixed(0)} MB of JSON; every 15 s, half of the day sealed; the first time ${first.toFixed(2)} s, median of ${ASKED}; ${town.rows} readings filled in ${town.filled.toFixed(0)} s`
  return [atMost('1,000 series × 24 h, 5-min means', median, 's', 0.5, note)]
}

async function oneYear(): Promise<Row[]> {
  const from = NOW - 365 * DAY
  const spikeAt = from + 200 * DAY + 7 * HOUR + 1_234 * SECOND
  const town = await asked(
    folder => benchSite(1, 1, folder, SECOND),
    NOW,
    (history, names) =>
      fill(history, names, { from, to: NOW, step: SECOND, every: 10 * DAY }, (point, turn, at) =>
        at === spikeAt || at === spikeAt + SECOND ? SPIKE : townPressure(point, turn, at),
      ),
  )
  const { first, median, answer } = await town.ask('series', {
    points: town.names[0]!,
    from,
    to: NOW,
    px: PX,
  })
  await town.stop()
  const [series] = (answer as { series: { value: (number | null)[]; rawCount: number }[] }).series
  const shown = series!.value.filter(value => value === SPIKE).length
  const note = `over HTTP, ${series!.value.length} of ${series!.rawCount} readings; the first time ${first.toFixed(2)} s, median of ${ASKED}; filled in ${town.filled.toFixed(0)} s`
  return [
    atMost('1 series × 1 year of 1-s data to 1,200 px', median, 's', 0.3, note),
    atLeast('the same: a 2-second spike still there', shown > 0 ? 1 : 0, 'spike', 1),
    figure('questions: memory', megabytes(), 'MB', 'peak resident size, filling included'),
  ]
}

/** A history filled in its own folder, then ingest over it, asked over HTTP. */
async function asked(
  siteIn: (folder: string) => Site,
  now: number,
  filling: (history: Awaited<ReturnType<typeof openHistory>>, names: string[]) => Promise<number>,
) {
  const folder = benchFolder()
  const site = siteIn(folder.path)
  const names = [...site.points.keys()]
  const began = performance.now()
  const history = await openHistory(site.config.history, folder.path)
  const rows = await filling(history, names)
  await history.close()
  const filled = (performance.now() - began) / 1_000
  const broker = await embeddedBroker()
  const time = steppedTime(now)
  const ingest = await benchIngest(site, broker.bus, folder.path, {
    time,
    changes: { warmReadings: 0, warmHours: 0, baselineDays: 0 },
  })
  const log = silentLog()
  const identity = createIdentity({
    people: demoPeople(),
    dataDir: folder.path,
    time: { now: Date.now },
    fixedToken: TOKEN,
  })
  const app = await buildHttp({ identity, time, log, metrics: createMetrics() })
  await app.register(ingest.routes!, { prefix: '/api/v1' })
  const port = await listenHttp(app, { host: '127.0.0.1', port: 0 })

  const one = async (url: string) => {
    const began = performance.now()
    const answer = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${url.slice(0, 200)} → ${answer.status} ${text.slice(0, 300)}`)
    return { took: (performance.now() - began) / 1_000, text }
  }
  return {
    names,
    rows,
    filled,
    async ask(path: string, query: Record<string, string | number>): Promise<Asked> {
      const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      const url = `http://127.0.0.1:${port}/api/v1/${path}?${search.join('&')}`
      const { took: first, text } = await one(url)
      const again: number[] = []
      for (let i = 0; i < ASKED; i++) again.push((await one(url)).took)
      again.sort((a, b) => a - b)
      return { first, median: again[ASKED >> 1]!, answer: JSON.parse(text), bytes: text.length }
    },
    async stop() {
      await app.close()
      await ingest.stop()
      await broker.stop()
      folder.remove()
    },
  }
}
