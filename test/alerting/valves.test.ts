import { afterEach, expect, test } from 'vitest'
import { MINUTE } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'
import { townSite } from './town.ts'

let room: Awaited<ReturnType<typeof controlRoom>> | undefined
afterEach(() => room?.stop())

test('what a crew found at a valve is kept with when they found it and when it was heard; nonsense is refused', async () => {
  const site = townSite('jinan')
  const valve = { id: 'V-1', link: 'P1', node: 'E1', at: [117.01, 36.6] as [number, number], diameter: 400 }
  room = await controlRoom('2026-11-22T10:00:00+08:00', {
    site: { ...site, network: { ...site.network, valves: [valve] } },
  })
  await room.hear({ kind: 'burst', subject: 'east', zone: 'east', evidence: {} })
  const { id } = room.ticket().ticket
  const found = (data: object, who = '张抢修', more: object = {}) =>
    room!.post(who, `/tickets/${id}/tasks`, { task: 'valve', data, ...more })
  expect(await found({ valve: 'V-9', finding: 'closed' })).toMatchObject({
    status: 400,
    body: { code: 'unknown-valve' },
  })
  expect(await found({ valve: 'V-1', finding: 'perhaps' })).toMatchObject({
    status: 400,
    body: { code: 'unknown-finding' },
  })
  expect(await found({ valve: 'V-1', finding: 'closed' }, '看客')).toMatchObject({ status: 403 })
  await room.time.advance(10 * MINUTE)
  const now = room.time.now()
  expect((await found({ valve: 'V-1', finding: 'closed' }, '张抢修', { at: now - 5 * MINUTE })).status).toBe(
    200,
  )
  const { tasks, ahead, next } = await room.get(`/tickets/${id}`)
  expect(tasks).toMatchObject([
    { task: 'valve', at: now - 5 * MINUTE, received: now, data: { finding: 'closed' } },
  ])
  // What a phone goes by: the whole way ahead, of which the next steps are the beginning.
  expect(ahead.slice(0, next.length)).toMatchObject(next)
  expect(ahead.map(({ step }: { step: string }) => step)).toContain('reopened')
})
