import { afterEach, expect, test } from 'vitest'
import { DAY, HOUR } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const room of open.splice(0)) await room.stop()
})

test('a patrol done is due again by its grade, and overdue after', async () => {
  const { post, get, time, ...room } = await controlRoom('2026-03-02T10:00:00+08:00')
  open.push(room)
  const find = async (subject: string) =>
    (await get('/duties')).duties.find((one: { subject: string }) => one.subject === subject)
  await post('张抢修', '/duties/done', { duty: 'patrol.second', subject: '东区 DN200' })
  expect(await find('东区 DN200')).toMatchObject({ rule: 'JN-PAT-01', overdue: false, by: '张抢修' })
  await time.advance(2 * DAY + 13 * HOUR)
  expect((await find('东区 DN200')).overdue).toBe(false)
  await time.advance(2 * HOUR)
  expect((await find('东区 DN200')).overdue).toBe(true)
  // A report that comes late tells of an earlier round, and does not set the clock back.
  await post('张抢修', '/duties/done', { duty: 'patrol.second', subject: '东区 DN200' })
  await post('张抢修', '/duties/done', {
    duty: 'patrol.second',
    subject: '东区 DN200',
    at: time.now() - 4 * DAY,
  })
  expect(await find('东区 DN200')).toMatchObject({ overdue: false, last: time.now() })
  expect((await post('张抢修', '/duties/done', { duty: 'dancing' })).status).toBe(404)
})
