import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Platform, startPlatform } from '../../../cli/up/platform.ts'
import type { Detection } from '../../../model/detection.ts'
import { toBatch } from '../../../model/reading.ts'
import { HOUR, MINUTE } from '../../../model/time.ts'
import { topicsOf } from '../../../model/topics.ts'
import { createIdentity, type Identity } from '../../../runtime/identity/identity.ts'
import { demoPeople } from '../../../runtime/identity/people.ts'
import { silentLog } from '../../../runtime/log.ts'
import { createMetrics } from '../../../runtime/metrics.ts'
import { loadSite } from '../../../runtime/site/load.ts'
import { runningTime } from '../../../runtime/time.ts'
import { describeWith } from '../../needs.ts'
import { TWO_ZONES } from '../../runtime/site/folder.ts'
import { axeFindings, openBrowser, openPage } from './stage/browser.ts'
import { builtWeb, type Stage } from './stage/stage.ts'

const topics = topicsOf('town')

/** A whole platform over a small network, with two hours of pressure that dips every half hour. */
async function startOffice(webRoot: string) {
  const folder = mkdtempSync(join(tmpdir(), 'office-'))
  const dataFolder = (name: string) => {
    const path = join(folder, name)
    mkdirSync(path, { recursive: true })
    return path
  }
  mkdirSync(join(folder, 'site/network'), { recursive: true })
  writeFileSync(join(folder, 'site/network/town.inp'), TWO_ZONES)
  writeFileSync(
    join(folder, 'site/site.yaml'),
    'site: town\npolicy: generic\nname: { zh: 小城, en: Town }\nnetwork: { file: network/town.inp, origin: [117, 36.65] }\n',
  )
  writeFileSync(
    join(folder, 'site/points.csv'),
    'id,asset,quantity,period_s\nA1.pressure,A1,pressure,60\nB1.pressure,B1,pressure,60\n',
  )
  const time = runningTime()
  const identity = createIdentity({ people: demoPeople(), dataDir: dataFolder('identity'), time })
  const platform = await startPlatform({
    site: await loadSite(join(folder, 'site')),
    time,
    dataDir: { folder: dataFolder },
    log: silentLog(),
    metrics: createMetrics(),
    identity,
    http: { host: '127.0.0.1', port: 0 },
    mqtt: { host: '127.0.0.1', port: 0 },
    webRoot,
  })
  const now = time.now()
  const readings = Array.from({ length: 120 }, (_, i) => ({
    point: 'A1.pressure',
    at: now - 2 * HOUR + i * MINUTE,
    value: (i % 30 < 10 ? 22 : 30) + (i % 3) / 100,
    quality: 'good' as const,
  }))
  const batch = toBatch({ gateway: 'gw-1', spool: 's', seq: 1, sent: now, backlog: true }, readings)
  await platform.bus.publish(topics.up('all', 'gw-1'), JSON.stringify(batch), { qos: 1 })
  for (let i = 0; i < 15; i++) await raise(platform, `A1.x${i}`, now - 30 * MINUTE + i * 20_000)
  await platform.settled()
  return { folder, platform, identity }
}

async function raise(platform: Platform, subject: string, at: number) {
  const detection: Detection = {
    kind: 'rate-of-change',
    subject,
    asset: 'A1',
    start: at,
    at,
    active: true,
    evidence: {},
  }
  await platform.bus.publish(topics.detection(detection.kind, subject), JSON.stringify(detection), { qos: 1 })
}

const stageOf = (base: string, identity: Identity): Stage =>
  ({
    base,
    cookieOf: async (person: string) => {
      const { cookie } = await identity.signIn({ code: identity.issueCode(person) }, 'test')
      return `${identity.cookieName}=${cookie}`
    },
  }) as Stage

const ROUTES = [
  '/settings/points',
  '/settings/points?sel=A1.pressure',
  '/settings/detectors',
  '/settings/people',
  '/settings/policies',
  '/settings/changes',
  '/settings/system',
  '/shift?tab=duties',
  '/shift?tab=service',
  '/alarms?tab=figures',
]

