import { readFileSync, rmSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../needs.ts'
import { openBrowser, openPage } from './stage/browser.ts'
import { builtWeb, type Stage, startStage } from './stage/stage.ts'

describeWith(['chromium'], 'a replay in a browser', () => {
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

  const ago = (minutes: number) => `${new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 19)}Z`
  const enter = async (page: Page, more = '') => {
    await page.goto(`${stage.base}/map?win=6h&t=${ago(30)}${more}`)
    await page.getByLabel('所知范围').waitFor()
    await page.getByText(/已载入 /).waitFor({ state: 'hidden', timeout: 20_000 })
  }

  test('a new priority 1 in the present is announced, and one key leads there', async () => {
    const { page, context } = await openPage(browser, stage)
    await enter(page)
    const [one] = stage.alarms().filter(({ priority }) => priority === 1)
    await stage.tell({ ...one!, id: 'burst/DMA-02', kind: 'burst', subject: 'DMA-02', raisedAt: Date.now() })
    await page.getByRole('status').getByText('1 条新的一级告警').waitFor({ timeout: 5_000 })
    await page.keyboard.press('End')
    await page.waitForURL(url => !url.searchParams.has('t'))
    await page.getByText('疑似爆管').first().waitFor()
    await context.close()
  }, 60_000)

  test('whatever is pressed, nothing in the present changes: every control and every key', async () => {
    const { page, context } = await openPage(browser, stage)
    const asset = stage.alarms().find(({ priority }) => priority === 1)!.asset!
    const commands: string[] = []
    page.on('request', request => {
      if (request.method() !== 'GET') commands.push(`${request.method()} ${new URL(request.url()).pathname}`)
    })
    await enter(page, `&sel=${asset}`)
    await page.getByRole('complementary', { name: '资产' }).waitFor()
    for (const key of ['a', 'A', 's', 'c', 't', 'x']) {
      await page.keyboard.press(key)
      await page.waitForTimeout(150)
      const dialog = page.getByRole('dialog')
      if (await dialog.count()) {
        for (const button of await dialog.getByRole('button').all())
          if (await button.isEnabled()) await button.click({ timeout: 1_000 }).catch(() => {})
        await page.keyboard.press('Escape')
      }
    }
    expect(commands).toEqual([])
    const labels = new Set<string>()
    for (const region of [page.locator('main')])
      for (const button of await region.getByRole('button').all())
        if (await button.isEnabled())
          labels.add((await button.textContent())?.trim() || (await button.getAttribute('aria-label'))!)
    expect(labels.size).toBeGreaterThan(8)
    expect([...labels].filter(label => /^(确认|搁置|转工单|建工单|停用|派发|备注)/.test(label))).toEqual([])
    for (const label of labels) {
      // What leads out of the replay is tried last of all by the test above.
      if (/返回实时/.test(label)) continue
      await page
        .locator('main')
        .getByRole('button', { name: label })
        .first()
        .click({ timeout: 1_000 })
        .catch(() => {})
      if (await page.getByRole('dialog').count()) await page.keyboard.press('Escape')
      if (!new URL(page.url()).searchParams.has('t')) await enter(page, `&sel=${asset}`)
    }
    expect(commands).toEqual([])
    await context.close()
  }, 120_000)

  test('turning elsewhere ends what is still on its way', async () => {
    const { page, context } = await openPage(browser, stage)
    const ended: string[] = []
    page.on('requestfailed', request => {
      if (request.url().includes('/api/v1/replay')) ended.push(request.failure()?.errorText ?? '')
    })
    await page.route('**/api/v1/replay*', async route => {
      await new Promise(resolve => setTimeout(resolve, 1_500))
      await route.continue().catch(() => {})
    })
    await page.goto(`${stage.base}/map?win=6h&t=${ago(60 * 30)}`)
    await page.getByLabel('所知范围').waitFor()
    await page.waitForTimeout(700)
    await page.getByRole('radio', { name: '1h' }).first().click({ force: true })
    await expect.poll(() => ended.length, { timeout: 5_000 }).toBeGreaterThan(0)
    expect(ended.every(text => text.includes('ERR_ABORTED'))).toBe(true)
    await context.close()
  }, 60_000)

  test('two moments are compared, by button and key, and the link shows both', async () => {
    const { page, context } = await openPage(browser, stage)
    await enter(page)
    await page.getByRole('button', { name: '与此刻比较' }).click()
    await page.waitForURL(/b=/)
    await page.getByText(/0 个资产状态不同/).waitFor()
    const { searchParams } = new URL(page.url())
    await page.keyboard.press('<')
    await page.keyboard.press('<')
    await page.waitForURL(url => url.searchParams.get('t') !== searchParams.get('t'))
    const before = new URL(page.url()).searchParams
    await page.keyboard.press('b')
    await page.waitForURL(url => url.searchParams.get('t') === before.get('b'))
    expect(new URL(page.url()).searchParams.get('b')).toBe(before.get('t'))
    await context.close()
  }, 60_000)

  test('the file of an incident opens without the server, with picture, notes and table', async () => {
    const { page, context } = await openPage(browser, stage)
    await enter(page)
    await page.getByRole('button', { name: '保存事件' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('标题').fill('泉城路爆管')
    await dialog.getByLabel('备注').fill('20:15 关阀 V-12')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: '保存为一个文件' }).click(),
    ])
    const path = await download.path()
    expect(readFileSync(path, 'utf8').length).toBeGreaterThan(20_000)
    const alone = await browser.newContext({ offline: true })
    const other = await alone.newPage()
    await other.setContent(readFileSync(path, 'utf8'))
    await other.getByRole('heading', { name: '泉城路爆管' }).waitFor()
    await other.getByText('20:15 关阀 V-12').waitFor()
    const size = await other.evaluate('document.querySelector("img").naturalWidth')
    expect(Number(size)).toBeGreaterThan(300)
    expect(await other.locator('a[download]').getAttribute('href')).toMatch(/^data:text\/csv/)
    await alone.close()
    await context.close()
  }, 60_000)

  test('a moment pressed on a trend is the moment of the whole screen and of the link; what is bad is said, the file asked for in the unit that is read', async () => {
    const { page, context } = await openPage(browser, stage)
    const asset = stage.alarms().find(({ priority }) => priority === 1)!.asset!
    await page.goto(`${stage.base}/map?win=6h&sel=${asset}`)
    const chart = page.getByRole('complementary', { name: '资产' }).locator('.u-over').first()
    await chart.waitFor({ timeout: 30_000 })
    await page.getByText('11 个坏值，画为断点，不计入均值').first().waitFor()
    const file = (await page.getByRole('link', { name: 'CSV' }).first().getAttribute('href'))!
    expect(file).toMatch(/^\/api\/v1\/export\?points=.+&format=csv&timeZone=Asia\/Shanghai&units=MPa$/)
    const { width } = (await chart.boundingBox())!
    await chart.click({ position: { x: width / 2, y: 20 } })
    await page.waitForURL(url => url.searchParams.has('t'))
    const locked = Date.parse(new URL(page.url()).searchParams.get('t')!.replace(' ', '+'))
    expect(Math.abs(Date.now() - 3 * 3_600_000 - locked)).toBeLessThan(5 * 60_000)
    await page.getByText('回放', { exact: true }).first().waitFor()
    await context.close()
  }, 60_000)
})
