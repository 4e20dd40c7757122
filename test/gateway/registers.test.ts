import { describe, expect, test } from 'vitest'
import { formOf } from '../../gateway/decode/raw.ts'
import { LinkError, ModbusException } from '../../gateway/modbus/read-error.ts'
import { plan, type Slot, type Span } from '../../gateway/plan.ts'
import { registers } from '../../gateway/poll/registers.ts'
import type { Target } from '../../gateway/poll/target.ts'

const slots: Slot[] = Array.from({ length: 30 }, (_, i) => ({
  key: `r${i}`,
  index: i,
  form: formOf({ type: 'u32' }),
  fc: 3,
  start: 2 * i,
  end: 2 * i + 2,
}))

function target(of: readonly Slot[], maxRegisters = 125, maxGap = 16): Target {
  return { slots: of, reads: plan(of, { maxRegisters, maxGap }), maxRegisters, maxGap } as unknown as Target
}

/** A device that refuses any request touching these registers, or longer than it likes. */
function device(refused: number[], { longest = 125, exception = 2 } = {}) {
  const asked: string[] = []
  const ask = async ({ start, end }: Span) => {
    asked.push(`${start}-${end - 1}`)
    if (end - start > longest) throw new ModbusException(3)
    if (refused.some(register => register >= start && register < end)) throw new ModbusException(exception)
    return Buffer.alloc(2 * (end - start))
  }
  return { ask, asked, take: () => asked.splice(0) }
}

const answeredKeys = (round: Awaited<ReturnType<ReturnType<typeof registers>['read']>>) =>
  round.answered.flatMap(({ read }) => read.slots.map(slot => slot.key))

describe('a refused register', () => {
  test('costs itself only, is found in one round, and is read around from then on', async () => {
    const { ask, take } = device([17])
    const known = registers(target(slots))
    const first = await known.read(ask)
    expect([...first.missing]).toEqual([['r8', 'bad-register']])
    expect(answeredKeys(first)).toHaveLength(29)
    expect(take().length).toBeLessThanOrEqual(11)
    const second = await known.read(ask)
    expect(take()).toEqual(['0-15', '18-59'])
    expect([...second.missing]).toEqual([['r8', 'bad-register']])
    expect(answeredKeys(second)).toHaveLength(29)
  })

  test('several of them, far apart', async () => {
    const { ask, take } = device([0, 30, 59])
    const known = registers(target(slots))
    await known.read(ask)
    take()
    const round = await known.read(ask)
    expect([...round.missing.keys()].sort()).toEqual(['r0', 'r15', 'r29'])
    expect(take()).toEqual(['2-29', '32-57'])
  })

  test('in a gap that is read along: no point is lost, the gap is left out', async () => {
    const two = [slots[0]!, slots[3]!]
    const { ask, take } = device([4])
    const known = registers(target(two))
    const round = await known.read(ask)
    expect(round.missing.size).toBe(0)
    expect(answeredKeys(round)).toEqual(['r0', 'r3'])
    take()
    await known.read(ask)
    expect(take()).toEqual(['0-1', '6-7'])
  })

  test('is tried again after being forgotten, and used when it has come', async () => {
    const { ask } = device([17])
    const known = registers(target(slots))
    await known.read(ask)
    expect(known.learned).toBe(true)
    known.forget()
    const healed = device([])
    expect((await known.read(healed.ask)).missing.size).toBe(0)
    expect(healed.asked).toEqual(['0-59'])
    expect(known.learned).toBe(false)
  })

  test('three points on its bits are three bad points', async () => {
    const bits: Slot[] = ['a', 'b', 'c'].map((key, index) => ({
      key,
      index,
      fc: 3,
      start: 5,
      end: 6,
      form: formOf({ type: 'u16' }),
    }))
    const { ask } = device([5])
    const round = await registers(target([...bits, slots[0]!])).read(ask)
    expect([...round.missing.keys()]).toEqual(['a', 'b', 'c'])
    expect(answeredKeys(round)).toEqual(['r0'])
  })
})

test('a device that gives at most 40 registers is understood and asked for no more', async () => {
  const { ask, take } = device([], { longest: 40 })
  const known = registers(target(slots))
  const first = await known.read(ask)
  expect(first.missing.size).toBe(0)
  expect(answeredKeys(first)).toHaveLength(30)
  take()
  await known.read(ask)
  expect(take()).toEqual(['0-29', '30-59'])
})

test('an illegal function is not hunted register by register', async () => {
  const { ask, asked } = device([0], { exception: 1 })
  const round = await registers(target(slots)).read(ask)
  expect(asked).toHaveLength(1)
  expect(round.missing.size).toBe(30)
})

test('a busy device has nothing this time, and everything next time', async () => {
  const busy = device([0], { exception: 6 })
  const known = registers(target(slots))
  const round = await known.read(busy.ask)
  expect(new Set(round.missing.values())).toEqual(new Set(['device-failure']))
  expect(busy.asked).toHaveLength(1)
  expect((await known.read(device([]).ask)).missing.size).toBe(0)
})

test.each([10, 11])('exception %i means the device is lost, not its registers', async exception => {
  const known = registers(target(slots))
  await expect(known.read(device([0], { exception }).ask)).rejects.toMatchObject({ exception })
  expect(known.refused).toEqual([])
})

describe('a device that is silent about some registers instead of refusing them', () => {
  /** Says nothing about this register, and about nothing at all when it is off. */
  function silent(register: number) {
    const state = { on: true, asked: 0 }
    const ask = async ({ start, end }: Span) => {
      state.asked++
      if (!state.on || (start <= register && register < end)) throw new LinkError('silent', 'no answer')
      return Buffer.alloc(2 * (end - start))
    }
    return { ask, state }
  }

  test.each([0, 17, 59])(
    'register %i: found within a few rounds, the others are good all the time',
    async register => {
      const { ask } = silent(register)
      const known = registers(target(slots, 20))
      // The very first read may be the silent one: then the device looks lost, once.
      const first = await known.read(ask).catch(() => undefined)
      if (first) expect(answeredKeys(first)).toHaveLength(20)
      for (let round = 0; round < 9; round++) await known.read(ask)
      expect(known.refused).toEqual([`r${register >> 1}`])
      const round = await known.read(ask)
      expect(answeredKeys(round)).toHaveLength(29)
      expect([...round.missing]).toEqual([[`r${register >> 1}`, 'bad-register']])
      expect(known.learned).toBe(true)
    },
  )

  test('a device that says nothing at all is lost, however long, and nothing is held against its registers', async () => {
    const device = silent(-1)
    const known = registers(target(slots, 20))
    await known.read(device.ask)
    device.state.on = false
    for (let round = 0; round < 20; round++) {
      device.state.asked = 0
      await expect(known.read(device.ask)).rejects.toMatchObject({ cause: 'silent' })
      expect(device.state.asked).toBe(1)
    }
    expect(known.refused).toEqual([])
    device.state.on = true
    expect((await known.read(device.ask)).missing.size).toBe(0)
  })

  test('a single missed answer costs its points that round only', async () => {
    const known = registers(target(slots, 20))
    let asked = 0
    const ask = async ({ start, end }: Span) => {
      if (++asked === 2) throw new LinkError('silent', 'no answer')
      return Buffer.alloc(2 * (end - start))
    }
    const round = await known.read(ask)
    expect(new Set(round.missing.values())).toEqual(new Set(['comm-failure']))
    expect(answeredKeys(round)).toHaveLength(20)
    expect((await known.read(ask)).missing.size).toBe(0)
    expect(known.learned).toBe(false)
  })
})
