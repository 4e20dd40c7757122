import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../model/time.ts'
import { readYaml } from '../../runtime/config/yaml.ts'
import { packageRoot } from '../../runtime/root.ts'
import { controlRoom } from './control-room.ts'
import { townSite } from './town.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const shipped = readFileSync(join(packageRoot, 'policy/jinan.yaml'), 'utf8')
/** Jinan's norms after somebody has changed them. */
const changed = (...changes: [string, string][]) =>
  changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`"${from}" is not in the policy`)
    return text.replaceAll(from, to)
  }, shipped)
const STRICTER = changed(['limit: PT5M', 'limit: PT2M'])

async function rooms() {
  const dataDir = mkdtempSync(join(tmpdir(), 'standpipe-version-'))
  ends.push(() => rmSync(dataDir, { recursive: true, force: true }))
  let current: Awaited<ReturnType<typeof controlRoom>> | undefined
  ends.push(() => current?.stop(true))
  /** Alerting as it is started under this text, on the same journal. */
  return async (at: string, text: string) => {
    await current?.stop(true)
    const site = townSite('jinan')
    const file = join(dataDir, 'jinan.yaml')
    writeFileSync(file, text)
    site.files.policies = [readYaml(file, [])!]
    current = await controlRoom(at, { site, dataDir })
    return current
  }
}
const burst = (zone: string) => ({ kind: 'burst', subject: zone, zone, evidence: {} })
const dispatch = (room: Awaited<ReturnType<typeof controlRoom>>, index: number) => {
  const { state, deadline, startedAt } = room.clock('dispatch', index)!
  return [state, (deadline! - startedAt!) / MINUTE]
}

test('a ticket keeps the limits it was opened under; a new one has the new', async () => {
  const start = await rooms()
  const before = await start('2026-03-02T10:00:00+08:00', shipped)
  await before.hear(burst('east'))
  const { id, policyVersion } = before.ticket().ticket
  expect(policyVersion).toMatch(/^[0-9a-f]{16}$/)
  await before.time.advance(3 * MINUTE)
  await before.step('李调度', id, 'dispatched')
  expect(dispatch(before, 0)).toEqual(['met', 5])

  // The limit is two minutes from now on; three were in time then.
  const after = await start('2026-03-02T11:00:00+08:00', STRICTER)
  expect(dispatch(after, 0)).toEqual(['met', 5])
  await after.hear(burst('west'))
  await after.time.advance(3 * MINUTE)
  expect(dispatch(after, 1)).toEqual(['breached', 2])
  expect(after.ticket(1).ticket.policyVersion).not.toBe(policyVersion)

  const versions = await after.get('/policy/versions')
  expect(versions.versions).toMatchObject([
    { version: policyVersion, id: 'jinan', tickets: 1 },
    { version: versions.inForce, id: 'jinan', tickets: 1 },
  ])
  const limitOf = ({ clocks }: { clocks: { name: string; limit: string }[] }) =>
    clocks.find(({ name }) => name === 'dispatch')!.limit
  expect(limitOf(await after.get(`/policy?version=${policyVersion}`))).toBe('PT5M')
  expect(limitOf(await after.get('/policy'))).toBe('PT2M')
  expect((await after.get('/policy?version=0')).code).toBe('unknown-version')
})

test('gates, steps, extensions and violations go by the old text too, also when it is gone from the folder', async () => {
  const start = await rooms()
  const before = await start('2026-03-02T10:00:00+08:00', shipped)
  await before.hear(burst('east'))
  const { id } = before.ticket().ticket
  await before.step('李调度', id, 'dispatched')
  await before.step('张抢修', id, 'forwarded')
  await before.step('张抢修', id, 'arrived')
  // A text in which nobody reviews and a repair needs no cause.
  const lax = changed(['data: [cause, leakDn]', 'data: [cause]'], ['  - { step: reviewed }\n', ''])
  const after = await start('2026-03-02T11:00:00+08:00', lax)
  const short = await after.step('张抢修', id, 'repaired', { data: { cause: '接口' } })
  expect(short.body.missing).toEqual(['data:leakDn'])
  const whole = await after.step('张抢修', id, 'repaired', { data: { cause: '接口', leakDn: 400 } })
  expect(whole.status).toBe(200)
  const reply = {
    contactedInTime: true,
    siteAndCause: '接口',
    measuresAndEffect: '更换',
    customerApproved: true,
  }
  const replied = await after.step('张抢修', id, 'replied', { data: reply })
  expect(replied.body.next.map(({ step }: { step: string }) => step)).toEqual(['reviewed'])
  const bad = { clock: 'roadRestore', deadline: after.time.now() + 72 * HOUR, reason: '雨' }
  expect((await after.post('张抢修', `/tickets/${id}/extend`, bad)).status).toBe(200)
})

test('the text is in the journal once, not with every ticket', async () => {
  const start = await rooms()
  const room = await start('2026-03-02T10:00:00+08:00', shipped)
  await room.hear(burst('east'))
  await room.hear(burst('west'))
  const again = await start('2026-03-02T11:00:00+08:00', shipped)
  const call = { source: 'hotline', category: 'meterFault', flags: ['noContact'] }
  await again.post('李调度', '/tickets', call)
  const { versions } = await again.get('/policy/versions')
  expect(versions).toMatchObject([{ tickets: 3 }])
  expect(versions).toHaveLength(1)
})
