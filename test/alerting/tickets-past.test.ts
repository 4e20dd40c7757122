import { afterEach, describe, expect, test } from 'vitest'
import { changesBy, type TicketChange, ticketsAt } from '../../dashboard/web/replay/tickets-then.ts'
import { ticketStep } from '../../model/ticket.ts'
import { MINUTE } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'

let room: Awaited<ReturnType<typeof controlRoom>> | undefined
afterEach(() => room?.stop())

describe('tickets of the past', () => {
  test('are those open then, at the step known then; a step heard of later is not in it', async () => {
    room = await controlRoom('2026-11-22T10:00:00+08:00', { policy: 'jinan' })
    const start = room.time.now()
    await room.hear({ kind: 'burst', subject: 'east', zone: 'east', evidence: {} })
    const { id } = room.ticket().ticket
    await room.time.advance(3 * MINUTE)
    expect((await room.step('李调度', id, 'dispatched')).status).toBe(200)
    await room.time.advance(20 * MINUTE)
    // Done five minutes after the dispatch, heard of fifteen minutes later.
    expect((await room.step('张抢修', id, 'forwarded', { at: start + 8 * MINUTE })).status).toBe(200)
    await room.time.advance(MINUTE)
    const past = async (from: number, to: number) =>
      (await room!.get(`/tickets/past?from=${from}&to=${to}`)) as { changes: TicketChange[]; more: boolean }
    const { changes, more } = await past(start - MINUTE, room.time.now())
    const stepAt = (minutes: number) =>
      ticketsAt(changes, start + minutes * MINUTE).map(({ ticket }) => ticketStep(ticket))
    expect(more).toBe(false)
    expect([stepAt(-1), stepAt(1), stepAt(4), stepAt(10), stepAt(23)]).toEqual([
      [],
      ['reported'],
      ['dispatched'],
      ['dispatched'],
      ['forwarded'],
    ])
    // A window that begins later begins with how it stood.
    const later = await past(start + 10 * MINUTE, start + 12 * MINUTE)
    expect(later.changes.map(({ view }) => ticketStep(view.ticket))).toContain('dispatched')
    expect(ticketsAt(later.changes, start + 10 * MINUTE)).toHaveLength(1)
    expect(changesBy(changes, start - 1)).toBe(0)
  })
})
