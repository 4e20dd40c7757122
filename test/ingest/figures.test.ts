import { expect, test } from 'vitest'
import { faultFigures } from '../../ingest/figures.ts'
import { createMetrics } from '../../runtime/metrics.ts'

test('what is wrong with the disk or the store, and the backlog, can be watched from outside', async () => {
  const metrics = createMetrics()
  const intake: { fault: Error | undefined; end: number } = { fault: undefined, end: 500 }
  const feed: { fault: Error | undefined; offset: number; waiting: number } = {
    fault: undefined,
    offset: 500,
    waiting: 0,
  }
  faultFigures(metrics, intake as never, feed as never)
  const read = async () => {
    const lines = (await metrics.metrics()).split('\n').filter(line => line.startsWith('ingest_'))
    return Object.fromEntries(lines.map(line => line.split(' ')))
  }
  expect(await read()).toEqual({
    ingest_intake_fault: '0',
    ingest_history_fault: '0',
    ingest_history_behind_bytes: '0',
    ingest_history_waiting_readings: '0',
  })
  Object.assign(intake, { fault: new Error('no space left'), end: 9_500 })
  Object.assign(feed, { fault: new Error('refused'), waiting: 7 })
  expect(await read()).toEqual({
    ingest_intake_fault: '1',
    ingest_history_fault: '1',
    ingest_history_behind_bytes: '9000',
    ingest_history_waiting_readings: '7',
  })
})
