import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Act, MOST_WAITING } from '../../../../dashboard/web/field/outbox/entry.ts'
import { HOUR, MINUTE } from '../../../../model/time.ts'
import { crewPhone, fieldServer, T0 } from './phone.ts'

const step = (step: 'arrived' | 'barrierSet' | 'waterStopped' | 'repaired'): Act => ({ kind: 'step', step })
const photo = (name: string): Act => ({ kind: 'photo', name, bytes: 4 })

describe('the outbox of a phone', () => {
  test('what was done without a network is sent later with the time it was done', async () => {
    const phone = await crewPhone()
    phone.network = 'away'
    await phone.does(step('arrived'))
    await phone.after(20 * MINUTE)
    await phone.does(step('barrierSet'))
    await phone.after(HOUR)
    expect(phone.waiting()).toHaveLength(2)
    phone.network = 'there'
    await phone.outbox.hurry()
    await phone.after(MINUTE)
    expect(phone.server.heard.map(({ what, at, received }) => [what, at - T0, received - T0])).toEqual([
      ['arrived', 0, 81 * MINUTE],
      ['barrierSet', 20 * MINUTE, 81 * MINUTE],
    ])
    expect(phone.waiting()).toEqual([])
  })

  test('an answer that is lost with the app is asked for again, and nothing is done twice', async () => {
    const phone = await crewPhone()
    phone.network = 'answer lost'
    await phone.does(step('arrived'))
    await phone.after(0)
    await phone.does(photo('1.jpg'))
    expect(phone.server.heard).toHaveLength(1)
    await phone.open()
    expect(phone.waiting()).toHaveLength(2)
    phone.network = 'there'
    await phone.after(MINUTE)
    expect(phone.server.heard.map(({ what }) => what)).toEqual(['arrived', '1.jpg'])
    expect(phone.waiting()).toEqual([])
  })

  test('a step somebody else did first is no error: who it was, and when, stays to be read', async () => {
    const phone = await crewPhone()
    phone.network = 'away'
    await phone.does(step('arrived'))
    phone.server.did('GD-1', 'arrived', 'wang', T0 - MINUTE)
    phone.network = 'there'
    await phone.after(MINUTE)
    expect(phone.outbox.entries()[0]).toMatchObject({ state: 'done', first: { by: 'wang', at: T0 - MINUTE } })
  })

  test('a refused step keeps the later steps of its ticket back, and nothing else', async () => {
    const phone = await crewPhone()
    const gate = { status: 409, code: 'gate-closed', message: 'missing: data:cause' }
    phone.server.refuse.set('barrierSet', gate)
    await phone.does(step('arrived'))
    await phone.does(step('barrierSet'))
    await phone.does(step('repaired'))
    await phone.does(photo('1.jpg'))
    await phone.does({ kind: 'valve', valve: 'V-1', finding: 'closed' })
    await phone.does(step('arrived'), 'GD-2')
    await phone.after(0)
    expect(phone.server.heard.map(({ ticket, what }) => `${ticket} ${what}`)).toEqual([
      'GD-1 arrived',
      'GD-1 V-1',
      'GD-2 arrived',
      'GD-1 1.jpg',
    ])
    expect(phone.waiting().map(({ state, trouble }) => [state, trouble?.code])).toEqual([
      ['refused', 'gate-closed'],
      ['waiting', undefined],
    ])
    phone.server.refuse.delete('barrierSet')
    await phone.outbox.again(phone.waiting()[0]!.id)
    await phone.after(0)
    expect(phone.server.heard.map(({ what }) => what).slice(-2)).toEqual(['barrierSet', 'repaired'])
  })

  test('it is tried more and more seldom, and at once when the network is back', async () => {
    const phone = await crewPhone()
    phone.network = 'away'
    await phone.does(step('arrived'))
    const waits: number[] = []
    for (let i = 0; i < 6; i++) {
      await phone.after(0)
      waits.push(phone.outbox.nextTry()! - phone.now())
      await phone.after(phone.outbox.nextTry()! - phone.now() - 1)
      const tries = phone.tries
      await phone.after(1)
      expect(phone.tries).toBe(tries + 1)
    }
    expect(waits).toEqual([2_000, 5_000, 15_000, 60_000, 300_000, 300_000])
    await phone.outbox.hurry()
    expect(phone.outbox.nextTry()).toBe(0)
  })

  test('a browser that says it is online before it is costs no long wait: one that gets through takes the others along', async () => {
    const phone = await crewPhone()
    phone.network = 'away'
    for (const name of ['1.jpg', '2.jpg', '3.jpg']) await phone.does(photo(name))
    for (let i = 0; i < 6; i++) await phone.after(300_000)
    await phone.outbox.hurry()
    await phone.after(0)
    const tries = phone.tries
    await phone.after(1_000)
    expect(phone.tries).toBe(tries)
    phone.network = 'there'
    await phone.does(step('arrived'))
    await phone.after(0)
    expect(phone.server.heard.map(({ what }) => what)).toEqual(['arrived', '1.jpg', '2.jpg', '3.jpg'])
  })

  test('a phone whose clock is ahead has its step set back to the server’s time, once', async () => {
    const phone = await crewPhone()
    phone.off = HOUR
    await phone.does(step('arrived'))
    await phone.after(0)
    expect(phone.server.heard.map(({ at }) => at - T0)).toEqual([0])
  })

  test('what one person did is not sent in another one’s name', async () => {
    const phone = await crewPhone()
    phone.network = 'away'
    await phone.does(step('arrived'))
    phone.network = 'there'
    phone.me = 'wang'
    await phone.after(HOUR)
    expect([phone.server.heard.length, phone.waiting().length]).toEqual([0, 1])
    phone.me = 'zhang'
    await phone.after(0)
    expect(phone.server.heard.map(({ by }) => by)).toEqual(['zhang'])
  })

  test('signed out it waits without counting tries', async () => {
    const phone = await crewPhone()
    phone.server.refuse.set('arrived', { status: 401, code: 'no-session', message: 'sign in first' })
    await phone.does(step('arrived'))
    await phone.after(0)
    expect(phone.waiting()).toMatchObject([{ tries: 0, notBefore: 0, trouble: { code: 'no-session' } }])
  })

  test('beyond its size it takes nothing and says so; what it has stays', async () => {
    const phone = await crewPhone()
    phone.network = 'away'
    for (let i = 0; i < MOST_WAITING; i++) await phone.does(photo(`${i}.jpg`))
    await expect(phone.does(photo('too many'))).rejects.toThrow(RangeError)
    expect([phone.waiting().length, phone.store.photos.size]).toEqual([MOST_WAITING, MOST_WAITING])
  })

  test('a photo the server has takes no more room on the phone', async () => {
    const phone = await crewPhone()
    await phone.does(photo('1.jpg'))
    expect(phone.store.photos.size).toBe(1)
    await phone.after(0)
    expect(phone.store.photos.size).toBe(0)
  })
})

