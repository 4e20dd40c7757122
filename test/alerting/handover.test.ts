import { describe, expect, test } from 'vitest'
import { timelineRoom } from './timeline-room.ts'

const ITEMS = {
  equipmentState: '1# 2# 泵运行',
  defectsAccidents: '无',
  toolsKeys: '齐全',
  recordsComplete: '齐全',
  hygiene: '良好',
}
const LOOKED = { siteInspected: true, problemsResolved: true }

async function room(policy = 'generic') {
  const made = await timelineRoom(policy, '2026-03-02T07:45:00+08:00')
  const begin = (who: string, items: object = ITEMS) => made.post(who, '/duties/handover', { items })
  const take = (who: string, handover: string, inspection: object = LOOKED) =>
    made.post(who, '/duties/handover/take', { handover, inspection })
  return { ...made, begin, take }
}

describe('a shift is handed over', () => {
  test('with every item said (TS-HO-02), the site looked at (TS-HO-03), and both signatures (TS-HO-06)', async () => {
    const { begin, take, get, time } = await room()
    expect((await begin('王操作', { ...ITEMS, toolsKeys: ' ' })).body.missing).toEqual(['data:toolsKeys'])
    const begun = await begin('王操作')
    expect(begun.body.handovers).toMatchObject([
      { id: 'JB-2026-0302-0001', outgoing: '王操作', items: ITEMS },
    ])
    const { id } = begun.body.handovers[0]
    expect((await take('李调度', id, { siteInspected: true })).body.missing).toEqual([
      'data:problemsResolved',
    ])
    expect(await take('王操作', id)).toMatchObject({ status: 403, body: { code: 'same-person' } })
    expect((await take('看客', id)).status).toBe(403)
    const taken = await take('李调度', id)
    expect(taken.body.handovers).toMatchObject([
      { incoming: '李调度', takenAt: time.now(), inspection: LOOKED },
    ])
    expect((await take('李调度', id)).body).toMatchObject({ code: 'already-done', by: '李调度' })
    expect((await get('/duties/handover')).items).toEqual(Object.keys(ITEMS))
  })

  test('not while a valve is being turned: whoever began it ends it (TS-HO-04)', async () => {
    const { begin, post, ticket, done, take } = await room()
    await post('李调度', '/tickets', {
      source: 'patrol',
      category: 'leak',
      priority: 2,
      asset: 'E2',
      content: '漏水',
    })
    const { id } = ticket().ticket
    await done('李调度', id, 'dispatched')
    await done('张抢修', id, 'arrived')
    expect((await begin('王操作')).status).toBe(200)
    await done('张抢修', id, 'shutoffRequested', { reason: '漏水', from: '08:00', to: '12:00' })
    await done('李调度', id, 'shutoffApproved')
    expect((await begin('王操作')).body.missing).toEqual([`operation:${id}`])
    expect((await take('李调度', 'JB-2026-0302-0001')).body.missing).toEqual([`operation:${id}`])
    await done('张抢修', id, 'waterStopped')
    expect((await begin('王操作')).status).toBe(200)
  })

  test('not in the middle of an accident that nobody has taken on (TS-HO-05)', async () => {
    const { hear, begin, post, ticket, done } = await room()
    await hear({ kind: 'burst', subject: 'east', zone: 'east' })
    const { id } = ticket().ticket
    expect((await begin('王操作')).body.missing).toEqual(['accident:burst/east', `accident:${id}`])
    await post('王操作', '/alarms/acknowledge', { alarms: ['burst/east'], note: '已派' })
    expect((await begin('王操作')).body.missing).toEqual([`accident:${id}`])
    await done('李调度', id, 'dispatched')
    const begun = await begin('王操作')
    // What stands goes with it, so that the next shift knows.
    expect(begun.body.handovers[0].standing).toEqual({ alarms: ['burst/east'], tickets: [id] })
  })

  test('a utility whose rules ask for nothing signs and is done; a restart forgets none', async () => {
    const { begin, take, stop, dataDir } = await room('jinan')
    const { id } = (await begin('王操作', {})).body.handovers[0]
    await take('李调度', id, {})
    await stop(true)
    const again = await timelineRoom('jinan', '2026-03-02T09:00:00+08:00', { dataDir })
    expect((await again.get('/duties/handover')).handovers).toMatchObject([{ id, incoming: '李调度' }])
  })
})
