import { afterEach, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'

const START = '2026-03-02T10:00:00+08:00'
const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const room of open.splice(0)) await room.stop()
})
const newRoom = async (options: Parameters<typeof controlRoom>[1] = {}) => {
  const room = await controlRoom(START, options)
  open.push(room)
  return room
}
type Room = Awaited<ReturnType<typeof newRoom>>

const call = {
  source: 'hotline',
  category: 'noWater',
  reporter: '王女士',
  contact: '13800000000',
  zone: 'east',
}
const opened = async (room: Room, more: object = {}) =>
  (await room.post('王操作', '/tickets', { ...call, content: '家里没水', ...more })).body.ticket.id as string
const burst = (zone: string) => ({ kind: 'burst', subject: zone, zone, evidence: {} })

test('a call and a burst that are one: the call ends, the burst goes on with her name on it', async () => {
  const room = await newRoom()
  const called = await opened(room)
  await room.step('李调度', called, 'dispatched')
  await room.time.advance(MINUTE)
  await room.hear(burst('east'))
  const found = room.ticket(1).ticket.id
  const merged = await room.post('李调度', `/tickets/${called}/merge`, { into: found, why: '同一处爆管' })
  expect(merged.body.ticket).toMatchObject({ mergedInto: found })

  const one = await room.get(`/tickets/${called}`)
  expect(one.ticket.steps.map(({ step }: { step: string }) => step)).toEqual([
    'reported',
    ...(one.ticket.steps.some(({ step }: { step: string }) => step === 'dispatched') ? ['dispatched'] : []),
    'closed',
    'archived',
  ])
  expect(one.ticket.steps.at(-2)).toMatchObject({
    by: '李调度',
    note: '同一处爆管',
    data: { mergedInto: found },
  })
  expect(one.next).toEqual([])
  const other = await room.get(`/tickets/${found}`)
  expect(other.reports).toMatchObject([
    { source: 'hotline', reporter: '王女士', contact: '13800000000', content: '家里没水' },
  ])
  expect(other.ticket.related).toContainEqual({ ticket: called, why: 'duplicate' })

  // None of its clocks asks for anything any more, and nobody is told of one.
  await room.time.advance(48 * HOUR)
  const late = (await room.get(`/tickets/${called}`)).clocks.map(({ state }: { state: string }) => state)
  expect(late.filter((state: string) => ['running', 'waiting', 'paused'].includes(state))).toEqual([])
})

test('two incidents and their alarms are one afterwards, each alarm on the ticket once, also after a restart', async () => {
  const room = await newRoom()
  await room.hear(burst('east'))
  await room.hear({ kind: 'burst', subject: 'west', zone: 'west', evidence: {} })
  const [east, west] = [0, 1].map(index => room.ticket(index).ticket.id) as [string, string]
  await room.post('李调度', `/tickets/${west}/merge`, { into: east, why: '同一根干管' })
  const stand = (of: Room) => {
    const { ticket } = of.ticket(0)
    return [ticket.alarms, ['burst/east', 'burst/west'].map(id => of.alarm(id)!.ticket)]
  }
  expect(stand(room)).toEqual([
    ['burst/east', 'burst/west'],
    [east, east],
  ])
  expect((await room.get('/incidents')).incidents).toMatchObject([{ ticket: east }])
  // What comes next in the west is heard on the one ticket that is left.
  await room.hear({ kind: 'pressure-low', subject: 'PL-W2.pressure', point: 'PL-W2.pressure', zone: 'west' })
  expect(room.service.tickets()).toHaveLength(2)

  await room.stop(true)
  open.pop()
  const again = await controlRoom(START, { dataDir: room.dataDir })
  open.push(again)
  expect(stand(again)[1]).toEqual([east, east])
  expect((await again.get(`/tickets/${west}`)).ticket.mergedInto).toBe(east)
})

test('what was not known of the place comes from the other; the greater urgency stays', async () => {
  const room = await newRoom()
  const [vague, exact] = [
    await opened(room, { zone: undefined, priority: 3 }),
    await opened(room, { at: [117.02, 36.6], dn: 400, priority: 1 }),
  ]
  await room.post('李调度', `/tickets/${exact}/merge`, { into: vague, why: '重复' })
  expect(room.ticket(0).ticket).toMatchObject({ dn: 400, at: [117.02, 36.6], priority: 1 })
})

test.each([
  ['by somebody who dispatches nothing', '张抢修', {}, 403, 'not-allowed'],
  ['without saying why', '李调度', { why: undefined }, 400, undefined],
  ['into one that is not there', '李调度', { into: 'GD-1' }, 404, 'unknown-ticket'],
  ['into itself', '李调度', { into: 'GD-2026-0302-0001' }, 400, 'same-ticket'],
])('is refused %s', async (_, who, wish, status, code) => {
  const room = await newRoom()
  const [one, two] = [await opened(room), await opened(room)]
  const refused = await room.post(who, `/tickets/${one}/merge`, { into: two, why: '重复', ...wish })
  expect(refused.status).toBe(status)
  if (code) expect(refused.body.code).toBe(code)
  expect((await room.get(`/tickets/${one}`)).ticket.mergedInto).toBeUndefined()
})

test('one that has ended is not put together with anything', async () => {
  const room = await newRoom()
  const [one, two, three] = [await opened(room), await opened(room), await opened(room)]
  await room.post('李调度', `/tickets/${one}/merge`, { into: two, why: '重复' })
  const again = await room.post('李调度', `/tickets/${one}/merge`, { into: three, why: '重复' })
  const onto = await room.post('李调度', `/tickets/${three}/merge`, { into: one, why: '重复' })
  const redone = await room.post('李调度', `/tickets/${one}/moves`, { move: 'rework', note: '返修' })
  const codes = [again, onto, redone].map(({ body }) => body.code)
  expect(codes).toEqual(['ticket-closed', 'ticket-closed', 'ticket-closed'])
})

test('clocks are held, let go and prolonged by those who work on the ticket, and by nobody who only looks', async () => {
  const room = await newRoom()
  await room.hear(burst('east'))
  const { id } = room.ticket().ticket
  const longer = { clock: 'dispatch', deadline: room.time.now() + HOUR, reason: '核实地址' }
  for (const [what, body] of [
    ['pause', { why: '等业主' }],
    ['resume', {}],
    ['extend', longer],
  ] as const) {
    expect((await room.post('看客', `/tickets/${id}/${what}`, body)).status).toBe(403)
    expect([what, (await room.post('张抢修', `/tickets/${id}/${what}`, body)).status]).toEqual([what, 200])
  }
  // Twice is a mistake, not a second pause; an extension gives its reason, and comes before the deadline.
  expect((await room.post('张抢修', `/tickets/${id}/resume`, {})).body.code).toBe('not-paused')
  const silent = { clock: 'dispatch', deadline: room.time.now() + 2 * HOUR }
  expect((await room.post('张抢修', `/tickets/${id}/extend`, silent)).status).toBe(400)
  await room.time.advance(61 * MINUTE)
  const late = { ...longer, deadline: room.time.now() + HOUR }
  expect((await room.post('张抢修', `/tickets/${id}/extend`, late)).body.code).toBe('too-late')
})