describe('whatever the network does and however often the app is killed', () => {
  const doing = fc.oneof(
    fc.record({ do: fc.constant('step' as const), ticket: fc.integer({ min: 0, max: 2 }) }),
    fc.record({ do: fc.constant('photo' as const), ticket: fc.integer({ min: 0, max: 2 }) }),
    fc.record({
      do: fc.constant('network' as const),
      is: fc.constantFrom('there' as const, 'away' as const, 'answer lost' as const),
    }),
    fc.record({ do: fc.constant('kill' as const) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 10 * MINUTE }) }),
  )
  const ORDER = ['arrived', 'barrierSet', 'waterStopped', 'repaired'] as const

  test('everything arrives once, with its own time, each ticket’s steps in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { maxLength: 40 }), async doings => {
        const server = fieldServer()
        const phone = await crewPhone({ server })
        const done: [string, string, number][] = []
        const count = [0, 0, 0]
        for (const one of doings) {
          if (one.do === 'network') phone.network = one.is
          if (one.do === 'kill') await phone.open()
          if (one.do === 'wait') await phone.after(one.ms)
          if (one.do !== 'step' && one.do !== 'photo') continue
          const ticket = `GD-${one.ticket}`
          const name = one.do === 'step' ? ORDER[count[one.ticket]!++] : `${done.length}.jpg`
          if (name === undefined) continue
          done.push([ticket, name, phone.now()])
          await phone.does(one.do === 'step' ? step(name as 'arrived') : photo(name), ticket)
        }
        await phone.open()
        phone.network = 'there'
        await phone.outbox.hurry()
        await phone.after(0)
        await phone.outbox.flush()
        const heard = server.heard.map(({ ticket, what, at }): [string, string, number] => [ticket, what, at])
        expect([...heard].sort()).toEqual([...done].sort())
        for (const ticket of ['GD-0', 'GD-1', 'GD-2']) {
          const steps = heard
            .filter(([t, what]) => t === ticket && !what.endsWith('.jpg'))
            .map(([, what]) => what)
          expect(steps).toEqual(ORDER.slice(0, steps.length))
        }
        expect(phone.waiting()).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