describeWith(['chromium'], 'settings, shift and figures in a browser', () => {
  let web: string
  let office: Awaited<ReturnType<typeof startOffice>>
  let stage: Stage
  let browser: Browser
  beforeAll(async () => {
    web = await builtWeb()
    office = await startOffice(web)
    stage = stageOf(office.platform.dashboard.url, office.identity)
    browser = await openBrowser()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await office?.platform.stop()
    for (const folder of [web, office?.folder]) if (folder) rmSync(folder, { recursive: true, force: true })
  })

  const ready = async (page: Page, route: string) => {
    await page.goto(stage.base + route)
    await page.getByRole('navigation').waitFor()
    await page.waitForTimeout(700)
  }

  test.each([
    ['zh', 'dark'],
    ['zh', 'light'],
    ['en', 'dark'],
    ['en', 'light'],
  ] as const)(
    'axe has nothing serious to say in %s, %s, and nothing is cut off at 1366',
    async (lang, theme) => {
      const { page, context, complaints, foreign } = await openPage(browser, stage, {
        lang,
        theme,
        person: 'admin',
      })
      const findings: string[] = []
      for (const route of ROUTES) {
        await ready(page, route)
        findings.push(...(await axeFindings(page)).map(finding => `${route} ${finding}`))
        const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        if ((wider as number) > 0) findings.push(`${route} is ${wider} px too wide`)
      }
      expect(findings).toEqual([])
      expect([...complaints, ...foreign]).toEqual([])
      await context.close()
    },
    180_000,
  )

  test('a limit is tried on the past, set with a reason, and recorded', async () => {
    const { page, context } = await openPage(browser, stage, { person: 'chen' })
    await ready(page, '/settings/points?sel=A1.pressure')
    const dialog = page.getByRole('dialog')
    // 0.25 MPa is 25.5 m: above the dips to 22 m, below the 30 m between them.
    await dialog.getByLabel('低 限值（MPa）', { exact: true }).fill('0.25')
    await dialog.getByRole('button', { name: '过去 30 天会触发几次？' }).click()
    await dialog.locator('[data-preview="pressure-low"]').filter({ hasText: '4 次' }).waitFor()
    expect(await dialog.getByRole('button', { name: '保存' }).isDisabled()).toBe(true)
    await dialog.getByLabel('变更原因').fill('夏季压力调整')
    await dialog.getByRole('button', { name: '保存' }).click()
    await page.getByText('已保存，立即生效').waitFor()
    const file = readFileSync(join(office.folder, 'site/detectors.yaml'), 'utf8')
    expect(file).toMatch(/point: A1\.pressure/)
    expect(file).toMatch(/value: 25\.49/)
    await ready(page, '/settings/changes')
    const row = page.getByRole('row').filter({ hasText: 'limit point:A1.pressure' })
    expect(await row.textContent()).toContain('夏季压力调整')
    expect(await row.textContent()).toContain('陈')
    await context.close()
  }, 60_000)

  test('what is wrong is said and nothing is changed', async () => {
    const { page, context } = await openPage(browser, stage, { person: 'chen', lang: 'en' })
    await ready(page, '/settings/points?sel=B1.pressure')
    const dialog = page.getByRole('dialog')
    const before = dialog.getByLabel('L Limit (MPa)', { exact: true })
    await before.fill('9')
    await dialog.getByLabel('Why').fill('a typing error')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Not saved, the file is as it was').waitFor()
    await dialog.getByText(/limits must rise/).waitFor()
    await context.close()
  })

  test('somebody without the right sees why, also behind a guessed address', async () => {
    const { page, context } = await openPage(browser, stage, { person: 'guest' })
    await ready(page, '/settings/points?sel=B1.pressure')
    await page.getByRole('dialog').getByText('您没有更改设置的权限').waitFor()
    expect(await page.getByRole('button', { name: '保存' }).isDisabled()).toBe(true)
    await ready(page, '/settings/people')
    await page.getByText('只有管理员可以更改人员').waitFor()
    const answer = await page.evaluate("fetch('/api/v1/settings/people').then(r => r.status)")
    expect(answer).toBe(403)
    await ready(page, '/settings/nonsense')
    await page.getByText('没有这个页面').waitFor()
    await context.close()
  })

  test('a new colleague signs in with the password just given', async () => {
    const { page, context } = await openPage(browser, stage, { person: 'admin' })
    await ready(page, '/settings/people')
    await page.getByRole('button', { name: '新增人员' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('登录名').fill('zhao')
    await dialog.getByLabel('姓名').fill('赵')
    await dialog.getByLabel('密码').fill('water-tower-7')
    await dialog.getByLabel('变更原因').fill('入职')
    expect(await dialog.getByRole('button', { name: '保存' }).isDisabled()).toBe(true)
    await dialog.getByLabel('变更原因').fill('新员工入职')
    await dialog.getByRole('button', { name: '保存' }).click()
    await page.getByRole('row').filter({ hasText: 'zhao' }).waitFor()
    const other = await openPage(browser, stage, { person: '' })
    await other.page.goto(`${stage.base}/alarms`)
    await other.page.getByLabel('用户名').fill('zhao')
    await other.page.getByLabel('密码').fill('water-tower-7')
    await other.page.getByRole('button', { name: '登录' }).click()
    await other.page.getByRole('navigation').waitFor()
    await other.context.close()
    await context.close()
  }, 60_000)

  test('a number of the figures leads to as many rows', async () => {
    const { page, context } = await openPage(browser, stage)
    await ready(page, '/alarms?tab=figures')
    const figure = page.getByRole('button', { name: /^10 分钟最多: 15$/ })
    await figure.click()
    await page.locator('[data-figure="peak"]').getByRole('row').first().waitFor()
    expect(await page.locator('[data-figure="peak"]').getByRole('row').count()).toBe(15)
    await context.close()
  })

  test('the filtered history is exported and read again with the same count', async () => {
    const { page, context } = await openPage(browser, stage)
    await ready(page, '/alarms?tab=history&f=x1')
    const shown = Number(/(\d+) 条记录/.exec((await page.getByText(/条记录/).textContent()) ?? '')?.[1])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出 CSV' }).click(),
    ])
    const rows = parse(readFileSync(await download.path()), { columns: true, bom: true }) as {
      alarm: string
    }[]
    expect(shown).toBeGreaterThanOrEqual(6)
    expect(rows).toHaveLength(shown)
    expect(rows.every(({ alarm }) => alarm.includes('x1'))).toBe(true)
    await context.close()
  })

  test('a shift is handed over with two signatures', async () => {
    const { page, context } = await openPage(browser, stage, { person: 'li' })
    await ready(page, '/shift')
    const sign = page.getByRole('button', { name: '签字交班' })
    expect(await sign.isDisabled()).toBe(true)
    for (const field of await page.getByRole('textbox').all()) await field.fill('正常')
    await sign.click()
    await page.getByText('交班人不能自己接班').waitFor()
    const other = await openPage(browser, stage, { person: 'wang', lang: 'en' })
    await other.page.goto(`${stage.base}/shift`)
    await other.page.getByText(/^Li handed over at/).waitFor()
    for (const box of await other.page.getByRole('checkbox').all()) await box.check()
    await other.page.getByRole('button', { name: 'Sign and take over' }).click()
    await other.page.getByText(/^Li to Wang, /).waitFor()
    await other.context.close()
    await context.close()
  }, 60_000)

  test('this desk’s area is written on the page; each priority can be heard', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.addInitScript(`{
      window.tones = []
      const start = OscillatorNode.prototype.start
      OscillatorNode.prototype.start = function (at) { window.tones.push(this.frequency.value); return start.call(this, at) }
    }`)
    await ready(page, '/alarms')
    await page.getByRole('button', { name: '负责的区域：全网' }).click()
    const heard: Record<string, unknown> = {}
    for (const p of [1, 2, 3]) {
      await page.evaluate('window.tones = []')
      await page.getByRole('button', { name: `试听 P${p}` }).click()
      await page.waitForFunction('window.tones.length > 0')
      heard[p] = await page.evaluate('window.tones')
    }
    expect(heard).toEqual({ 1: [660, 880, 1175], 2: [784, 784], 3: [523] })
    await context.close()
  })

  test('five hundred alarms in a minute: the list stays quick, grouped, the first of each marked', async () => {
    const { page, context } = await openPage(browser, stage)
    await ready(page, '/alarms')
    const from = Date.now()
    for (let i = 0; i < 500; i++) await raise(office.platform, `B1.flood${i}`, from - 500 + i)
    await office.platform.settled()
    await page
      .getByText(/告警洪水/)
      .first()
      .waitFor()
    const list = page.getByRole('grid', { name: '告警列表' })
    await list.focus()
    const times: number[] = []
    for (const key of ['j', 'j', 'k', 'ArrowDown', 'End', 'Home']) {
      times.push(
        (await page.evaluate(`new Promise(done => {
          const begun = performance.now()
          document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: ${JSON.stringify(key)}, bubbles: true }))
          requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)))
        })`)) as number,
      )
    }
    expect(times.sort((a, b) => a - b)[3]).toBeLessThan(100)
    const button = page.getByRole('button', { name: /确认可见/ })
    await button.click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.textContent()).toMatch(/51\d/)
    await context.close()
  }, 90_000)
})
