import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSpool, type Spool } from '../../gateway/spool/spool.ts'
import { batchBody } from '../../gateway/uplink/message.ts'
import { Uplink } from '../../gateway/uplink/uplink.ts'
import { type Watermarks, watermarks } from '../../ingest/intake/watermarks.ts'
import type { Batch } from '../../model/reading.ts'
import { topicsOf } from '../../model/topics.ts'
import type { Bus, BusHandler } from '../../runtime/bus.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import { silentLog } from '../../runtime/log.ts'
import { steppedTime } from '../../runtime/stepped-time.ts'
import { NOON } from './running.ts'

let folder: string
const ends: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uplink-'))
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  await rm(folder, { recursive: true, force: true })
})

/** Broker and ingest in one: takes what is published and says how far it is stored. */
class FarSide {
  up = true
  /** Takes messages but stores none: ingest is down, the broker is not. */
  storing = true
  /** Swallows these numbers once, as a broker that dies after its acknowledgement. */
  swallow = new Set<number>()
  heard: Batch[] = []
  marks: Watermarks = watermarks()
  readonly bus: Bus
  #stored: BusHandler | undefined
  #listeners = new Set<(up: boolean) => void>()

  constructor() {
    const far = this
    this.bus = {
      publish: async (_topic, payload) => {
        if (!far.up) throw new CodedError('bus-down', 'cut')
        const batch = JSON.parse(Buffer.from(payload as Uint8Array).toString()) as Batch
        await new Promise(resolve => setImmediate(resolve))
        if (far.swallow.delete(batch.seq)) return
        far.heard.push(batch)
        if (!far.storing) return
        far.marks.note(batch)
        await far.say(far.marks.stored('gw-1')!)
      },
      subscribe: async (_filter, handler) => {
        if (!far.up) throw new CodedError('bus-down', 'cut')
        far.#stored = handler
        const known = far.marks.stored('gw-1')
        if (known) await far.say(known)
        return async () => {}
      },
      get connected() {
        return far.up
      },
      onConnection: listener => {
        far.#listeners.add(listener)
        return () => void far.#listeners.delete(listener)
      },
      close: async () => {},
    }
  }

  async say(stored: { spool: string; seq: number }) {
    await this.#stored?.({ topic: '', payload: Buffer.from(JSON.stringify(stored)), qos: 1, retain: false })
  }

