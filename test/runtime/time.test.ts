import { describe, expect, test } from 'vitest'
import { steppedTime } from '../../runtime/stepped-time.ts'

describe('stepped time', () => {
  test('fires timers in order of their instants, each at its own now', async () => {
    const time = steppedTime(0)
    const seen: [string, number][] = []
    time.at(2_000, () => seen.push(['second', time.now()]))
    time.at(1_000, () => seen.push(['first', time.now()]))
    await time.advance(1_999)
    expect(seen).toEqual([['first', 1_000]])
    await time.advance(1)
    expect(seen).toEqual([
      ['first', 1_000],
      ['second', 2_000],
    ])
  })

  test('waits for a task to finish before time moves on', async () => {
    const time = steppedTime(0)
    const seen: string[] = []
    time.at(1_000, async () => {
      await new Promise(resolve => setTimeout(resolve, 5))
      seen.push('slow task')
    })
    time.at(1_001, () => seen.push('next'))
    await time.advance(2_000)
    expect(seen).toEqual(['slow task', 'next'])
  })

  test('a task that sleeps lets time move on and goes on when its time has come', async () => {
    const time = steppedTime(0)
    const seen: number[] = []
    time.at(1_000, async () => {
      await time.sleep(5_000)
      seen.push(time.now())
    })
    await time.advance(5_999)
    expect(seen).toEqual([])
    await time.advance(1)
    expect(seen).toEqual([6_000])
  })

  test('a series keeps to its grid and a task too long for it skips a turn', async () => {
    const time = steppedTime(500)
    const seen: number[] = []
    const cancel = time.every(1_000, async () => {
      seen.push(time.now())
      if (seen.length === 1) await time.sleep(1_500)
    })
    await time.advanceTo(5_000)
    cancel()
    await time.advanceTo(9_000)
    expect(seen).toEqual([1_000, 3_000, 4_000, 5_000])
  })

  test('a task that throws does not end its series and the error is heard', async () => {
    const time = steppedTime(0)
    const heard: unknown[] = []
    let turns = 0
    time.every(
      1_000,
      () => {
        turns++
        throw new Error('no water')
      },
      { onError: error => heard.push(error) },
    )
    await time.advance(3_000)
    expect([turns, heard.length]).toEqual([3, 3])
  })
})
