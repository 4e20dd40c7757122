import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Right } from '../../model/rights.ts'
import type { App } from '../../runtime/http/app.ts'
import { buildHttp } from '../../runtime/http/build.ts'
import { listenHttp } from '../../runtime/http/listen.ts'
import { createIdentity, type Identity } from '../../runtime/identity/identity.ts'
import { demoPeople } from '../../runtime/identity/people.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { steppedTime } from '../../runtime/stepped-time.ts'

const NOON = Date.UTC(2026, 10, 22, 4)
const time = steppedTime(NOON)

async function build(requestsPerMinute?: number): Promise<{ app: App; identity: Identity }> {
  const identity = createIdentity({
    people: demoPeople(),
    dataDir: mkdtempSync(join(tmpdir(), 'http-')),
    time,
    fixedToken: 'fixed-token',
  })
  const app = await buildHttp({
    identity,
    time,
    log: silentLog(),
    metrics: createMetrics(),
    ...(requestsPerMinute && { requestsPerMinute }),
  })
  const route = (method: 'GET' | 'POST', url: string, right: Right | 'public') =>
    app.route({
      method,
      url,
      config: { right },
      handler: async request => ({ who: request.actor?.id ?? null }),
    })
  route('GET', '/see', 'view')
  route('POST', '/ack', 'alarm.acknowledge')
  route('POST', '/open', 'public')
  app.post(
    '/typed',
    {
      config: { right: 'view' },
      schema: {
        body: Type.Object({ dn: Type.Number({ minimum: 0 }) }, { additionalProperties: false }),
        querystring: Type.Object({ px: Type.Integer({ default: 100 }) }),
      },
    },
    async ({ body, query }) => ({ dn: body.dn, px: query.px }),
  )
  app.get('/broken', { config: { right: 'public' } }, async () => {
    throw new Error('the database password is hunter2')
  })
  app.get('/long', { config: { right: 'public' } }, async () => ({ text: 'x'.repeat(5_000) }))
  return { app, identity }
}

