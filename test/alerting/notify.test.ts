import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { readNotify } from '../../alerting/notify/load.ts'
import { HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { describeProblem, type Problem } from '../../runtime/config/problems.ts'
import { controlRoom } from './control-room.ts'
import { notifyFile, tellingTown } from './notify-file.ts'
import { httpReceiver, mailbox } from './receivers.ts'
import { townSite } from './town.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A control room that tells people by this notify.yaml. */
async function room(text: string, secrets: Record<string, string> = {}, start = '2026-03-02T10:00:00+08:00') {
  const made = await controlRoom(start, { site: tellingTown(text), secrets })
  ends.push(() => made.stop())
  return made
}
const receiver = async (...args: Parameters<typeof httpReceiver>) => {
  const made = await httpReceiver(...args)
  ends.push(() => made.stop())
  return made
}
const burst = { kind: 'burst', subject: 'east', zone: 'east', evidence: { asset: 'PL-E2' } }

describe('channels, each to a real receiver', () => {
  test('a webhook is signed over its time and body', async () => {
    const hook = await receiver()
    const { hear, service } = await room(
      `channels: { hook: { type: webhook, url: '${hook.url}/x', secretEnv: HOOK } }
rules: [{ on: [alarm], to: [hook] }]`,
      { HOOK: 'geheim' },
    )
    await hear(burst)
    await service.settled()
    expect(hook.got).toHaveLength(1)
    const { headers, body } = hook.got[0]!
    const stamp = headers['x-standpipe-timestamp']
    const sign = createHmac('sha256', 'geheim').update(`${stamp}.${body}`).digest('hex')
    expect(headers['x-standpipe-signature']).toBe(`sha256=${sign}`)
    expect(JSON.parse(body)).toMatchObject({
      title: '【一级】东区 疑似爆管',
      about: ['burst/east'],
      priority: 1,
    })
  })

  test.each([
    ['dingtalk', { msgtype: 'markdown' }],
    ['wecom', { msgtype: 'markdown' }],
    ['feishu', { msg_type: 'text' }],
  ])('%s: in its own form, and its refusal is a failure although it answers 200', async (type, form) => {
    let refuse = true
    const robot = await receiver(() => {
      const body = refuse ? { errcode: 310000, code: 19021 } : { errcode: 0, code: 0 }
      refuse = false
      return { body }
    })
    const { hear, service, time, get } = await room(
      `channels: { duty: { type: ${type}, url: '${robot.url}/robot?key=1', secretEnv: S } }
rules: [{ on: [alarm], to: [duty] }]`,
      { S: 'SECxyz' },
    )
    await hear(burst)
    await service.settled()
    expect(robot.got).toHaveLength(1)
    await time.advance(6 * SECOND)
    await service.settled()
    expect(robot.got).toHaveLength(2)
    const sent = JSON.parse(robot.got[1]!.body)
    expect(sent).toMatchObject(form)
    expect(JSON.stringify(sent)).toContain('疑似爆管')
    expect((await get('/notify/deliveries')).deliveries).toMatchObject([{ channel: 'duty', tries: 2 }])
    if (type === 'dingtalk') {
      const query = new URL(robot.got[1]!.url, robot.url).searchParams
      const stamp = query.get('timestamp')
      const sign = createHmac('sha256', 'SECxyz').update(`${stamp}\nSECxyz`).digest('base64')
      expect(query.get('sign')).toBe(sign)
    }
    if (type === 'feishu') {
      const key = `${sent.timestamp}\nSECxyz`
      expect(sent.sign).toBe(createHmac('sha256', key).update('').digest('base64'))
    }
  })

  test('e-mail over SMTP with a password, in Chinese', async () => {
    const post = await mailbox({ name: 'standpipe', password: 'öffne' })
    ends.push(post.stop)
    const { hear, service } = await room(
      `channels:
  mail: { type: email, host: 127.0.0.1, port: ${post.port}, from: standpipe@town.example, to: [chief@town.example], usernameEnv: U, passwordEnv: P }
rules: [{ on: [ticketOpened], to: [mail] }]`,
      { U: 'standpipe', P: 'öffne' },
    )
    await hear(burst)
    await service.settled()
    expect(post.mails.map(({ to }) => to)).toEqual([['chief@town.example']])
    const subject = Buffer.from(
      /Subject: =\?UTF-8\?B\?([^?]+)/.exec(post.mails[0]!.text)![1]!,
      'base64',
    ).toString()
    expect(subject).toContain('【一级】工单 GD-2026')
  })

  test('an SMS gateway gets one request a number, the text safe inside its JSON', async () => {
    const gateway = await receiver()
    const { hear, service } = await room(
      `channels:
  sms: { type: sms, url: '${gateway.url}', body: '{"phone":"{to}","msg":"{text}"}', to: ['13800000001', '13800000002'], tokenEnv: T }
rules: [{ on: [alarm], to: [sms] }]`,
      { T: 'abc' },
    )
    await hear({ ...burst, evidence: { meaning: 'a "quoted" \\ word' } })
    await service.settled()
    expect(gateway.got.map(({ body }) => JSON.parse(body).phone)).toEqual(['13800000001', '13800000002'])
    expect(JSON.parse(gateway.got[0]!.body).msg).toContain('a "quoted" \\ word')
    expect(gateway.got[0]!.headers.authorization).toBe('Bearer abc')
  })
})

describe('who is told, and how often', () => {
  test('by priority, zone, category and duty hours', async () => {
    const [high, night, west] = [await receiver(), await receiver(), await receiver()]
    const { hear, service } = await room(
      `channels:
  high: { type: webhook, url: '${high.url}' }
  night: { type: webhook, url: '${night.url}' }
  west: { type: webhook, url: '${west.url}' }
rules:
  - { on: [alarm], priority: 1, to: [high] }
  - { on: [alarm], hours: { from: '18:00', to: '08:00' }, to: [night] }
  - { on: [alarm], zones: [west], to: [west] }`,
    )
    await hear({ kind: 'pressure-high', subject: 'PL-W2.pressure', point: 'PL-W2.pressure' })
    await hear(burst)
    await service.settled()
    const count = [high, night, west].map(({ got }) => got.length)
    expect(count).toEqual([1, 0, 1])
  })

  test('an alarm that comes and goes is told once in ten minutes', async () => {
    const hook = await receiver()
    const { hear, service, time } = await room(
      `channels: { hook: { type: webhook, url: '${hook.url}' } }
rules: [{ on: [alarm], to: [hook] }]`,
    )
    for (let i = 0; i < 5; i++) {
      const spell = await hear({ ...burst, start: time.now(), at: time.now() })
      await time.advance(MINUTE)
      await hear({ ...spell, at: time.now(), active: false })
      await time.advance(MINUTE)
    }
    await service.settled()
    expect(hook.got).toHaveLength(1)
  })

  test('what piles up behind the rate goes out as one letter', async () => {
    const hook = await receiver()
    const { hear, service, time } = await room(
      `channels: { hook: { type: webhook, url: '${hook.url}', perMinute: 1 } }
rules: [{ on: [alarm], to: [hook] }]`,
    )
    await hear(burst)
    await service.settled()
    for (const zone of ['PL-E2', 'PL-E3', 'PL-W2']) {
      await hear({ kind: 'pressure-high', subject: `${zone}.pressure`, point: `${zone}.pressure` })
    }
    await hear({ kind: 'plant-event', subject: 'town' })
    await service.settled()
    expect(hook.got).toHaveLength(1)
    await time.advance(MINUTE)
    await service.settled()
    expect(hook.got).toHaveLength(2)
    expect(JSON.parse(hook.got[1]!.body)).toMatchObject({
      priority: 1,
      title: expect.stringContaining('(+3)'),
    })
  })

  test('the handler is warned before a limit passes, and the chain is told after', async () => {
    const [handler, chief] = [await receiver(), await receiver()]
    const { hear, service, time } = await room(
      `channels:
  handler: { type: webhook, url: '${handler.url}' }
  chief: { type: webhook, url: '${chief.url}' }
rules:
  - { on: [clockWarning], to: [handler] }
  - { on: [clockBreached], to: [chief] }`,
    )
    await hear(burst)
    await time.advance(3.8 * MINUTE)
    await service.settled()
    expect(handler.got.map(({ body }) => JSON.parse(body).title)).toEqual([
      expect.stringMatching(/^即将超时：GD.* 派发$/),
    ])
    expect(chief.got).toEqual([])
    await time.advance(1.3 * MINUTE)
    await service.settled()
    expect(chief.got.map(({ body }) => JSON.parse(body).title)).toEqual([
      expect.stringMatching(/^超时：GD.* 派发$/),
    ])
  })

  test('an escalation climbs until somebody takes the ticket on', async () => {
    const [first, second] = [await receiver(), await receiver()]
    const { hear, service, time, step, ticket } = await room(
      `channels:
  first: { type: webhook, url: '${first.url}' }
  second: { type: webhook, url: '${second.url}' }
escalations:
  - { priority: 1, until: dispatched, steps: [{ after: PT3M, to: [first] }, { after: PT10M, to: [first, second] }] }`,
    )
    await hear(burst)
    await time.advance(4 * MINUTE)
    await service.settled()
    expect([first.got.length, second.got.length]).toEqual([1, 0])
    await step('李调度', ticket().ticket.id, 'dispatched')
    await time.advance(HOUR)
    await service.settled()
    expect([first.got.length, second.got.length]).toEqual([1, 0])
  })
})

describe('what is not delivered', () => {
  test('is tried five times with growing waits, then written down as failed', async () => {
    const hook = await receiver(() => ({ status: 503 }))
    const { hear, service, time, get } = await room(
      `channels: { hook: { type: webhook, url: '${hook.url}' } }
rules: [{ on: [alarm], to: [hook] }]`,
    )
    await hear(burst)
    await service.settled()
    for (let i = 0; i < 20; i++) {
      await time.advance(MINUTE)
      await service.settled()
    }
    expect(hook.got).toHaveLength(5)
    expect(new Set(hook.got.map(({ headers }) => headers['x-standpipe-id'])).size).toBe(1)
    expect((await get('/notify/deliveries')).deliveries).toMatchObject([
      { tries: 5, error: expect.stringContaining('503') },
    ])
  })

  test('survives a restart, and what was delivered is not sent again', async () => {
    let up = false
    const hook = await receiver(() => ({ status: up ? 200 : 503 }))
    const text = `channels: { hook: { type: webhook, url: '${hook.url}' } }
rules: [{ on: [alarm], to: [hook] }]`
    const before = await room(text)
    await before.hear(burst)
    await before.service.settled()
    ends.pop()
    await before.stop(true)
    up = true
    const again = await controlRoom('2026-03-02T10:05:00+08:00', {
      site: before.site,
      dataDir: before.dataDir,
    })
    await again.service.settled()
    expect(hook.got).toHaveLength(2)
    await again.stop(true)
    const third = await controlRoom('2026-03-02T10:06:00+08:00', {
      site: before.site,
      dataDir: before.dataDir,
    })
    ends.push(() => third.stop())
    await third.service.settled()
    expect(hook.got).toHaveLength(2)
  })
})

test('mistakes in notify.yaml are named with their line', () => {
  const problems: Problem[] = []
  const file = notifyFile(`channels:
  duty: { type: webhook, url: 'http://127.0.0.1/' }
rules:
  - { on: [alarm], to: [duty, nobody] }
escalations:
  - { steps: [{ after: PT5M, to: [chief] }] }
`)
  readNotify({ files: { ...townSite().files, notify: file } }, problems)
  expect(problems.map(describeProblem).map(line => line.replace(/^.*notify.yaml/, 'notify.yaml'))).toEqual([
    'notify.yaml:4: rules.0.to: "nobody" is not among "channels"',
    'notify.yaml:6: escalations.0.steps.0.to: "chief" is not among "channels"',
  ])
})
