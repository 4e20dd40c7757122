import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyPluginAsync } from 'fastify'
import { encodeReplay } from '../../model/replay-chunk.ts'
import { HOUR, MINUTE } from '../../model/time.ts'
import type { Site } from '../../runtime/site/site.ts'
import { atMost, figure, type Row } from '../row.ts'
import { city } from './city.ts'
import { presentOf } from './network.ts'
import { drawnAt, heap, longestTask, pageNow, pause, screenOf } from './screen.ts'

const POINTS = 5_000
const STEPS = 60
const MOVES = 40
const compress = promisify(gzip)

/** An hour in which pressures move slowly and every hundredth point is silent. */
async function hour(points: readonly string[], from: number): Promise<Buffer> {
  const values = new Float64Array(points.length * STEPS)
  const codes = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const [point, step] = [Math.floor(i / STEPS), i % STEPS]
    const silent = point % 100 === Math.floor(from / HOUR) % 100
    values[i] = silent ? Number.NaN : 28 + 4 * Math.sin(from / 3e7 + step / 90 + point)
    codes[i] = silent ? 255 : (point + step) % 97 === 0 ? 130 : 0
  }
  const chunk = { from, step: MINUTE, steps: STEPS, points: [...points], values, codes }
  return compress(
    encodeReplay(
      chunk,
      points.map(() => 2),
    ),
  )
}

/** A past made beforehand: what is measured is the screen. */
async function past(
  site: Site,
  from: number,
  to: number,
  sent: { bytes: number },
): Promise<FastifyPluginAsync> {
  const points = [...site.points.keys()]
  const hours = new Map<number, Buffer>()
  for (let at = Math.floor(from / HOUR) * HOUR; at < to; at += HOUR) hours.set(at, await hour(points, at))
  return async app => {
    const view = { config: { right: 'view' as const } }
    app.get('/alarms/history', view, async () => ({ events: [], more: false }))
    app.get<{ Querystring: { from: string } }>('/replay', view, async ({ query }, reply) => {
      const bytes = hours.get(Number(query.from)) ?? (await hour(points, Number(query.from)))
      sent.bytes += bytes.length
      return reply.header('content-encoding', 'gzip').type('application/octet-stream').send(bytes)
    })
  }
}

/** A day of 5,000 points: loaded once, then moved about in without a question to anybody. */
export async function replay(): Promise<Row[]> {
  const site = city(50_000, POINTS)
  const sent = { bytes: 0 }
  const now = Date.now()
  const routes = [await past(site, now - 26 * HOUR, now + HOUR, sent)]
  const screen = await screenOf(site, { values: () => presentOf(site), routes })
  try {
    const page = await screen.open('/map')
    await drawnAt(page, 'classes')
    await pause(2_000)
    const before = await heap(page)
    const at = new Date(Date.now() - 13 * HOUR).toISOString().slice(0, 19)
    const began = await pageNow(page)
    await page.evaluate(
      `history.pushState({}, '', '/map?win=24h&t=${at}Z'); dispatchEvent(new PopStateEvent('popstate'))`,
    )
    const loaded = (await drawnAt(page, 'replay', began)) - began
    await pause(1_500)
    const memory = (await heap(page)) - before
    const asked: string[] = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    const track = page.getByRole('slider').first()
    const { x, y, width } = (await track.boundingBox())!
    await page.mouse.move(x + width * 0.95, y + 10)
    await page.mouse.down()
    const pictures: number[] = []
    const scrubbing = await pageNow(page)
    for (let i = 0; i < MOVES; i++) {
      const moved = await pageNow(page)
      await page.mouse.move(x + width * (0.95 - (0.9 * (i + 1)) / MOVES), y + 10)
      pictures.push((await drawnAt(page, 'classes', moved)) - moved)
    }
    const longest = await longestTask(page, scrubbing)
    await page.mouse.up()
    const questions = asked.filter(path => /replay|series|history/.test(path)).length
    pictures.sort((a, b) => a - b)
    const note = `24 h, ${POINTS} points, 50,000 pipes, without a graphics device`
    return [
      atMost(
        'replay: a day is loaded',
        loaded / 1_000,
        's',
        2,
        `${note}; ${(sent.bytes / 1e6).toFixed(1)} MB, made beforehand`,
      ),
      atMost('replay: memory of the day', memory, 'MB', 150, note),
      atMost('replay: questions while scrubbing it end to end', questions, '', 0, note),
      atMost(
        'replay: from a move of the hand to the picture',
        pictures[MOVES >> 1]!,
        'ms',
        200,
        `median of ${MOVES}, p95 ${pictures[Math.floor(MOVES * 0.95)]!.toFixed(0)}; ${note}`,
      ),
      figure('replay: longest task while scrubbing', longest, 'ms', note),
    ]
  } finally {
    await screen.stop()
  }
}
