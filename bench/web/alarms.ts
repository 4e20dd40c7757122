import type { Page } from 'playwright-core'
import type { Alarm, Priority } from '../../model/alarm.ts'
import { MINUTE } from '../../model/time.ts'
import { atMost, type Row } from '../row.ts'
import { city } from './city.ts'
import { presentOf } from './network.ts'
import { longestTask, pageNow, pause, screenOf } from './screen.ts'

const MANY = 10_000
const ROUNDS = 5

/** ms from an act in the page until the page says so, painted. */
const timed = (page: Page, act: string, until: string): Promise<number> =>
  page.evaluate(`(async () => {
    const began = performance.now();
    ${act};
    while (!(${until})) await new Promise(requestAnimationFrame);
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - began;
  })()`)

const typed = (text: string) => `const field = document.querySelector('main input');
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${JSON.stringify(text)});
  field.dispatchEvent(new Event('input', { bubbles: true }))`
const shown = 'Number(document.querySelector("main [role=grid]")?.getAttribute("aria-rowcount"))'

/** Ten thousand standing alarms: the list opens, is filtered and scrolled. */
export async function alarms(): Promise<Row[]> {
  const site = city(20_000, 5_000)
  const points = [...site.points.values()]
  const now = Date.now()
  const standing = Array.from({ length: MANY }, (_, i): Alarm => {
    const point = points[i % points.length]!
    const kind = i < points.length ? 'pressure-low' : 'rate-of-change'
    return {
      id: `${kind}/${point.id}`,
      kind,
      subject: point.id,
      code: kind,
      priority: ((i % 4) + 1) as Priority,
      active: true,
      unknown: false,
      raisedAt: now - (i % 500) * MINUTE,
      count: 1,
      point: point.id,
      asset: point.asset,
      zone: point.zone!,
      evidence: { value: 12, limit: 16 },
    }
  })
  const screen = await screenOf(site, { values: () => presentOf(site), alarms: () => standing })
  try {
    const page = await screen.open('/tickets')
    await page.locator('a[href^="/alarms"]').first().hover()
    await pause(4_000)
    const open: number[] = []
    const filter: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      open.push(await timed(page, `document.querySelector('a[href^="/alarms"]').click()`, `${shown} > 5000`))
      await pause(500)
      filter.push(await timed(page, typed('prio:1'), `${shown} === ${MANY / 4}`))
      await pause(300)
      filter.push(await timed(page, typed('测压点123'), `${shown} > 0 && ${shown} < 200`))
      await pause(300)
      await timed(page, typed(''), `${shown} > 5000`)
      await page.evaluate(`document.querySelector('a[href^="/tickets"]').click()`)
      await pause(700)
    }
    await page.evaluate(`document.querySelector('a[href^="/alarms"]').click()`)
    await pause(1_000)
    await page.mouse.move(600, 400)
    const began = await pageNow(page)
    for (let i = 0; i < 30; i++) {
      await page.mouse.wheel(0, 900)
      await pause(30)
    }
    const scrolling = await longestTask(page, began)
    const median = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1]!
    const note = `${MANY} standing alarms, median of ${ROUNDS}`
    return [
      atMost(
        'alarm list of 10,000: open',
        median(open),
        'ms',
        300,
        `from the press to the painted list; ${note}`,
      ),
      atMost('alarm list of 10,000: filter', median(filter), 'ms', 100, note),
      atMost('alarm list of 10,000: longest task while scrolling', scrolling, 'ms', 50, '0: none took 50 ms'),
    ]
  } finally {
    await screen.stop()
  }
}
