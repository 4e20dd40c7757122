import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../model/time.ts'
import type { Problem } from '../../runtime/config/problems.ts'
import { readYaml } from '../../runtime/config/yaml.ts'
import { createIdentity } from '../../runtime/identity/identity.ts'
import { hashPassword, passwordMatches } from '../../runtime/identity/password.ts'
import { demoPeople, type PeopleFile, readPeople } from '../../runtime/identity/people.ts'
import { type SteppedTime, steppedTime } from '../../runtime/stepped-time.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
let time: SteppedTime
let dataDir: string
let people: PeopleFile

const HASH = hashPassword('泉水')

beforeEach(async () => {
  time = steppedTime(Date.UTC(2026, 10, 22, 4))
  dataDir = mkdtempSync(join(tmpdir(), 'identity-'))
  people = {
    people: [
      { id: 'li', name: '李', roles: ['operator'], password: await HASH },
      { id: 'wang', name: '王', roles: ['dispatcher'] },
    ],
    tokens: [{ id: 'export', name: 'Export', roles: ['viewer'], sha256: sha256('long-token') }],
  }
})
const identity = (more: Partial<Parameters<typeof createIdentity>[0]> = {}) =>
  createIdentity({ people, dataDir, time, ...more })

describe('sign-in', () => {
  test.each([
    ['a password', { user: 'li', password: '泉水' }, 'li'],
    ['a wrong password', { user: 'li', password: '泉' }, undefined],
    ['another’s password', { user: 'wang', password: '泉水' }, undefined],
    ['a token', { token: 'long-token' }, 'export'],
    ['a wrong token', { token: 'short' }, undefined],
    ['a name objects inherit', { user: '__proto__', password: 'x' }, undefined],
  ])('by %s', async (_how, proof, who) => {
    const outcome = await identity()
      .signIn(proof, 'here')
      .then(
        ({ actor }) => actor.id,
        error => error.code,
      )
    expect(outcome).toBe(who ?? 'sign-in-failed')
  })

  test('nothing secret is in what others see of a person', async () => {
    const { actor } = await identity().signIn({ user: 'li', password: '泉水' }, 'here')
    expect(actor).toEqual({ id: 'li', name: '李', roles: ['operator'] })
    expect(JSON.stringify(identity().people())).not.toContain('scrypt')
  })

  test('a code works once, and only for its time', async () => {
    const site = identity()
    const [first, second] = [site.issueCode('wang'), site.issueCode('wang', 10 * MINUTE)]
    expect((await site.signIn({ code: first }, 'here')).actor.id).toBe('wang')
    await expect(site.signIn({ code: first }, 'here')).rejects.toMatchObject({
      code: 'code-spent',
      statusCode: 401,
    })
    await time.advance(10 * MINUTE)
    await expect(site.signIn({ code: second }, 'here')).rejects.toMatchObject({ code: 'code-spent' })
    expect(() => site.issueCode('nobody')).toThrow(RangeError)
  })
})

describe('sessions', () => {
  const cookieOf = async (site = identity()) =>
    (await site.signIn({ user: 'li', password: '泉水' }, 'here')).cookie

  test('last a shift, over a restart too', async () => {
    const cookie = await cookieOf()
    await time.advance(13 * HOUR)
    expect(identity().ofSession(cookie)?.id).toBe('li')
    await time.advance(HOUR)
    expect(identity().ofSession(cookie)).toBeUndefined()
  })

  test('that were signed out stay so over a restart', async () => {
    const cookie = await cookieOf()
    const other = await cookieOf()
    identity().signOut(cookie)
    expect(identity().ofSession(cookie)).toBeUndefined()
    expect(identity().ofSession(other)?.id).toBe('li')
  })

  test('end when the person is no longer on the list', async () => {
    const cookie = await cookieOf()
    expect(identity({ people: demoPeople() }).ofSession(cookie)?.roles).toEqual(['operator'])
    expect(identity({ people: { people: [], tokens: [] } }).ofSession(cookie)).toBeUndefined()
  })

  test.each([
    ['nothing', () => undefined],
    ['an empty one', () => ''],
    ['words', () => 'hello.world'],
    ['one with another name in it', (cookie: string) => forged(cookie, { who: 'admin' })],
    ['one with a later end', (cookie: string) => forged(cookie, { until: 9e15 })],
    ['one cut short', (cookie: string) => cookie.slice(0, -2)],
    ['one of another installation', () => 'elsewhere'],
  ])('are not believed: %s', async (_what, change) => {
    const site = identity({ people: demoPeople() })
    const { cookie } = await site.signIn({ code: site.issueCode('li') }, 'here')
    const elsewhere = createIdentity({
      people: demoPeople(),
      dataDir: mkdtempSync(join(tmpdir(), 'other-')),
      time,
    })
    const foreign = (await elsewhere.signIn({ code: elsewhere.issueCode('li') }, 'here')).cookie
    const changed = change(cookie)
    expect(site.ofSession(changed === 'elsewhere' ? foreign : changed)).toBeUndefined()
    expect(site.cookieName).not.toBe(elsewhere.cookieName)
  })

  test('the key is for the owner’s eyes, and a broken one is said to be broken', () => {
    identity()
    const file = join(dataDir, 'session.key')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8').length).toBeGreaterThan(40)
    writeFileSync(file, 'short')
    expect(() => identity()).toThrow(expect.objectContaining({ code: 'session-key' }))
  })
})

