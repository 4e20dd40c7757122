import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDuckdb } from '../../ingest/history/duckdb/store.ts'
import type { History } from '../../ingest/history/history.ts'
import { planWarmUp, type WarmUpBudget, warmUp } from '../../ingest/recall/warm-up.ts'
import { readingOf, rowsOf } from '../../ingest/rows.ts'
import type { Reading } from '../../model/reading.ts'
import { DAY, HOUR, MINUTE } from '../../model/time.ts'
import { aFolder, course, NOON } from './running.ts'

const POINTS = ['A.flow', 'B.flow', 'C.flow', 'D.flow']
const ALL: WarmUpBudget = { readings: 1e9, means: 1e9, baseline: 7 * DAY, recent: DAY }

async function pastOf(history: History, budget: WarmUpBudget): Promise<Reading[]> {
  const seen: Reading[] = []
  for await (const block of warmUp(history, await planWarmUp(history, NOON, budget)))
    seen.push(
      ...(Array.isArray(block) ? block : Array.from({ length: block.length }, (_, i) => readingOf(block, i))),
    )
  return seen
}

/** A week of minutes of four points, and what a detector is shown of it with this budget. */
async function shown(budgets: Partial<WarmUpBudget>[]) {
  const folder = await aFolder()
  const history = await openDuckdb({ file: join(folder.path, 'history.duckdb') })
  const week = Array.from({ length: 7 * 24 * 60 }, (_, i) => 50 + 20 * Math.sin((i / 1440) * 2 * Math.PI))
  for (const [i, point] of POINTS.entries())
    await history.append(rowsOf(course(point, NOON - 7 * DAY, MINUTE, week)), i)
  await history.maintain(NOON)
  const all: Reading[][] = []
  for (const budget of budgets) {
    all.push(await pastOf(history, { ...ALL, ...budget }))
  }
  await history.close()
  await folder.remove()
  return all
}

test('the past comes in order, means first and every reading at the end, within the budget', {
  timeout: 60_000,
}, async () => {
  const [plenty, little] = (await shown([{}, { readings: 4 * 60 * 3, means: 4 * 24 * 5 }])) as [
    Reading[],
    Reading[],
  ]
  for (const seen of [plenty, little]) {
    expect(seen.every((reading, i) => i === 0 || reading.at >= seen[i - 1]!.at)).toBe(true)
    expect(seen.at(-1)!.at).toBe(NOON - MINUTE)
  }
  const exact = (seen: Reading[]) =>
    seen.filter(({ at }) => at % MINUTE === 0 && at % (15 * MINUTE) !== 7.5 * MINUTE)
  // Six days of quarters of an hour, then a day of minutes.
  expect(plenty.length).toBe(4 * (6 * 96 + 1440))
  expect(plenty[0]!.at).toBe(NOON - 7 * DAY + 7.5 * MINUTE)
  expect(exact(plenty).length).toBeGreaterThanOrEqual(4 * 1440)
  // The whole week in steps of three hours, then about three hours of minutes.
  expect(little.length).toBeLessThanOrEqual(4 * 60 * 4 + 4 * 8 * 7)
  expect(NOON - little[0]!.at).toBeGreaterThan(6.8 * DAY)
  expect(little.filter(({ at }) => at >= NOON - 3 * HOUR).length).toBe(4 * 180)
  const mean = little.find(({ at }) => at > NOON - 6 * DAY)!
  const truth = 50 + 20 * Math.sin(((mean.at - (NOON - 7 * DAY)) / MINUTE / 1440) * 2 * Math.PI)
  expect(Math.abs(mean.value! - truth)).toBeLessThan(1)
})

test('a site without a past is shown nothing', async () => {
  const folder = await aFolder()
  const history = await openDuckdb({ file: join(folder.path, 'history.duckdb') })
  expect(await pastOf(history, ALL)).toEqual([])
  await history.close()
  await folder.remove()
})
