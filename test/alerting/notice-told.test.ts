import { afterEach, expect, test } from 'vitest'
import { HOUR } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'
import { tellingTown } from './notify-file.ts'
import { httpReceiver } from './receivers.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

test('an outage published, extended, over or called off is told each time and at once; of a draft nothing', async () => {
  const desk = await httpReceiver()
  ends.push(() => desk.stop())
  const site = tellingTown(`channels: { desk: { type: webhook, url: '${desk.url}' } }
rules: [{ on: [notice], to: [desk] }]`)
  const { post, service, time, stop } = await controlRoom('2026-03-02T10:00:00+08:00', { site })
  ends.push(() => stop())
  const act = async (id: string, action: string, more: object = {}) => {
    await post('李调度', `/notices/${id}/${action}`, more)
    await service.settled()
  }
  const draft = async () => {
    const start = time.now()
    const cause = { zh: '爆管抢修', en: 'burst' }
    const said = { kind: 'emergency', asset: 'P1', cause, start, expectedRecovery: start + 4 * HOUR }
    return (await post('李调度', '/notices', said)).body.id as string
  }
  await act(await draft(), 'withdraw', { why: '不停水' })
  const id = await draft()
  await act(id, 'publish')
  await act(id, 'extend', { expectedRecovery: time.now() + 6 * HOUR, reason: '管件未到' })
  await act(id, 'restore')
  const other = await draft()
  await act(other, 'publish')
  await act(other, 'withdraw', { why: '已带压修复' })
  const told = desk.got.map(({ body }) => JSON.parse(body) as { title: string; text: string })
  expect(told.map(({ title, text }) => [title.slice(0, 4), text])).toEqual([
    ['停水通知', '爆管抢修，预计 03-02 14:00 恢复'],
    ['停水延长', '管件未到，预计 03-02 16:00 恢复'],
    ['恢复供水', '03-02 10:00'],
    ['停水通知', '爆管抢修，预计 03-02 14:00 恢复'],
    ['停水取消', '已带压修复'],
  ])
})