describe('http', () => {
  let app: App
  let identity: Identity
  const cookies: Record<string, string> = {}
  beforeAll(async () => {
    ;({ app, identity } = await build())
    for (const who of ['li', 'guest']) {
      const { cookie } = await identity.signIn({ code: identity.issueCode(who) }, 'here')
      cookies[who] = cookie
    }
    await app.ready()
  })
  afterAll(() => app.close())

  const call = (
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string> = {},
    payload?: object,
  ) => app.inject({ method, url, headers: { host: 'town.example', ...headers }, ...(payload && { payload }) })
  const as = (who: string) => ({ cookie: `${identity.cookieName}=${cookies[who]}` })
  const same = { origin: 'http://town.example' }

  describe('who may do what', () => {
    test.each([
      ['nobody', {}, 'GET', '/see', 401, 'no-session'],
      ['a wrong token', { authorization: 'Bearer nonsense' }, 'GET', '/see', 401, 'no-session'],
      ['the fixed token', { authorization: 'Bearer fixed-token' }, 'GET', '/see', 200, undefined],
      ['the fixed token', { authorization: 'Bearer fixed-token' }, 'POST', '/ack', 200, undefined],
      ['nobody', {}, 'POST', '/open', 200, undefined],
      ['nobody', {}, 'GET', '/nowhere', 404, 'not-found'],
      ['nobody', {}, 'GET', '/metrics', 401, 'no-session'],
      ['nobody', {}, 'GET', '/health', 200, undefined],
      ['nobody', {}, 'GET', '/api/docs/json', 401, 'no-session'],
    ] as const)('%s %j %s %s → %i %s', async (_who, headers, method, url, status, code) => {
      const response = await call(method, url, headers)
      expect(response.statusCode).toBe(status)
      expect(response.json().code).toBe(code)
    })

    test.each([
      ['li', 'GET', '/see', 200, undefined],
      ['li', 'POST', '/ack', 200, undefined],
      ['guest', 'GET', '/see', 200, undefined],
      ['guest', 'POST', '/ack', 403, 'not-allowed'],
      ['guest', 'GET', '/metrics', 403, 'not-allowed'],
    ] as const)('%s by session cookie %s %s → %i %s', async (who, method, url, status, code) => {
      const response = await call(method, url, { ...as(who), ...same })
      expect(response.statusCode).toBe(status)
      expect(response.json().code).toBe(code)
    })

    test('a handler knows who calls', async () => {
      expect((await call('POST', '/ack', { ...as('li'), ...same })).json()).toEqual({ who: 'li' })
    })

    test('a token beats a cookie: scripts are not bound to pages', async () => {
      const response = await call('POST', '/ack', { ...as('guest'), authorization: 'Bearer fixed-token' })
      expect(response.json()).toEqual({ who: 'script' })
    })

    test('a route that does not say its right is refused when registered', async () => {
      const { app: other } = await build()
      expect(() => other.get('/forgot', async () => 'open to all')).toThrow(
        expect.objectContaining({ code: 'route-without-right' }),
      )
      await other.close()
    })
  })

  describe('calls from other sites', () => {
    test.each([
      ['our page', { origin: 'http://town.example' }, 200],
      ['our page, behind TLS', { origin: 'https://town.example' }, 200],
      ['another site', { origin: 'http://evil.example' }, 403],
      ['another port', { origin: 'http://town.example:81' }, 403],
      ['a sandboxed frame', { origin: 'null' }, 403],
      ['our page by Sec-Fetch-Site', { 'sec-fetch-site': 'same-origin' }, 200],
      ['another site by Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }, 403],
      ['a sister site by Sec-Fetch-Site', { 'sec-fetch-site': 'same-site' }, 403],
      ['something silent with a cookie', {}, 403],
    ] as const)('a change by cookie from %s %j → %i', async (_from, headers, status) => {
      const response = await call('POST', '/ack', { ...as('li'), ...headers })
      expect(response.statusCode).toBe(status)
      if (status === 403) expect(response.json().code).toBe('cross-site')
    })

    test('reading needs no origin', async () => {
      expect((await call('GET', '/see', as('li'))).statusCode).toBe(200)
    })
  })

  describe('answers', () => {
    test('every response tells the server time, errors too', async () => {
      for (const url of ['/health', '/see', '/nowhere']) {
        expect((await call('GET', url)).headers['x-server-time']).toBe(String(NOON))
      }
    })

    test.each([
      [{ dn: -1 }, 400, 'invalid', 'dn'],
      [{ dn: '100' }, 400, 'invalid', 'dn'],
      [{}, 400, 'invalid', 'body'],
    ])('a body %j is answered with what is wrong', async (body, status, code, field) => {
      const response = await call('POST', '/typed', { authorization: 'Bearer fixed-token' }, body)
      expect(response.headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(response.json()).toMatchObject({ status, code, errors: [{ field }] })
    })

    test('defaults are filled in and numbers in addresses converted', async () => {
      const ask = (url: string) => call('POST', url, { authorization: 'Bearer fixed-token' }, { dn: 5 })
      expect((await ask('/typed')).json()).toEqual({ dn: 5, px: 100 })
      expect((await ask('/typed?px=7')).json()).toEqual({ dn: 5, px: 7 })
      expect((await ask('/typed?px=x')).json()).toMatchObject({ code: 'invalid', errors: [{ field: 'px' }] })
    })

    test.each([
      ['broken JSON', '{"dn":', 'application/json', 400, 'malformed-json'],
      ['a form', 'dn=5', 'application/x-www-form-urlencoded', 415, 'media-type'],
      ['two megabytes', `{"dn":"${'x'.repeat(2e6)}"}`, 'application/json', 413, 'body-too-large'],
    ])('%s', async (_what, payload, type, status, code) => {
      const response = await app.inject({
        method: 'POST',
        url: '/typed',
        headers: { authorization: 'Bearer fixed-token', 'content-type': type },
        payload,
      })
      expect(response.json()).toMatchObject({ status, code })
    })

    test('an unexpected error tells nothing of the inside', async () => {
      const response = await call('GET', '/broken')
      expect(response.json()).toMatchObject({ status: 500, code: 'internal' })
      expect(response.body).not.toContain('hunter2')
    })

    test('security headers are on pages, nothing from elsewhere is allowed', async () => {
      const { headers } = await call('GET', '/health')
      const csp = String(headers['content-security-policy'])
      expect(csp).toContain("default-src 'self'")
      expect(csp).toContain("worker-src 'self'")
      expect(csp).toContain("frame-ancestors 'none'")
      expect(csp).not.toMatch(/unsafe|https:|\*|upgrade-insecure/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['strict-transport-security']).toBeUndefined()
    })

    test('long answers are compressed', async () => {
      const response = await call('GET', '/long', { 'accept-encoding': 'gzip' })
      expect(response.headers['content-encoding']).toBe('gzip')
      expect(response.rawPayload.length).toBeLessThan(500)
    })

    test('the API describes itself, and its pages load nothing from elsewhere', async () => {
      const token = { authorization: 'Bearer fixed-token' }
      const description = (await call('GET', '/api/docs/json', token)).json()
      expect(description.openapi).toMatch(/^3\./)
      expect(Object.keys(description.paths)).toContain('/typed')
      const page = await call('GET', '/api/docs/', token)
      expect(page.statusCode).toBe(200)
      expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
      expect(String(page.headers['content-security-policy'])).not.toContain('https:')
    })

    test('figures of requests', async () => {
      const { body } = await call('GET', '/metrics', { authorization: 'Bearer fixed-token' })
      expect(body).toMatch(/http_request_seconds_count\{method="GET",route="\/see",status="200"\} \d+/)
    })
  })

  test('too many requests of one address are told to wait', async () => {
    const { app: other } = await build(5)
    const answers = []
    for (let i = 0; i < 6; i++) answers.push(await other.inject({ url: '/health' }))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200, 429])
    expect(answers[5]!.json()).toMatchObject({ status: 429, code: 'too-many-requests' })
    expect(Number(answers[5]!.headers['retry-after'])).toBeGreaterThan(0)
    await other.close()
  })

  test('a question about a thousand points fits into its address', async () => {
    const { app: other } = await build()
    const port = await listenHttp(other, { host: '127.0.0.1', port: 0 })
    const ask = async (points: number) => {
      const list = Array.from({ length: points }, (_, i) => `Z1-N${i}-LONG-NAME.total-chlorine`)
      const answer = await fetch(`http://127.0.0.1:${port}/see?points=${list.join()}`, {
        headers: { authorization: 'Bearer fixed-token' },
      })
      return answer.status
    }
    expect([await ask(1_000), await ask(10_000)]).toEqual([200, 431])
    await other.close()
  })

  test('a taken port is said plainly', async () => {
    const [one, two] = [await build(), await build()]
    const port = await listenHttp(one.app, { host: '127.0.0.1', port: 0 })
    await expect(listenHttp(two.app, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringMatching(new RegExp(`port ${port} .*--http-port`)),
    })
    await one.app.close()
    await two.app.close()
  })
})
