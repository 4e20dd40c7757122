import { afterEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../model/time.ts'
import { controlRoom } from './control-room.ts'
import { network, townSite } from './town.ts'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const room of open.splice(0)) await room.stop()
})

const MONDAY = '2026-03-02T08:00:00+08:00'
const cause = { zh: '管道改造', en: 'pipe renewal' }

async function room(policy: string, start = MONDAY) {
  const site = townSite(policy)
  site.network = {
    ...network,
    valves: [
      { id: 'VA', link: 'P1', node: 'E1', at: [117.01, 36.6], diameter: 400 },
      { id: 'VB', link: 'P1', node: 'E2', at: [117.02, 36.6], diameter: 400 },
    ],
    customers: [
      ...network.customers,
      {
        id: 'H1',
        node: 'E3',
        at: [117.03, 36.6],
        name: { zh: '市医院', en: 'City hospital' },
        households: 1,
        critical: 'hospital',
      },
    ],
  }
  const made = await controlRoom(start, { site })
  open.push(made)
  const draft = (more: object) =>
    made.post('李调度', '/notices', {
      kind: 'planned',
      asset: 'P1',
      cause,
      start: made.time.now() + 2 * DAY,
      expectedRecovery: made.time.now() + 2 * DAY + 4 * HOUR,
      ...more,
    })
  const act = (id: string, action: string, more: object = {}) =>
    made.post('李调度', `/notices/${id}/${action}`, more)
  const page = () => made.html('/public/notices')
  return { ...made, draft, act, page }
}

describe('a notice', () => {
  test('is written by the network: valves, customers, who must be told by name, the area', async () => {
    const { draft } = await room('jinan')
    const { body } = await draft({})
    expect(body).toMatchObject({
      id: 'TZ-2026-0302-0001',
      state: 'draft',
      dn: 400,
      valves: [
        { id: 'VA', diameter: 400 },
        { id: 'VB', diameter: 400 },
      ],
      customers: 2,
      critical: [{ customer: 'H1', kind: 'hospital' }],
      area: { zh: 'P1管、P2管', en: 'pipe P1, pipe P2' },
      tell: { recipients: ['community', 'property', 'vip'] },
    })
  })

  test('is seen by customers only once it is published', async () => {
    const { draft, act, page } = await room('jinan')
    const { id } = (await draft({})).body
    expect(await page()).not.toContain('pipe renewal')
    await act(id, 'approve')
    expect((await act(id, 'publish')).body.state).toBe('published')
    expect(await page()).toContain('pipe renewal')
  })
})

describe('lead time and approval', () => {
  test.each([
    ['jinan', 'JN-OUT-01', 23, 25],
    ['liaocheng', 'LC-OUT-01', 23, 25],
    ['generic', 'YS-OUT-01', 71, 73],
  ])('%s (%s): %i h ahead is too short, %i h is enough', async (policy, rule, short, enough) => {
    const { draft, act, time } = await room(policy)
    const at = (hours: number) => ({
      start: time.now() + hours * HOUR,
      expectedRecovery: time.now() + (hours + 4) * HOUR,
    })
    const late = (await draft(at(short))).body.id
    await act(late, 'approve')
    expect((await act(late, 'publish')).body.missing).toEqual([`lead:${rule}`])
    const good = (await draft(at(enough))).body.id
    expect((await act(good, 'publish')).body.missing).toContain('approval')
    await act(good, 'approve')
    expect((await act(good, 'publish')).status).toBe(200)
  })

  test('an emergency goes out at once (JN-OUT-04, LC-OUT-02, YS-OUT-02), but not without cause and expected recovery (JN-OUT-02)', async () => {
    const { draft, act, time } = await room('jinan')
    const now = time.now()
    const bare = { kind: 'emergency', start: now, expectedRecovery: now, cause: { zh: '', en: '' } }
    const empty = (await draft(bare)).body.id
    expect((await act(empty, 'publish')).body.missing).toEqual(['field:cause', 'field:expectedRecovery'])
    const full = (await draft({ kind: 'emergency', start: now, expectedRecovery: now + 5 * HOUR })).body.id
    expect((await act(full, 'publish')).status).toBe(200)
  })

  test('an extension is announced before the time that was promised (LC-OUT-03)', async () => {
    const { draft, act, time, page } = await room('liaocheng')
    const now = time.now()
    const { id } = (await draft({ kind: 'emergency', start: now, expectedRecovery: now + 2 * HOUR })).body
    await act(id, 'publish')
    await time.advance(HOUR)
    const later = { expectedRecovery: now + 6 * HOUR, reason: '管件未到' }
    expect((await act(id, 'extend', later)).body.revisions).toMatchObject([
      { reason: '管件未到', by: '李调度' },
    ])
    expect(await page()).toContain('2026-03-02 14:00')
    await time.advance(6 * HOUR)
    expect(await act(id, 'extend', { ...later, expectedRecovery: now + 9 * HOUR })).toMatchObject({
      status: 409,
      body: { code: 'too-late' },
    })
    expect((await act(id, 'restore')).body.state).toBe('restored')
    expect(await page()).toContain('water is back since')
    await time.advance(DAY + MINUTE)
    expect(await page()).toContain('There are no outages at present')
  })
})

describe('the public page', () => {
  test('is small, has no script and lets nothing through that looks like markup', async () => {
    const { draft, act, page, time } = await room('jinan')
    const now = time.now()
    for (let i = 0; i < 60; i++) {
      const evil = { zh: `<script>alert(${i})</script>`, en: '"><img src=x>' }
      const { id } = (
        await draft({ kind: 'emergency', start: now, expectedRecovery: now + HOUR, cause: evil })
      ).body
      await act(id, 'publish')
    }
    const html = await page()
    expect(Buffer.byteLength(html)).toBeLessThan(50_000)
    expect(html).not.toMatch(/<script|<img|javascript:/)
    const shown = html.split('<article').length - 1
    expect(shown).toBeGreaterThan(30)
    if (shown < 60) expect(html).toContain(`${60 - shown} more`)
  })

  test('stays below 50 kB whatever is written: long texts are cut before an outage is left out', async () => {
    const { draft, act, page, time } = await room('jinan')
    const now = time.now()
    const long = { zh: '水'.repeat(1_000), en: '"'.repeat(1_000) }
    const more = { cause: long, advice: long, waterTrucks: Array.from({ length: 20 }, () => long) }
    for (let i = 0; i < 8; i++) {
      const area = { zh: `第${i}街`, en: `street ${i}` }
      const notice = { kind: 'emergency', start: now, expectedRecovery: now + HOUR, area, ...more }
      const { id } = (await draft(notice)).body
      await act(id, 'publish')
      await act(id, 'extend', { expectedRecovery: now + 2 * HOUR, reason: '管'.repeat(4_000) })
      await time.advance(MINUTE)
    }
    const html = await page()
    expect(Buffer.byteLength(html)).toBeLessThan(50_000)
    const shown = html.split('<article').length - 1
    expect(shown).toBeGreaterThan(3)
    expect(html).toContain('street 7')
    if (shown < 8) expect(html).toContain(`${8 - shown} more`)
    await act('TZ-2026-0302-0008', 'restore')
    expect(await page()).toContain('water is back since')
  })

  test('who was told, through what, when and by whom is kept', async () => {
    const { draft, act, time } = await room('jinan')
    const { id } = (await draft({})).body
    const { body } = await act(id, 'told', { channel: 'phone', recipient: '市医院' })
    expect(body.told).toEqual([{ at: time.now(), by: '李调度', channel: 'phone', recipient: '市医院' }])
  })
})