function forged(cookie: string, claims: object): string {
  const [body, signature] = cookie.split('.') as [string, string]
  const changed = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), ...claims }
  return `${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${signature}`
}

describe('guessing', () => {
  const guess = (site: ReturnType<typeof identity>, user: string, from: string) =>
    site.signIn({ user, password: 'guess' }, from).catch(error => error.code)

  test('one person from one place: five times, then a quarter of an hour of silence', async () => {
    const site = identity()
    const answers = []
    for (let i = 0; i < 6; i++) answers.push(await guess(site, 'li', 'cafe'))
    expect(answers).toEqual([...Array(5).fill('sign-in-failed'), 'too-many-attempts'])
    const right = { user: 'li', password: '泉水' }
    await expect(site.signIn(right, 'cafe')).rejects.toMatchObject({
      code: 'too-many-attempts',
      statusCode: 429,
    })
    // The person at the usual desk is not locked out by a stranger.
    expect((await site.signIn(right, 'desk')).actor.id).toBe('li')
    await time.advance(15 * MINUTE + 1)
    expect((await site.signIn(right, 'cafe')).actor.id).toBe('li')
  })

  test('many names from one place: twenty times', async () => {
    const site = identity({ people: { people: [], tokens: [] } })
    const answers = []
    for (let i = 0; i < 21; i++) answers.push(await guess(site, `name-${i}`, 'cafe'))
    expect(answers.at(19)).toBe('sign-in-failed')
    expect(answers.at(20)).toBe('too-many-attempts')
  })
})

describe('programs', () => {
  test('by their own token, or the one of the command line', () => {
    const site = identity({ fixedToken: 'T' })
    expect(site.ofToken('long-token')).toEqual({ id: 'export', name: 'Export', roles: ['viewer'] })
    expect(site.ofToken('T')?.roles).toEqual(['admin'])
    expect(site.ofToken('t')).toBeUndefined()
    expect(identity().ofToken('T')).toBeUndefined()
    expect(identity().ofToken('')).toBeUndefined()
  })

  test('services speak for others only with their common token', () => {
    expect(identity({ serviceToken: 'S' }).speaksForOthers('S')).toBe(true)
    expect(identity({ serviceToken: 'S' }).speaksForOthers('T')).toBe(false)
    expect(identity().speaksForOthers('')).toBe(false)
  })
})

describe('hashes of passwords', () => {
  test.each([
    '',
    'scrypt',
    'scrypt:32768:8:x:y',
    'bcrypt:1:1:a:b',
    'scrypt:99999999:8:AAAA:AAAA',
    'scrypt:a:b:c:d',
  ])('"%s" is matched by nothing', async stored => {
    expect(await passwordMatches('', stored)).toBe(false)
  })

  test('two of one password differ', async () => {
    expect(await hashPassword('x')).not.toBe(await hashPassword('x'))
  })
})

describe('people.yaml', () => {
  const read = (text: string) => {
    const file = join(dataDir, 'people.yaml')
    writeFileSync(file, text)
    const problems: Problem[] = []
    const yaml = readYaml(file, problems, dataDir)!
    return { people: readPeople(yaml, problems), problems }
  }

  test('is read', () => {
    const { people: found, problems } = read('people:\n  - { id: li, name: 李, roles: [operator, crew] }\n')
    expect(problems).toEqual([])
    expect(found).toEqual({ people: [{ id: 'li', name: '李', roles: ['operator', 'crew'] }], tokens: [] })
  })

  test('tells every mistake with its line', () => {
    const { people: found, problems } = read(
      [
        'people:',
        '  - { id: li, name: 李, roles: [king] }',
        '  - { id: wang, name: 王, roles: [crew], password: plain }',
        'tokens:',
        '  - { id: x, name: X, roles: [viewer], sha256: short }',
      ].join('\n'),
    )
    expect(found).toBeUndefined()
    expect(problems.map(({ line, field }) => `${line} ${field}`)).toEqual([
      '2 people[0].roles[0]',
      '3 people[1].password',
      '5 tokens[0].sha256',
    ])
  })

  test('tells an id that is used twice', () => {
    const person = '  - { id: li, name: 李, roles: [crew] }'
    const { people: found, problems } = read(`people:\n${person}\n${person}\n`)
    expect(found).toBeUndefined()
    expect(problems).toMatchObject([
      { line: 3, field: 'people[1].id', message: expect.stringContaining('twice') },
    ])
  })
})
