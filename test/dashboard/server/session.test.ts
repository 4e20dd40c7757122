import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SessionInfo } from '../../../model/screen.ts'
import { startTown, type TestTown } from './town.ts'

let town: TestTown
beforeAll(async () => {
  town = await startTown()
})
afterAll(() => town.stop())

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${town.base}${path}`, { redirect: 'manual', ...init })
const post = (body: object, headers: Record<string, string> = {}) =>
  call('/api/v1/session', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
const cookieIn = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''
const sessionWith = (cookie: string) => call('/api/v1/session', { headers: { cookie } })

describe('session', () => {
  test('nobody is signed in at first', async () => {
    const response = await call('/api/v1/session')
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ code: 'no-session' })
  })

  test('the printed link signs in once and goes to the map', async () => {
    const link = town.signInUrl('li')
    const first = await fetch(link, { redirect: 'manual' })
    expect(first.status).toBe(303)
    expect(first.headers.get('location')).toBe('/map')
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict$/)
    const session = (await (await sessionWith(cookieIn(first))).json()) as SessionInfo
    expect(session.actor).toEqual({ id: 'li', name: '李', nameEn: 'Li', roles: ['operator'] })
    expect(session.rights).toContain('alarm.acknowledge')
    expect(session.rights).not.toContain('ticket.close')

    const second = await fetch(link, { redirect: 'manual' })
    expect(second.headers.get('location')).toBe('/signin?refused=code-spent')
    expect(second.headers.get('set-cookie')).toBeNull()

    const sameBrowser = await fetch(link, { redirect: 'manual', headers: { cookie: cookieIn(first) } })
    expect(sameBrowser.headers.get('location')).toBe('/map')
  })

  test('a look at the link does not spend it', async () => {
    const link = town.signInUrl('wang')
    await fetch(link, { method: 'HEAD', redirect: 'manual' })
    expect((await fetch(link, { redirect: 'manual' })).headers.get('location')).toBe('/map')
  })

  test.each([
    ['the fixed token', () => ({ token: 'fixed-token' }), 200],
    ['a one-time code', () => ({ code: town.identity.issueCode('chen') }), 200],
    ['a wrong token', () => ({ token: 'nonsense' }), 401],
    ['a wrong code', () => ({ code: 'nonsense' }), 401],
    ['a person without password', () => ({ name: 'li', password: 'x' }), 401],
    ['nobody', () => ({ name: 'nobody', password: 'x' }), 401],
    ['nothing', () => ({}), 400],
    ['too much', () => ({ token: 'fixed-token', more: 1 }), 400],
  ])('signing in with %s → %i', async (_what, body, status) => {
    const response = await post(body())
    expect(response.status).toBe(status)
    expect(response.headers.has('set-cookie')).toBe(status === 200)
  })

  test('signing out ends the session for everybody who has the cookie', async () => {
    const cookie = await town.cookieOf('li')
    expect((await sessionWith(cookie)).status).toBe(200)
    const out = await call('/api/v1/session', { method: 'DELETE', headers: { cookie, origin: town.base } })
    expect(out.status).toBe(204)
    expect((await sessionWith(cookie)).status).toBe(401)
  })

  test('another site cannot sign a browser in or out', async () => {
    const cookie = await town.cookieOf('li')
    const evil = { origin: 'http://evil.example' }
    expect((await post({ token: 'fixed-token' }, evil)).status).toBe(403)
    expect((await call('/api/v1/session', { method: 'DELETE', headers: { cookie, ...evil } })).status).toBe(
      403,
    )
    expect((await sessionWith(cookie)).status).toBe(200)
  })

  test('guessing is stopped', async () => {
    const guessing = await startTown()
    const guess = (n: number) =>
      fetch(`${guessing.base}/api/v1/session`, {
        method: 'POST',
        body: JSON.stringify({ code: `guess ${n}` }),
        headers: { 'content-type': 'application/json' },
      })
    for (let n = 0; n < 20; n++) expect((await guess(n)).status).toBe(401)
    const stopped = await guess(20)
    expect(stopped.status).toBe(429)
    expect(await stopped.json()).toMatchObject({ code: 'too-many-attempts' })
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0)
    await guessing.clock.advance(16 * 60_000)
    expect((await guess(21)).status).toBe(401)
    await guessing.stop()
  })
})

describe('the screens', () => {
  test('without a built web app a page says what to do', async () => {
    const response = await call('/map')
    expect(response.status).toBe(503)
    expect(await response.text()).toMatch(/npm run build/)
  })

  describe('built', () => {
    let built: TestTown
    beforeAll(async () => {
      const webRoot = mkdtempSync(join(tmpdir(), 'web-'))
      mkdirSync(join(webRoot, 'assets'))
      writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>app</title>')
      writeFileSync(join(webRoot, 'assets', 'main-abc123.js'), 'export {}')
      writeFileSync(join(webRoot, 'icon.svg'), '<svg/>')
      writeFileSync(join(webRoot, '.secret'), 'TOP-SECRET')
      writeFileSync(join(webRoot, '..', 'outside.txt'), 'TOP-SECRET')
      built = await startTown({ webRoot })
    })
    afterAll(() => built.stop())

    test.each([
      ['/', 200, 'text/html', 'no-cache'],
      ['/map', 200, 'text/html', 'no-cache'],
      ['/alarms?at=5', 200, 'text/html', 'no-cache'],
      ['/asset/J-1.x', 200, 'text/html', 'no-cache'],
      ['/signin', 200, 'text/html', 'no-cache'],
      ['/assets/main-abc123.js', 200, 'javascript', 'public, max-age=31536000, immutable'],
      ['/icon.svg', 200, 'image/svg', 'no-cache'],
      ['/assets/gone-000.js', 404, 'problem', null],
      ['/api/v1/nothing', 404, 'problem', null],
      ['/tiles/nothing', 404, 'problem', null],
      ['/.secret', 404, 'problem', null],
      ['/%2e%2e/outside.txt', 404, 'problem', null],
      ['/..%2foutside.txt', 404, 'problem', null],
    ])('%s → %i', async (path, status, type, cache) => {
      const response = await fetch(`${built.base}${path}`)
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toContain(type)
      expect(response.headers.get('cache-control')).toBe(cache)
      expect(await response.text()).not.toContain('TOP-SECRET')
    })
  })
})
