import type { Page } from 'playwright-core'
import type { LiveValue } from '../../model/live.ts'
import { encodeQuality } from '../../model/quality.ts'
import type { Site } from '../../runtime/site/site.ts'
import { atMost, figure, type Row } from '../row.ts'
import { city } from './city.ts'
import { drawnAt, longestTask, pageNow, pause, type Screen, screenOf } from './screen.ts'

const CHANGES = 1_000
const ROUNDS = 5
const SOFT = 'without a graphics device'

/** Values of every point, each its own time. */
export function presentOf(site: Site): LiveValue[] {
  const now = Date.now()
  return [...site.points.keys()].map((id, i) => [id, now, 28 + (i % 40) / 10, 0])
}

/** Says new values, in messages as ingest's: a zone's worth each. */
export async function say({ town }: Screen, values: readonly LiveValue[]): Promise<void> {
  for (let i = 0; i < values.length; i += 500)
    await town.bus.publish(
      town.topics.live(`Z${i % 36}`),
      Buffer.from(JSON.stringify({ sent: Date.now(), values: values.slice(i, i + 500) })),
      { qos: 0 },
    )
}

async function pan(page: Page): Promise<void> {
  await page.mouse.move(683, 300)
  for (const [x, y] of [
    [500, 200],
    [300, 380],
    [650, 280],
    [420, 180],
  ] as const) {
    await page.mouse.down()
    await page.mouse.move(x, y, { steps: 12 })
    await page.mouse.up()
    await page.mouse.wheel(0, x > 450 ? -240 : 200)
    await page.mouse.move(683, 300)
    await pause(250)
  }
}

/** 100,000 pipes under 20,000 live points: the first picture, moving about, and a thousand changes at once. */
export async function pipes(): Promise<Row[]> {
  const site = city(100_000, 20_000)
  const screen = await screenOf(site, { values: () => presentOf(site) })
  try {
    // The server makes a tile once; the first to ask waits for it.
    const first = await screen.open('/map')
    const cold = await drawnAt(first, 'network')
    await first.context().close()
    const page = await screen.open('/map')
    const picture = await drawnAt(page, 'network')
    const live = await drawnAt(page, 'classes')
    await pause(4_000)
    const loading = await longestTask(page, 0)
    const began = await pageNow(page)
    await pan(page)
    const panning = await longestTask(page, began)
    const shown: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      await pause(2_000)
      const before = await pageNow(page)
      const now = Date.now()
      const code = round % 2 === 0 ? encodeQuality('bad', 'sensor-failure') : 0
      const ids = [...site.points.keys()].slice(0, CHANGES)
      await say(
        screen,
        ids.map((id): LiveValue => [id, now, code === 0 ? 28 : null, code]),
      )
      const drawn = await drawnAt(page, 'classes', before)
      shown.push(drawn - Number(await page.evaluate('bench.values')))
    }
    shown.sort((a, b) => a - b)
    const note = `100,000 pipes, 20,000 live points, ${SOFT}`
    return [
      atMost(
        '100,000 pipes: first picture',
        picture / 1_000,
        's',
        2,
        `${note}; the very first, tiles unmade: ${(cold / 1_000).toFixed(1)} s`,
      ),
      figure('100,000 pipes: live points drawn', live / 1_000, 's', note),
      atMost('100,000 pipes: longest task while loading', loading, 'ms', 200, note),
      atMost('100,000 pipes: longest task while panning and zooming', panning, 'ms', 200, note),
      atMost(
        '1,000 simultaneous changes on the screen',
        shown[ROUNDS >> 1]!,
        'ms',
        250,
        `from the socket to the picture, median of ${ROUNDS}, worst ${shown.at(-1)!.toFixed(0)}; ${note}`,
      ),
    ]
  } finally {
    await screen.stop()
  }
}

/** Half a million pipes: still a map. */
export async function half(): Promise<Row[]> {
  const site = city(500_000, 20_000)
  const screen = await screenOf(site, { values: () => presentOf(site) })
  try {
    const first = await screen.open('/map')
    const cold = await drawnAt(first, 'network')
    await first.context().close()
    const page = await screen.open('/map')
    const picture = await drawnAt(page, 'network')
    await drawnAt(page, 'classes')
    await pause(5_000)
    const loading = await longestTask(page, 0)
    const began = await pageNow(page)
    await pan(page)
    const note = `500,000 pipes, 20,000 live points, ${SOFT}`
    return [
      atMost(
        '500,000 pipes: first picture',
        picture / 1_000,
        's',
        5,
        `${note}; tiles unmade: ${(cold / 1_000).toFixed(1)} s`,
      ),
      atMost('500,000 pipes: longest task while loading', loading, 'ms', 200, note),
      atMost(
        '500,000 pipes: longest task while panning and zooming',
        await longestTask(page, began),
        'ms',
        200,
        note,
      ),
    ]
  } finally {
    await screen.stop()
  }
}
