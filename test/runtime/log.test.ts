import { expect, test } from 'vitest'
import { atMostEvery, createLog } from '../../runtime/log.ts'
import { counter, createMetrics, gauge, histogram } from '../../runtime/metrics.ts'

const logged = (say: (log: ReturnType<typeof createLog>) => void) => {
  const lines: string[] = []
  say(createLog({ destination: { write: line => void lines.push(line) } }))
  return lines
}

test.each([
  [{ password: 'hunter2' }],
  [{ config: { password: 'hunter2' } }],
  [{ config: { broker: { password: 'hunter2' } } }],
  [{ token: 'hunter2' }],
  [{ headers: { authorization: 'Bearer hunter2' } }],
  [{ request: { headers: { cookie: 'hunter2' } } }],
  [{ accounts: { secret: 'hunter2', hash: 'hunter2' } }],
])('a secret is not written: %j', about => {
  const [line] = logged(log => log.info(about, 'something'))
  expect(line).toContain('something')
  expect(line).not.toContain('hunter2')
})

test('a line has time, level and message in words', () => {
  const [line] = logged(log => log.child({ service: 'ingest' }).warn({ zone: 'Z-1' }, 'late'))
  const entry = JSON.parse(line!)
  expect(entry).toMatchObject({ level: 'warn', service: 'ingest', zone: 'Z-1', msg: 'late' })
  expect(entry.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
})

test('a flood of one complaint stays one line', () => {
  const said: string[] = []
  const sparingly = atMostEvery(60_000)
  for (let i = 0; i < 100; i++) sparingly('same', () => said.push('same'))
  sparingly('other', () => said.push('other'))
  expect(said).toEqual(['same', 'other'])
})

test('a figure asked for twice is the same figure', async () => {
  const metrics = createMetrics()
  counter(metrics, 'seen_total', 'seen', ['kind']).inc({ kind: 'a' })
  counter(metrics, 'seen_total', 'seen', ['kind']).inc({ kind: 'a' })
  gauge(metrics, 'level', 'level', { collect: () => 7 })
  gauge(metrics, 'level', 'level', { collect: () => 8 })
  histogram(metrics, 'wait', 'wait', { buckets: [1] }).observe(0.5)
  histogram(metrics, 'wait', 'wait', { buckets: [1] }).observe(0.5)
  const text = await metrics.metrics()
  expect(text).toContain('seen_total{kind="a"} 2')
  expect(text).toContain('level 7')
  expect(text).toContain('wait_count 2')
})
