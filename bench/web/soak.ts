import type { Alarm } from '../../model/alarm.ts'
import type { LiveValue } from '../../model/live.ts'
import { atMost, figure, type Row } from '../row.ts'
import { city } from './city.ts'
import { presentOf, say } from './network.ts'
import { drawnAt, heap, longestTask, pageNow, pause, screenOf } from './screen.ts'

const POINTS = 5_000
/** Readings told each second. */
const RATE = 1_000
/** Until caches are full and code is compiled, s. */
const WARM = 45

/** The map under a stream of values and alarms that come and go, for so many minutes: memory must not grow. */
export async function soak(minutes: number): Promise<Row[]> {
  const site = city(50_000, POINTS)
  const points = [...site.points.values()]
  const screen = await screenOf(site, { values: () => presentOf(site) })
  let turn = 0
  let told = 0
  const second = async () => {
    const now = Date.now()
    const values = Array.from({ length: RATE }, (_, i): LiveValue => {
      const point = points[(turn * RATE + i) % points.length]!
      return [point.id, now, 28 + ((turn * 7 + i) % 90) / 10, (turn + i) % 211 === 0 ? 130 : 0]
    })
    told += values.length
    await say(screen, values)
    const point = points[Math.floor(turn / 2) % 40]!
    const alarm: Alarm = {
      id: `pressure-low/${point.id}`,
      kind: 'pressure-low',
      subject: point.id,
      code: 'P-LOW',
      priority: 2,
      active: turn % 2 === 0,
      unknown: false,
      raisedAt: now,
      ...(turn % 2 === 0 ? {} : { clearedAt: now, acked: { at: now, by: 'li' } }),
      count: 1,
      point: point.id,
      asset: point.asset,
      zone: point.zone!,
      evidence: { value: 12, limit: 16 },
    }
    await screen.town.bus.publish(screen.town.topics.alarm(alarm.id), Buffer.from(JSON.stringify(alarm)), {
      qos: 1,
    })
    turn++
  }
  try {
    const page = await screen.open('/map')
    await drawnAt(page, 'classes')
    const pacing = setInterval(() => void second(), 1_000)
    await pause(WARM * 1_000)
    const before = await heap(page)
    const began = await pageNow(page)
    await pause(minutes * 60_000)
    const after = await heap(page)
    clearInterval(pacing)
    const note = `${minutes} min of ${RATE} readings a second (${told} told) over ${POINTS} points, an alarm each second; after ${WARM} s; ${before.toFixed(1)} MB then ${after.toFixed(1)} MB`
    return [
      atMost('soak: growth of memory', after - before, 'MB', 10, note),
      figure('soak: longest task', await longestTask(page, began), 'ms', 'without a graphics device'),
    ]
  } finally {
    await screen.stop()
  }
}
