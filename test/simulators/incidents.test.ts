import { afterEach, describe, expect, test } from 'vitest'
import type { Step, TicketView } from '../../model/ticket.ts'
import { HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { INCIDENT_KINDS, type IncidentKind } from '../../simulators/incidents/incident.ts'
import { dueAt, readScenario, scenarioNames } from '../../simulators/incidents/scenario.ts'
import type { RunningTown } from '../../simulators/start.ts'
import { MORNING, townAt } from './running.ts'

const begun: RunningTown[] = []
afterEach(async () => {
  for (const run of begun.splice(0)) await run.stop()
})

async function living(options: Parameters<typeof townAt>[1] = {}, start = MORNING) {
  const living = await townAt(start, options)
  begun.push(living.run)
  return living
}

describe('scenarios', () => {
  test('all that ship can be read', () => {
    expect(scenarioNames()).toEqual(
      expect.arrayContaining(['everyday', 'night-burst', 'quiet', 'link-loss', 'late-batch']),
    )
    for (const name of scenarioNames()) expect(readScenario(name).name).toBe(name)
  })

  test('an unknown one is refused with the names there are, before anything starts', async () => {
    await expect(townAt(MORNING, { scenario: 'nihgt-burst' })).rejects.toThrow(
      /no scenario "nihgt-burst"; there are .*night-burst.*quiet/,
    )
  })

  test.each([
    ['after 90s', { after: '90s' }, 90 * SECOND],
    ['at 02:40 of the next night', { at: '02:40' }, 16 * HOUR + 40 * MINUTE],
    ['at 10:30 today', { at: '10:30' }, 30 * MINUTE],
  ])('an event %s', (_when, event, wait) => {
    expect(dueAt({ kind: 'burst', ...event }, MORNING) - MORNING).toBeCloseTo(wait, -2)
  })

  test('everyday: something breaks within the first minute or two, and again every few hours', async () => {
    const { run, time } = await living({ scenario: 'everyday', hydraulicStep: MINUTE })
    run.play()
    await time.advance(2 * MINUTE)
    expect(run.incidents().map(({ kind }) => kind)).toContain('burst')
    expect(run.truth().snapshot.leaking).toBeGreaterThan(30)
    await time.advance(4 * HOUR)
    const bursts = run.incidents().filter(({ kind }) => kind === 'burst')
    expect(bursts).toHaveLength(4)
    expect(new Set(bursts.map(({ target }) => target)).size).toBeGreaterThan(1)
    expect(bursts[0]).toMatchObject({ endedBy: 'time' })
  })

  test('quiet: nothing', async () => {
    const { run, time } = await living({ scenario: 'quiet', hydraulicStep: MINUTE })
    run.play()
    await time.advance(3 * HOUR)
    expect(run.incidents()).toEqual([])
    expect(run.truth().snapshot.leaking).toBeLessThan(0.1)
  })
})

describe('incidents', () => {
  test.each(INCIDENT_KINDS.map(kind => ({ kind })))(
    '$kind begins, ends, and leaves the town as it was',
    async ({ kind }) => {
      const { run, time } = await living()
      await time.advance(MINUTE)
      const incident = run.inject({ kind, lasts: 10 * MINUTE })
      await time.advance(5 * MINUTE)
      await time.advance(6 * MINUTE)
      expect(incident.endedAt).toBeDefined()
      const { troubles } = run.truth().world
      const left = [
        troubles.silent,
        troubles.stuck,
        troubles.clocks,
        troubles.dark,
        troubles.tripped,
        troubles.householdLeaks,
      ]
      expect(left.map(one => one.size)).toEqual([0, 0, 0, 0, 0, 0])
      await time.advance(5 * MINUTE)
      expect(run.truth().snapshot.leaking).toBeLessThan(0.2)
    },
  )

  test('aim where they are told: pipe, zone, pump, or say what there would be', async () => {
    const { run, town } = await living()
    expect(run.inject({ kind: 'burst', target: 'DMA-02' }).zone).toBe('DMA-02')
    const pipe = town.network.links.find(
      link => /^P\d/.test(link.id) && link.zone === 'DMA-01' && !link.closed,
    )!
    expect(run.inject({ kind: 'burst', target: pipe.id })).toMatchObject({ target: pipe.id, zone: 'DMA-01' })
    expect([pipe.from, pipe.to]).toContain(run.incidents()[1]!.node)
    expect(() => run.inject({ kind: 'burst', target: 'P9999' })).toThrow(
      /nothing of the kind is at "P9999".*P\d{4}/,
    )
  })

  test('two holes at one node leak together, and one repair leaves the other', async () => {
    const { run, time, town } = await living()
    const target = town.network.links.find(
      link => /^P\d/.test(link.id) && link.zone === 'DMA-01' && !link.closed,
    )!.id
    const one = run.inject({ kind: 'burst', target, size: 20 })
    await time.advance(2 * MINUTE)
    const alone = run.truth().snapshot.leaking
    let other = run.inject({ kind: 'burst', target, size: 20 })
    while (other.node !== one.node) {
      run.repair(other.id)
      other = run.inject({ kind: 'burst', target, size: 20 })
    }
    await time.advance(2 * MINUTE)
    expect(run.truth().snapshot.leaking / alone).toBeGreaterThan(1.7)
    run.repair(one.id)
    await time.advance(3 * MINUTE)
    expect(run.truth().snapshot.leaking / alone).toBeCloseTo(1, 1)
    expect([run.repair(one.id), run.repair('SIM-99')]).toEqual([false, false])
  })

  test.each<{ steps: Step[]; zone: 'same' | 'other'; kind: IncidentKind; over: string | undefined }>([
    { steps: ['reported', 'dispatched', 'arrived'], zone: 'same', kind: 'burst', over: undefined },
    { steps: ['reported', 'waterStopped'], zone: 'same', kind: 'burst', over: 'waterStopped' },
    { steps: ['reported', 'waterStopped', 'repaired'], zone: 'same', kind: 'burst', over: 'repair' },
    { steps: ['reported', 'waterStopped', 'repaired'], zone: 'other', kind: 'burst', over: undefined },
    { steps: ['reported', 'waterStopped'], zone: 'same', kind: 'turbidity-spike', over: undefined },
    { steps: ['reported', 'repaired'], zone: 'same', kind: 'turbidity-spike', over: 'repair' },
  ])('a ticket of the $zone zone at $steps ends a $kind: $over', async ({ steps, zone, kind, over }) => {
    const { run, time } = await living()
    const incident = run.inject({ kind, target: 'DMA-01' })
    await time.advance(MINUTE)
    run.onTicket(ticketOf(zone === 'same' ? 'DMA-01' : 'DMA-02', steps, time.now()))
    expect(incident.endedBy).toBe(over)
  })

  test('a ticket opened before the incident is about another one', async () => {
    const { run, time } = await living()
    const openedAt = time.now() - HOUR
    const incident = run.inject({ kind: 'burst', target: 'DMA-01' })
    run.onTicket(ticketOf('DMA-01', ['reported', 'repaired'], openedAt))
    expect(incident.endedAt).toBeUndefined()
  })
})

function ticketOf(zone: string, steps: Step[], openedAt: number): TicketView {
  const done = steps.map(step => ({ step, at: openedAt, received: openedAt, by: 'crew' }))
  const ticket = {
    id: 'GD-1',
    source: 'alarm',
    category: 'burst',
    alarms: [],
    zone,
    priority: 1,
    policy: 'jinan',
    openedAt,
    steps: done,
  }
  return { ticket: ticket as TicketView['ticket'], clocks: [], next: [] }
}
