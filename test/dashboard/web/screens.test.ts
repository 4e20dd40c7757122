import { rmSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../needs.ts'
import { axeFindings, openBrowser, openPage, saturation } from './stage/browser.ts'
import { builtWeb, type Stage, startStage } from './stage/stage.ts'

const ROUTES = [
  '/map',
  '/map?sel=PS-01',
  '/alarms',
  '/alarms?tab=aside',
  '/alarms?tab=history',
  '/tickets',
  '/tickets?tab=board',
  `/map?t=${encodeURIComponent(new Date(Date.now() - 1_800_000).toISOString().slice(0, 19))}Z`,
  '/tickets/GD-2026-1122-0002',
  '/notices',
  '/nowhere',
]

/** Walked as well, but not held against axe yet. */
const MORE = ['/tickets/GD-2026-1122-0001/print', '/stations', '/quality', '/zones', '/settings/system']

describeWith(['chromium'], 'the screens in a browser', () => {
  let web: string
  let stage: Stage
  let browser: Browser
  beforeAll(async () => {
    web = await builtWeb()
    stage = await startStage(web)
    browser = await openBrowser()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await stage?.stop()
    if (web) rmSync(web, { recursive: true, force: true })
  })

  test('every route asks nobody but its own server and gives the browser nothing to complain of', async () => {
    const { page, context, foreign, complaints } = await openPage(browser, stage)
    for (const route of [...ROUTES, ...MORE]) {
      await page.goto(stage.base + route)
      await page.getByRole('navigation').waitFor()
      await page.waitForTimeout(800)
    }
    expect(foreign).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  }, 120_000)

  test.each([
    ['zh', 'dark'],
    ['en', 'light'],
  ] as const)(
    'axe has nothing serious to say in %s, %s',
    async (lang, theme) => {
      const { page, context } = await openPage(browser, stage, { lang, theme })
      const findings: string[] = []
      for (const route of ROUTES) {
        await page.goto(stage.base + route)
        await page.getByRole('navigation').waitFor()
        await page.waitForTimeout(600)
        findings.push(...(await axeFindings(page)).map(finding => `${route} ${finding}`))
      }
      expect(findings).toEqual([])
      await context.close()
    },
    180_000,
  )

  test('normal is grey: without alarms nothing on the map page has a hue', async () => {
    const before = stage.alarms()
    stage.setAlarms([])
    for (const theme of ['dark', 'light'] as const) {
      // Sound that the browser blocks is a fault, and shown in red: here it is off.
      const { page, context } = await openPage(browser, stage, { theme, settings: { sound: false } })
      await page.goto(`${stage.base}/map`)
      await page.getByText('视野内').first().waitFor()
      await page.waitForTimeout(6_000)
      const { coloured, total } = await saturation(browser, await page.screenshot())
      expect(total).toBeGreaterThan(1_000_000)
      expect(coloured).toBe(0)
      await context.close()
    }
    stage.setAlarms(before)
  }, 60_000)

  test('a stranger signs in with name and password and is told plainly what is wrong', async () => {
    const { page, context } = await openPage(browser, stage, { person: '' })
    await page.goto(`${stage.base}/alarms`)
    await page.getByLabel('用户名').fill('li')
    await page.getByLabel('密码').fill('wrong')
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByText('用户名或密码不对').waitFor()
    expect(await page.getByRole('navigation').count()).toBe(0)
    await context.close()
  })

  test('a priority 1 alarm is acknowledged with a note, and only the server’s word changes the row', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/alarms`)
    const row = page.getByRole('row').filter({ hasText: '压力过低' })
    await row.getByRole('button', { name: '确认' }).click()
    const confirm = page.getByRole('dialog').getByRole('button', { name: '确认告警' })
    expect(await confirm.isDisabled()).toBe(true)
    await page.getByRole('dialog').getByRole('textbox').fill('已派人到现场')
    await confirm.click()
    await row.getByText('已确认').waitFor()
    const { body } = stage.routes.heard.at(-1)!
    expect(body).toMatchObject({ note: '已派人到现场', id: expect.stringMatching(/^[0-9a-f]{32}$/) })
    await context.close()
  })

  test('a refusal is shown, with who was faster, and the alarm stays as it was', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/alarms`)
    stage.routes.refuse = { status: 409, code: 'already-acknowledged', message: 'somebody was faster' }
    const row = page.getByRole('row').filter({ hasText: '余氯偏低' })
    await row.getByRole('button', { name: '确认' }).click()
    await page.getByRole('alert').filter({ hasText: 'already-acknowledged' }).waitFor()
    expect(await row.getByText('未确认').count()).toBe(1)
    await context.close()
  })

  test('a new alarm is on the screen within a second, counted and in its place', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/alarms`)
    await page.getByRole('row').first().waitFor()
    const asset = stage.present ? 'PS-01' : ''
    const raised = Date.now()
    await stage.tell({
      id: 'burst/DMA-01',
      kind: 'burst',
      subject: 'DMA-01',
      code: 'P-DROP',
      priority: 1,
      active: true,
      unknown: false,
      raisedAt: raised,
      count: 1,
      asset,
      zone: 'DMA-01',
      evidence: { drop: 16.4 },
    })
    await page.getByRole('row').filter({ hasText: '疑似爆管' }).waitFor({ timeout: 2_000 })
    expect(Date.now() - raised).toBeLessThan(1_500)
    expect(await page.getByRole('row').first().textContent()).toContain('疑似爆管')
    await context.close()
  })

  test('the list holds still under the pointer and says how many wait', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/alarms`)
    const first = page.getByRole('row').first()
    // Names come a moment after the rows.
    await page.getByRole('row').filter({ hasText: '片区' }).first().waitFor()
    await first.hover()
    const before = await first.textContent()
    await stage.tell({
      id: 'plant-event/town',
      kind: 'plant-event',
      subject: 'town',
      code: 'P-PLANT',
      priority: 1,
      active: true,
      unknown: false,
      raisedAt: Date.now(),
      count: 1,
      evidence: {},
    })
    await page.getByText('↑ 1 条新').waitFor()
    // The age goes on; the place does not.
    const still = (text: string | null) => text?.replace(/\d+(:\d\d)+/g, '').slice(0, 30)
    expect(still(await first.textContent())).toBe(still(before))
    await page.getByText('↑ 1 条新').click()
    await page.getByRole('row').filter({ hasText: '全网压力下降' }).waitFor()
    await context.close()
  })

  test('somebody without the right sees why the button is dead', async () => {
    const { page, context } = await openPage(browser, stage, { person: 'guest' })
    await page.goto(`${stage.base}/alarms`)
    const button = page.getByRole('row').filter({ hasText: '余氯偏低' }).getByRole('button')
    expect(await button.isDisabled()).toBe(true)
    expect(await button.locator('..').getAttribute('title')).toBe('没有确认告警的权限')
    await context.close()
  })

  test('a link shows a colleague the same: page, filter, selection, view, language', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/map?lang=en&sel=PS-01&f=zone:DMA-01&v=118.05,36.48,15`)
    await page.getByRole('complementary', { name: 'Asset' }).waitFor()
    expect(await page.getByRole('navigation').textContent()).toContain('Alarms')
    await page.waitForTimeout(1_500)
    const { searchParams } = new URL(page.url())
    expect(searchParams.get('v')).toBe('118.05,36.48,15')
    expect(searchParams.get('f')).toBe('zone:DMA-01')
    await context.close()
  })

  test('Back undoes the last selection, not the last pan', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/alarms`)
    await page.getByRole('navigation').getByText('地图').click()
    const list = page.getByRole('grid').first()
    await list.getByRole('row').nth(1).click()
    await page.waitForURL(/sel=/)
    await page.waitForTimeout(1_500)
    await page.goBack()
    await page.waitForURL(url => !url.search.includes('sel='))
    expect(new URL(page.url()).pathname).toBe('/map')
    await context.close()
  })

  test('keys: g a goes to the alarms, j walks, ? shows the sheet, and typing is typing', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/tickets`)
    await page.getByRole('row').first().waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.waitForURL(/\/alarms/)
    // The tickets' rows are still there while the page of alarms loads.
    await page.getByRole('grid', { name: '告警列表' }).getByRole('row').first().waitFor()
    await page.keyboard.press('j')
    await page.locator('[role=row][aria-selected=true]').waitFor()
    expect(await page.locator('[role=row][aria-selected=true]').count()).toBe(1)
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: '键盘快捷键' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('textbox').fill('g t')
    expect(new URL(page.url()).pathname).toBe('/alarms')
    await context.close()
  })

  test('a day is scrubbed from memory: nothing is asked once it is loaded, the moment is in the address', async () => {
    const { page, context } = await openPage(browser, stage)
    const moment = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 19)
    await page.goto(`${stage.base}/map?win=24h&t=${moment}Z`)
    await page.getByLabel('所知范围').waitFor()
    await page.getByText(/已载入 /).waitFor({ state: 'hidden', timeout: 20_000 })
    expect(stage.routes.heard.filter(({ path }) => path === '/replay').length).toBeGreaterThanOrEqual(24)
    const asked: string[] = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    const track = page.getByRole('slider', { name: '时间轴' })
    const { x, y, width } = (await track.boundingBox())!
    await page.mouse.move(x + width * 0.9, y + 10)
    await page.mouse.down()
    for (let share = 0.9; share > 0.1; share -= 0.1) await page.mouse.move(x + width * share, y + 10)
    const held = new URL(page.url()).searchParams.get('t')
    await page.mouse.up()
    await page.waitForURL(url => url.searchParams.get('t') !== held)
    expect(
      asked.filter(path => path.startsWith('/api/v1/replay') || path.startsWith('/api/v1/series')),
    ).toEqual([])
    expect(
      await page
        .locator('button:has-text("确认")')
        .first()
        .isDisabled()
        .catch(() => true),
    ).toBe(true)
    await page.keyboard.press('End')
    await page.waitForURL(url => !url.searchParams.has('t'))
    await context.close()
  }, 60_000)

  test('the language changes without a reload', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/alarms`)
    await page.evaluate('window.still = "here"')
    await page.getByRole('button', { name: '切换到英文' }).click()
    await page.getByText('Acknowledge visible').waitFor()
    expect(await page.evaluate('window.still')).toBe('here')
    expect(await page.evaluate('document.documentElement.lang')).toBe('en')
    await context.close()
  })

  test('a gate names what is missing; what the step itself brings is asked for', async () => {
    const { page, context } = await openPage(browser, stage, { person: 'zhang' })
    await page.goto(`${stage.base}/tickets/GD-2026-1122-0002`)
    expect(await page.getByRole('button', { name: '开阀送水' }).isDisabled()).toBe(true)
    await page.getByText('还缺：先完成“水质合格”').first().waitFor()
    await page.getByRole('button', { name: '申请停水' }).click()
    const dialog = page.getByRole('dialog')
    const submit = dialog.getByRole('button', { name: '提交：申请停水' })
    expect(await submit.isDisabled()).toBe(true)
    await dialog.getByLabel('停水阀门').fill('V-12, V-13')
    await dialog.getByLabel('影响客户数').fill('240')
    expect(await submit.isDisabled()).toBe(false)
    await context.close()
  })

  test('a dead link is seen: the chip turns, numbers dim, commands are refused, and it comes back by itself', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/alarms`)
    const chip = page.locator('[data-freshness]')
    await page.locator('[data-freshness=live]').waitFor()
    await context.setOffline(true)
    await page.locator('[data-freshness=quiet]').waitFor({ timeout: 9_000 })
    expect(await page.evaluate('document.documentElement.dataset.live')).toBe('quiet')
    await page.getByText('连接中断，正在重连').waitFor()
    await page.locator('[data-freshness=dead]').waitFor({ timeout: 12_000 })
    expect(await chip.textContent()).toContain('断开')
    await context.setOffline(false)
    await page.locator('[data-freshness=live]').waitFor({ timeout: 15_000 })
    await context.close()
  }, 60_000)
})
