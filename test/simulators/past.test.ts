import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Reading } from '../../model/reading.ts'
import { HOUR, MINUTE } from '../../model/time.ts'
import type { RunningTown } from '../../simulators/start.ts'
import { MORNING, townAt } from './running.ts'

let run: RunningTown
let blocks: Reading[][]

beforeAll(async () => {
  ;({ run } = await townAt(MORNING, { past: 2 * HOUR }))
  blocks = [...run.past()]
})
afterAll(() => run.stop())

const of = (point: string) => blocks.flat().filter(reading => reading.point === point)

test('tells each minute before the start, in order, nothing of the future', () => {
  expect(blocks).toHaveLength(120)
  const flow = of('FM-WP-1.flow')
  expect(flow.map(({ at }) => at)).toEqual(
    Array.from({ length: 120 }, (_, n) => MORNING - 2 * HOUR + n * MINUTE),
  )
  expect(blocks.flat().filter(({ at }) => at >= MORNING)).toEqual([])
})

test('tells every point but batteries, with values in their range', () => {
  const points = run.plan.points.filter(point => point.quantity !== 'battery')
  const told = new Map(blocks.flat().map(reading => [reading.point, reading]))
  for (const { id, range } of points) {
    expect(told.get(id)?.value, id).toBeGreaterThanOrEqual(range[0])
    expect(told.get(id)?.value, id).toBeLessThanOrEqual(range[1])
  }
})

test('the town lives on from it: totalisers and pressures go on where the past ends', () => {
  const { world } = run.truth()
  const volume = of('FM-WP-1.volume').map(({ value }) => value!)
  expect(volume).toEqual([...volume].sort((a, b) => a - b))
  const gap = world.counted.volume['WP-1-MAIN']! - volume.at(-1)!
  expect(gap).toBeGreaterThanOrEqual(0)
  expect(gap).toBeLessThan((3 * world.flow('WP-1-MAIN')) / 60)
  const logger = run.plan.loggers[0]!
  expect(Math.abs(of(logger.pressure).at(-1)!.value! - world.pressure(logger.node))).toBeLessThan(1)
})

test('meters: one register a full hour', () => {
  const { volume } = run.plan.meters[3]!
  expect(of(volume).map(({ at }) => at)).toEqual([MORNING - 2 * HOUR, MORNING - HOUR])
})

test('told twice it is the same', () => {
  expect([...run.past()]).toEqual(blocks)
})
