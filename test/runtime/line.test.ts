import { expect, test } from 'vitest'
import { Line } from '../../runtime/mqtt/line.ts'

test('whatever is put and taken in whatever order, the first to come is the first to go', () => {
  const line = new Line<number>()
  const list: number[] = []
  let seed = 7
  const dice = (faces: number) => (seed = (seed * 48_271) % 2_147_483_647) % faces
  for (let i = 0; i < 50_000; i++) {
    // Long stretches of growing and of shrinking.
    if (dice(100) < (Math.floor(i / 5_000) % 2 === 0 ? 80 : 20)) {
      line.push(i)
      list.push(i)
    } else expect(line.shift()).toBe(list.shift())
    if (dice(9_000) === 0) {
      const all = [...list]
      list.splice(0, Infinity, ...all.filter(n => n % 3 === 0))
      expect(line.clear(n => n % 3 === 0)).toEqual(all)
    }
    expect(line.length).toBe(list.length)
  }
  expect(line.clear()).toEqual(list)
  expect(line.shift()).toBeUndefined()
})

test('taking one of two hundred thousand costs no more than one of two hundred', () => {
  const cost = (waiting: number) => {
    const line = new Line<number>()
    for (let i = 0; i < waiting; i++) line.push(i)
    const before = process.cpuUsage()
    for (let i = 0; i < 50_000; i++) {
      line.push(i)
      line.shift()
    }
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  cost(200)
  // Moving all up for each would be a factor of hundreds.
  expect(cost(200_000)).toBeLessThan(30 * Math.max(cost(200), 1_000))
})
