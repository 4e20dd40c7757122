import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openPostgresJournal } from '../../alerting/journal/postgres/postgres.ts'
import { describeWith } from '../needs.ts'
import { controlRoom } from './control-room.ts'
import { startPostgres } from './postgres-server.ts'

describeWith(['initdb', 'postgres'], 'alerting on PostgreSQL', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())
  const open: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const room of open.splice(0)) await room.stop()
  })
  const room = async (url: string, at = '2026-03-02T10:00:00+08:00') => {
    const made = await controlRoom(at, { config: { journal: { store: 'postgres', url } } })
    open.push(made)
    return made
  }
  const burst = { kind: 'burst', subject: 'east', zone: 'east', evidence: { nearest: 'PL-E2.pressure' } }

  test('a restart is a fold: the same alarms, tickets and clocks', async () => {
    const url = await server.database()
    const before = await room(url)
    await before.hear(burst)
    const { id } = before.ticket().ticket
    await before.step('李调度', id, 'dispatched')
    await before.post('王操作', '/alarms/acknowledge', { alarms: ['burst/east'], note: '已派' })
    const told = JSON.stringify([before.service.alarms(), before.service.tickets()])
    const again = await room(url)
    expect(JSON.stringify([again.service.alarms(), again.service.tickets()])).toBe(told)
  })

  test('two programs that hear the same open one ticket between them, numbers given once', async () => {
    const url = await server.database()
    const [one, two] = [await room(url), await room(url)]
    const zones = ['east', 'west']
    await Promise.all(
      zones.flatMap(zone => [one, two].map(each => each.hear({ kind: 'burst', subject: zone, zone }))),
    )
    // Each decides anew when it finds that the other was faster; a call lets both catch up.
    await one.post('李调度', '/alarms/comment', { alarms: ['burst/east'], note: '一' })
    await two.post('李调度', '/alarms/comment', { alarms: ['burst/east'], note: '二' })
    const journal = await openPostgresJournal(url)
    expect(await journal.verify()).toMatchObject({ ok: true })
    const opened: string[] = []
    for await (const { type, body } of journal.read()) {
      if (type === 'ticket.opened') opened.push((body.ticket as { id: string; zone: string }).id)
    }
    await journal.close()
    expect(opened.sort()).toEqual(['GD-2026-0302-0001', 'GD-2026-0302-0002'])
    expect(
      two.service
        .tickets()
        .map(({ ticket }) => ticket.zone)
        .sort(),
    ).toEqual(zones)
  })

  test('while the database is away nothing is acknowledged, and afterwards it goes on', async () => {
    const url = await server.database()
    const made = await room(url)
    await made.hear(burst)
    await server.pause()
    await expect(made.hear({ kind: 'burst', subject: 'west', zone: 'west' })).rejects.toMatchObject({
      code: 'journal-down',
    })
    expect(
      (await made.post('王操作', '/alarms/acknowledge', { alarms: ['burst/east'], note: 'x' })).status,
    ).toBe(503)
    await server.resume()
    await made.hear({ kind: 'burst', subject: 'west', zone: 'west' })
    expect(made.service.tickets().map(({ ticket }) => ticket.zone)).toEqual(['east', 'west'])
    expect(made.alarm('burst/east')!.acked).toBeUndefined()
  })
})