  set(up: boolean) {
    this.up = up
    for (const listener of this.#listeners) listener(up)
  }

  numbers = (backlog?: boolean) =>
    this.heard.filter(batch => backlog === undefined || batch.backlog === backlog).map(batch => batch.seq)
}

const topics = topicsOf('test')
const time = steppedTime(NOON)

async function life(far: FarSide, options: object = {}) {
  const spool = await openSpool({ folder, maxBytes: 1e8, maxAge: 1e12, segmentBytes: 20_000, ...options })
  const uplink = new Uplink(spool, 'Z1', 'gw-1', { bus: far.bus, time, topics, log: silentLog() })
  const measure = async (count = 1) => {
    for (let n = 0; n < count; n++) {
      const at = NOON + (spool.last + 1) * 1_000
      const body = batchBody([{ point: 'P', at, value: spool.last + 1, quality: 'good' }])
      uplink.appended(await spool.append(body))
    }
  }
  ends.push(async () => {
    await uplink.stop()
    await spool.close()
  })
  return { spool, uplink, measure }
}

/** Until the far side has stored everything, within 2 real seconds. */
async function drained({ spool, uplink }: { spool: Spool; uplink: Uplink }) {
  for (let i = 0; i < 400 && uplink.stored < spool.last; i++)
    await new Promise(resolve => setTimeout(resolve, 5))
}

describe('the way up', () => {
  test('live batches go at once, in order, and are freed when stored', async () => {
    const far = new FarSide()
    const here = await life(far)
    here.uplink.start()
    await time.advance(0)
    await here.measure(20)
    await drained(here)
    expect(far.numbers()).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(far.numbers(true)).toEqual([])
    expect(here.spool.oldest).toBe(21)
  })

  test('what was measured without a broker is kept and sent in order, marked as backlog', async () => {
    const far = new FarSide()
    far.set(false)
    const here = await life(far)
    here.uplink.start()
    await here.measure(500)
    expect(far.heard).toEqual([])
    far.set(true)
    await time.advance(3_000)
    await drained(here)
    expect(far.numbers()).toEqual(Array.from({ length: 500 }, (_, i) => i + 1))
    expect(far.heard.every(batch => batch.backlog)).toBe(true)
    expect(far.heard.map(batch => batch.readings[0]![2])).toEqual(far.numbers())
  })

  test('live batches do not wait behind a long backlog; both arrive', async () => {
    const far = new FarSide()
    far.set(false)
    const here = await life(far)
    here.uplink.start()
    await here.measure(2_000)
    far.set(true)
    await time.advance(2_000)
    await here.measure(1)
    const live = far.heard.findIndex(batch => batch.seq === 2_001)
    await drained(here)
    const first = far.heard.findIndex(batch => batch.seq === 2_001)
    expect(Math.max(live, first)).toBeLessThan(1_000)
    expect(far.heard.find(batch => batch.seq === 2_001)).toMatchObject({ backlog: false })
    expect(new Set(far.numbers()).size).toBe(2_001)
    expect(here.spool.oldest).toBe(2_002)
  })

  test('the broker’s acknowledgement frees nothing: what it lost is sent again', async () => {
    const far = new FarSide()
    far.swallow = new Set([3, 4, 7])
    const here = await life(far)
    here.uplink.start()
    await time.advance(0)
    await here.measure(10)
    await time.advance(1_000)
    expect(here.uplink.stored).toBe(2)
    expect(here.spool.oldest).toBe(3)
    await time.advance(40_000)
    await drained(here)
    expect(here.uplink.stored).toBe(10)
    expect(new Set(far.numbers())).toEqual(new Set(Array.from({ length: 10 }, (_, i) => i + 1)))
  })

  test('ingest is away for hours: nothing is freed, the broker is not flooded, and then all of it is stored', async () => {
    const far = new FarSide()
    far.storing = false
    const here = await life(far)
    here.uplink.start()
    await time.advance(0)
    for (let minute = 0; minute < 120; minute++) {
      await here.measure(1)
      await time.advance(60_000)
    }
    expect(here.spool.oldest).toBe(1)
    // Each once when new, and a window again at ever longer intervals.
    expect(far.heard.length).toBeLessThan(120 + 64 * 30)
    far.storing = true
    await time.advance(20 * 60_000)
    await drained(here)
    expect(here.uplink.stored).toBe(120)
  })

  test('a restart begins at the watermark', async () => {
    const far = new FarSide()
    const first = await life(far)
    first.uplink.start()
    await time.advance(0)
    await first.measure(10)
    await drained(first)
    far.storing = false
    await first.measure(5)
    for (const end of ends.splice(0)) await end()
    far.storing = true
    far.heard = []
    const second = await life(far)
    second.uplink.start()
    await time.advance(2_000)
    await drained(second)
    expect(far.numbers()).toEqual([11, 12, 13, 14, 15])
  })

  test('after a crash the stream has a new name; what the old one had stored is not sent again', async () => {
    const far = new FarSide()
    const crashed = await life(far)
    crashed.uplink.start()
    await time.advance(0)
    await crashed.measure(10)
    await drained(crashed)
    far.storing = false
    await crashed.measure(5)
    await crashed.uplink.stop()
    await new Promise(resolve => setTimeout(resolve, 10))
    far.storing = true
    far.heard = []
    const second = await life(far)
    second.uplink.start()
    await time.advance(2_000)
    await second.measure(1)
    await drained(second)
    expect(second.spool.id).not.toBe(crashed.spool.id)
    expect(far.numbers(true)).toEqual([11, 12, 13, 14, 15])
    expect(far.numbers(false)).toEqual([16])
    expect(second.uplink.stored).toBe(16)
  })

  test('numbers that a power cut made the disk forget are not used for other readings', async () => {
    const far = new FarSide()
    const here = await life(far)
    here.uplink.start()
    await time.advance(0)
    await here.measure(3)
    await drained(here)
    const name = here.spool.id
    // Ingest remembers 100 batches of this very stream, the disk three.
    await far.say({ spool: name, seq: 100 })
    await here.measure(1)
    await drained(here)
    const last = far.heard.at(-1)!
    expect(last.spool).not.toBe(name)
    expect(far.marks.has('gw-1', last.spool, last.seq)).toBe(true)
  })

  test('a full spool: the lost numbers are passed over and ingest does not wait for them', async () => {
    const far = new FarSide()
    far.set(false)
    const here = await life(far, { maxBytes: 20_000, segmentBytes: 3_000 })
    here.uplink.start()
    await here.measure(500)
    const { oldest, losses } = here.spool
    expect(losses.batches).toBe(oldest - 1)
    expect(oldest).toBeGreaterThan(100)
    far.set(true)
    await time.advance(2_000)
    await drained(here)
    expect(far.numbers()[0]).toBe(oldest)
    expect(far.heard[0]!.oldest).toBe(oldest)
    expect(far.marks.stored('gw-1')!.seq).toBe(500)
  })

  test('nonsense on the watermark’s topic is passed over', async () => {
    const far = new FarSide()
    const here = await life(far)
    far.storing = false
    here.uplink.start()
    await time.advance(0)
    await here.measure(3)
    for (const nonsense of [{ spool: 'other', seq: 3 }, { spool: here.spool.id, seq: -1 }, { seq: 3 }, 'x'])
      await far.say(nonsense as { spool: string; seq: number })
    expect(here.spool.oldest).toBe(1)
  })
})
