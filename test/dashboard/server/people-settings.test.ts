import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { passwordMatches } from '../../../runtime/identity/password.ts'
import { siteOf, startTown, type TestTown } from './town.ts'

let folder: string
let town: TestTown
let cookie: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'people-'))
  town = await startTown({}, { site: { ...siteOf(), folder } })
  cookie = await town.cookieOf('admin')
})
afterEach(async () => {
  await town.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What an answer may hold, as far as it is looked at. */
interface Answer {
  code?: string
  version?: string
  token?: string
  people: { id: string }[]
  changes: object[]
}
const call = (path: string, body?: object, as = cookie) =>
  fetch(`${town.base}/api/v1${path}`, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { cookie: as, origin: town.base, ...(body && { 'content-type': 'application/json' }) },
  })
const json = async (path: string) => (await call(path)).json() as Promise<Answer>
const set = async (path: string, body: object) => {
  const { version } = await json('/settings/people')
  const answer = await call(`/settings/${path}`, { version, reason: '新员工入职', ...body })
  return { status: answer.status, body: (await answer.json()) as Answer }
}
const signIn = async (name: string, password: string) =>
  (await call('/session', { name, password }, '')).status
const written = () => readFileSync(join(folder, 'people.yaml'), 'utf8')

describe('an administrator', () => {
  test('adds somebody with a password, who signs in without a restart; the file has a hash only', async () => {
    const added = await set('people', {
      id: 'zhao',
      name: '赵',
      nameEn: 'Zhao',
      roles: ['operator'],
      password: 'water-tower-7',
    })
    expect(added.status).toBe(200)
    expect(await signIn('zhao', 'water-tower-7')).toBe(200)
    expect(await signIn('zhao', 'something else')).toBe(401)
    expect(written()).not.toContain('water-tower')
    const hash = /password: (scrypt:\S+)/.exec(written())![1]!
    expect(await passwordMatches('water-tower-7', hash)).toBe(true)
    expect(JSON.stringify(await json('/settings/people'))).not.toContain('scrypt')
    expect((await json('/settings/people')).people.at(-1)).toEqual({
      id: 'zhao',
      name: '赵',
      nameEn: 'Zhao',
      roles: ['operator'],
      hasPassword: true,
    })
  })

  test('disables somebody, whose session ends with the next call', async () => {
    const li = await town.cookieOf('li')
    expect((await call('/site', undefined, li)).status).toBe(200)
    await set('people', { id: 'li', name: '李', roles: ['operator'], disabled: true })
    expect((await call('/site', undefined, li)).status).toBe(401)
    expect((await json('/people')).people.map(({ id }: { id: string }) => id)).not.toContain('li')
    await set('people', { id: 'li', name: '李', roles: ['operator'], disabled: false })
    expect((await call('/site', undefined, li)).status).toBe(200)
  })

  test('gives a program a token that is told once, and another one', async () => {
    const first = (await set('tokens', { id: 'gis', name: 'GIS', roles: ['viewer'] })).body.token!
    const ask = async (token: string) =>
      (await fetch(`${town.base}/api/v1/site`, { headers: { authorization: `Bearer ${token}` } })).status
    expect(await ask(first)).toBe(200)
    expect(written()).not.toContain(first)
    expect(JSON.stringify(await json('/settings/people'))).not.toContain(first)
    const renamed = await set('tokens', { id: 'gis', name: 'GIS import', roles: ['viewer'] })
    expect(renamed.body.token).toBeUndefined()
    const second = (await set('tokens', { id: 'gis', name: 'GIS', roles: ['viewer'], renew: true })).body
      .token!
    expect([await ask(first), await ask(second)]).toEqual([401, 200])
  })

  test('keeps the comments of people.yaml', async () => {
    const file = `# 2026 年名册
people:
  - { id: admin, name: 管理员, roles: [ admin ] } # 信息科
  - { id: li, name: 李, roles: [ operator ] }
tokens: []
`
    writeFileSync(join(folder, 'people.yaml'), file)
    await set('people', { id: 'li', name: '李', roles: ['operator', 'dispatcher'] })
    expect(written()).toBe(file.replace('[ operator ]', '[ operator, dispatcher ]'))
  })

  test('finds who changed what and why, without a secret', async () => {
    await set('people', { id: 'li', name: '李', roles: ['operator'], password: 'water-tower-7' })
    const { changes } = await json('/settings/people/changes')
    expect(changes).toMatchObject([
      {
        by: 'admin',
        reason: '新员工入职',
        file: 'people.yaml',
        subject: 'person li',
        before: { id: 'li', roles: ['operator'] },
        after: { id: 'li', roles: ['operator'], secret: expect.stringMatching(/^set [0-9a-f]{6}$/) },
      },
    ])
    expect(JSON.stringify(changes)).not.toMatch(/scrypt|water-tower/)
  })
})

describe('nothing is changed', () => {
  const person = { id: 'zhao', name: '赵', roles: ['operator'] }
  test.each([
    [
      'when nobody would be left to change people',
      { id: 'admin', name: '管理员', roles: ['viewer'] },
      422,
      'settings-invalid',
    ],
    ['by a password of seven characters', { ...person, password: '1234567' }, 400, 'password-short'],
    ['by an id of a token', { ...person, id: 'Zhao Wei' }, 400, 'invalid'],
    ['without a reason', { ...person, reason: '' }, 400, 'invalid'],
    ['on top of what somebody else has changed', { ...person, version: '0' }, 409, 'changed-meanwhile'],
  ])('%s', async (_, body, status, code) => {
    const answer = await set('people', body)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(existsSync(join(folder, 'people.yaml'))).toBe(false)
  })

  test.each(['li', 'wang', 'zhang', 'chen', 'guest'])(
    'by %s, who may not, and who sees none of it',
    async who => {
      const as = await town.cookieOf(who)
      const answers = await Promise.all([
        call('/settings/people', undefined, as),
        call('/settings/people/changes', undefined, as),
        call('/settings/people', { version: '', reason: 'why not', ...person }, as),
        call('/settings/tokens', { version: '', reason: 'why not', ...person }, as),
      ])
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
    },
  )
})
