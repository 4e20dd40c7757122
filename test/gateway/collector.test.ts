import { expect, test } from 'vitest'
import { Collector } from '../../gateway/collector.ts'
import type { Record } from '../../gateway/spool/record.ts'
import type { Spool } from '../../gateway/spool/spool.ts'
import type { Reading } from '../../model/reading.ts'
import { silentLog } from '../../runtime/log.ts'
import { steppedTime } from '../../runtime/stepped-time.ts'
import { NOON } from './running.ts'

/** A disk that is full until it is told otherwise. */
function disk() {
  const state = { full: true, records: [] as Record[] }
  const append = async (batch: Omit<Record, 'seq'>) => {
    if (state.full) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    const record = { ...batch, seq: state.records.length + 1 }
    state.records.push(record)
    return record
  }
  return { state, spool: { append } as unknown as Spool }
}

const rule = { deadband: 0, heartbeat: 0 }
const reading = (n: number): Reading => ({ point: 'P', at: NOON + n, value: n, quality: 'good' })
const offers = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ ...reading(from + i), reason: undefined, rule }))
const kept = (records: Record[]) => records.reduce((sum, record) => sum + record.readings, 0)

test('a full disk: readings wait in bounded memory, are written when there is room, the loss is counted', async () => {
  const { state, spool } = disk()
  const time = steppedTime(NOON)
  const collector = new Collector(spool, { time, log: silentLog() }, () => {})
  for (let n = 0; n < 60; n++) {
    collector.offer(offers(n * 2_000, 2_000))
    await time.advance(1_000)
  }
  expect(collector.counts.lost).toBe(20_000)
  state.full = false
  await time.advance(2_000)
  expect(kept(state.records)).toBe(100_000)
  expect(JSON.parse(`{${state.records[0]!.body}}`).readings[0][2]).toBe(20_000)
  await collector.stop()
})

test('whoever waits for the disk is told when it takes nothing', async () => {
  const { state, spool } = disk()
  const time = steppedTime(NOON)
  const collector = new Collector(spool, { time, log: silentLog() }, () => {})
  const refused = collector.keep([reading(1)])
  const rejected = expect(refused).rejects.toThrow('no space left')
  await time.advance(1_000)
  await rejected
  state.full = false
  const taken = collector.keep([reading(2)])
  await time.advance(1_000)
  await taken
  expect(kept(state.records)).toBe(2)
  await collector.stop()
})
