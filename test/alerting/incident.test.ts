import { afterEach, describe, expect, test } from 'vitest'
import { alarmRule } from '../../alerting/alarm/catalogue.ts'
import { weighed } from '../../alerting/alarm/priority.ts'
import { DIAGNOSTIC_KINDS } from '../../model/detection.ts'
import { KINDS } from '../../model/kinds.ts'
import { HOUR, MINUTE } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'
import { network, townSite } from './town.ts'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const room of open.splice(0)) await room.stop()
})
async function room() {
  const made = await controlRoom('2026-03-02T10:00:00+08:00')
  open.push(made)
  return made
}
const at = (logger: string, evidence: object = {}) => ({
  subject: `${logger}.pressure`,
  point: `${logger}.pressure`,
  evidence: evidence as Record<string, number>,
})

describe('one incident', () => {
  test.each([
    ['the same zone within half an hour', 'PL-E2', 'PL-E3', 29, 1],
    ['another zone', 'PL-E2', 'PL-W2', 1, 2],
  ])('%s', async (_, first, second, minutes, incidents) => {
    const { hear, get, time } = await room()
    await hear({ kind: 'pressure-low', ...at(first) })
    await time.advance(minutes * MINUTE)
    await hear({ kind: 'pressure-low', ...at(second) })
    expect((await get('/incidents')).incidents).toHaveLength(incidents)
  })

  test('later than half an hour: another one, unless its ticket is still worked on', async () => {
    const { hear, get, time, service } = await room()
    await hear({ kind: 'pressure-drop', ...at('PL-E2') })
    await time.advance(HOUR)
    await hear({ kind: 'pressure-drop', ...at('PL-E3') })
    expect((await get('/incidents')).incidents).toHaveLength(2)
    await hear({ kind: 'burst', subject: 'east', zone: 'east' })
    expect(service.tickets()).toHaveLength(1)
    await time.advance(3 * HOUR)
    await hear({ kind: 'pressure-low', ...at('PL-E3') })
    expect(service.tickets()).toHaveLength(1)
    expect(service.tickets()[0]!.ticket.alarms).toContain('pressure-low/PL-E3.pressure')
  })

  test('is placed by what its sensors saw, with how sure it is and the evidence in words', async () => {
    const { hear, get } = await room()
    await hear({ kind: 'pressure-drop', ...at('PL-E2', { drop: 9, unit: 'm' }) })
    await hear({ kind: 'pressure-drop', ...at('PL-E3', { drop: 1, unit: 'm' }) })
    await hear({
      kind: 'burst',
      subject: 'east',
      zone: 'east',
      evidence: { drop: 9, nearest: 'PL-E2.pressure' },
    })
    const [incident] = (await get('/incidents')).incidents
    expect(incident.words).toEqual({ zh: '东区：疑似爆管', en: 'East: suspected burst' })
    // Nine to one, and the burst names the nearer: close to E2.
    expect(incident.location.at[0]).toBeGreaterThan(117.02)
    expect(incident.location.at[0]).toBeLessThan(117.022)
    expect(incident.location).toMatchObject({ sure: 'medium', sensors: 2 })
    expect(['P1', 'P2']).toContain(incident.location.pipe)
    expect(incident.evidence[0].words.zh).toBe('单点压力骤降 压力下降 0.088 MPa')
  })
})

describe('priority is consequence and time to respond, not the sensor', () => {
  const low = { priority: 2, family: 'hydraulic', opens: true } as const
  test.each([
    ['few households, a small pipe', low, { dn: 100 }, { households: 200, critical: 0 }, 2],
    ['a hospital in the zone', low, { dn: 100 }, { households: 200, critical: 1 }, 1],
    ['ten thousand households', low, {}, { households: 10_000, critical: 0 }, 1],
    ['a DN800 main', low, { dn: 800 }, { households: 0, critical: 0 }, 1],
    ['never above 1', { ...low, priority: 1 }, { dn: 1200 }, { households: 50_000, critical: 3 }, 1],
    [
      'what calls for no work',
      { ...low, opens: false },
      { dn: 1200 },
      { households: 50_000, critical: 3 },
      2,
    ],
    ['a link', { priority: 3, family: 'comms', opens: false }, {}, { households: 50_000, critical: 3 }, 3],
  ] as const)('%s', (_, rule, place, stakes, priority) => {
    expect(weighed(rule, place, stakes)).toBe(priority)
  })
})

describe('the catalogue', () => {
  test('instruments and links are of low priority and never open a ticket, whatever a policy says', () => {
    for (const kind of DIAGNOSTIC_KINDS) {
      const rule = alarmRule(kind, {}, [{ kind, opens: true, priority: 1 }])
      expect([kind, rule.opens, rule.priority >= 3]).toEqual([kind, false, true])
    }
  })

  test('every kind of detection has a family and a category of its own', () => {
    const lost = Object.keys(KINDS).filter(kind => {
      const { family, category } = alarmRule(kind)
      return family === 'other' && category === 'general' && kind !== 'rate-of-change'
    })
    expect(lost).toEqual([])
  })

  test('a policy may speak for itself by kind, quantity and position', () => {
    const own = [
      { quantity: 'chlorine', position: 'end', opens: false, priority: 3, category: 'flushing' },
    ] as const
    expect(alarmRule('chlorine-very-low', { quantity: 'chlorine', position: 'end' }, own)).toMatchObject({
      opens: false,
      priority: 3,
      category: 'flushing',
    })
    expect(alarmRule('chlorine-very-low', { quantity: 'chlorine', position: 'plant' }, own).opens).toBe(true)
  })
})

describe('next door', () => {
  /** The west's logger one pipe from a junction that the east's burst is near to. */
  const bordering = () => {
    const site = townSite()
    site.network = {
      ...network,
      links: [...network.links, { ...network.links[4]!, id: 'B1', from: 'E2', to: 'W2', length: 400 }],
    }
    return site
  }
  const burst = {
    kind: 'burst',
    subject: 'east',
    zone: 'east',
    evidence: { nearest: 'PL-E2.pressure', drop: 9 },
  }
  const lowNextDoor = { kind: 'pressure-low', ...at('PL-W2') }

  test.each([
    ['the burst first', [burst, lowNextDoor]],
    ['its effect first', [lowNextDoor, burst]],
  ])('%s: one incident and one ticket, for the burst', async (_, found) => {
    const made = await controlRoom('2026-03-02T10:00:00+08:00', { site: bordering() })
    open.push(made)
    for (const one of found) {
      await made.hear(one)
      await made.time.advance(2 * MINUTE)
    }
    expect((await made.get('/incidents')).incidents).toHaveLength(1)
    expect(
      made.service.tickets().map(({ ticket }) => [ticket.category, ticket.zone, ticket.alarms.length]),
    ).toEqual([['burst', 'east', 2]])
  })

  test('too far through the pipes, or too late: two', async () => {
    const site = bordering()
    site.network = { ...site.network, links: site.network.links.map(link => ({ ...link, length: 1_600 })) }
    const far = await controlRoom('2026-03-02T10:00:00+08:00', { site })
    open.push(far)
    await far.hear(burst)
    await far.hear(lowNextDoor)
    expect(far.service.tickets()).toHaveLength(2)
    const late = await controlRoom('2026-03-02T10:00:00+08:00', { site: bordering() })
    open.push(late)
    await late.hear(burst)
    await late.time.advance(11 * MINUTE)
    await late.hear(lowNextDoor)
    expect(late.service.tickets()).toHaveLength(2)
  })
})
