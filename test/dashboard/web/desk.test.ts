import { rmSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromField, toField } from '../../../dashboard/web/notices/local-time.ts'
import { actsOf } from '../../../dashboard/web/notices/queries.ts'
import { type Call, said, saysWhat } from '../../../dashboard/web/tickets/intake-call.ts'
import { describeWith } from '../../needs.ts'
import { axeFindings, openBrowser, openPage, saturation } from './stage/browser.ts'
import { builtWeb, type Stage, startStage } from './stage/stage.ts'

const NOTHING: Call = {
  source: 'hotline',
  category: 'leak',
  zone: '',
  asset: '',
  reporter: '',
  contact: '',
  address: '',
  content: '',
  contactWindow: '',
  externalNo: '',
}

describe('a call', () => {
  test('says where and what before anybody is sent; spaces say nothing', () => {
    expect(saysWhat(NOTHING)).toBe(false)
    expect(saysWhat({ ...NOTHING, address: '文一西路 12 号', content: ' ' })).toBe(false)
    expect(saysWhat({ ...NOTHING, address: '文一西路 12 号', content: '路面冒水' })).toBe(true)
  })
  test('is sent without what was not said', () => {
    expect(said({ ...NOTHING, address: ' 文一西路 12 号 ', content: '路面冒水', zone: 'DMA-01' })).toEqual({
      source: 'hotline',
      category: 'leak',
      zone: 'DMA-01',
      content: '路面冒水',
      address: { zh: '文一西路 12 号', en: '文一西路 12 号' },
    })
  })
})

describe('times of a notice', () => {
  test.each([
    ['Asia/Shanghai', '2026-11-22T14:30', Date.UTC(2026, 10, 22, 6, 30)],
    ['Europe/Berlin', '2026-07-01T00:15', Date.UTC(2026, 5, 30, 22, 15)],
    ['America/St_Johns', '2026-11-22T14:30', Date.UTC(2026, 10, 22, 18)],
  ])('in %s %s', (zone, text, at) => {
    expect(fromField(text, zone)).toBe(at)
    expect(toField(at, zone)).toBe(text)
  })
  test('a field that is not whole is no time', () => {
    expect(fromField('', 'Asia/Shanghai')).toBeUndefined()
    expect(fromField('2026-13', 'Asia/Shanghai')).toBeUndefined()
  })
  test('what is over can only be read', () => {
    expect(actsOf('draft')[0]).toBe('publish')
    expect(actsOf('published')[0]).toBe('restore')
    expect([...actsOf('restored'), ...actsOf('withdrawn')]).toEqual([])
  })
})

describeWith(['chromium'], 'the dispatcher’s desk in a browser', () => {
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

  test('a call is taken down: what it may belong to is offered, and nothing is sent twice', async () => {
    const { page, context, complaints } = await openPage(browser, stage, { person: 'wang' })
    await page.goto(`${stage.base}/tickets`)
    await page.getByRole('row').first().waitFor()
    await page.keyboard.press('c')
    const dialog = page.getByRole('dialog')
    const open = dialog.getByRole('button', { name: '生成工单' })
    expect(await open.isDisabled()).toBe(true)
    await dialog.getByLabel('地址').fill('文一西路 12 号')
    await dialog.getByLabel('反映内容').fill('路面冒水')
    await dialog.getByLabel('分区').selectOption({ index: 1 })
    await dialog.getByText('GD-2026-1122-0002').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await open.click()
    await page.waitForURL(/\/tickets\/GD-/)
    const sent = stage.routes.heard.filter(({ path }) => path === '/tickets')
    expect(sent).toHaveLength(1)
    expect(sent[0]!.body).toMatchObject({ source: 'hotline', content: '路面冒水', id: expect.any(String) })
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a call about a job that there is goes to that job', async () => {
    const { page, context } = await openPage(browser, stage, {
      person: 'wang',
      lang: 'en',
      width: 390,
      height: 844,
    })
    await page.goto(`${stage.base}/tickets`)
    await page.getByRole('button', { name: /New call/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Address').fill('12 Wenyi West Road')
    await dialog.getByLabel('What was said').fill('still leaking')
    await dialog.getByLabel('Zone').selectOption({ index: 1 })
    await dialog.getByRole('button', { name: 'Add to it' }).click()
    await page.waitForURL(/\/tickets\/GD-2026-1122-0002/)
    expect(stage.routes.heard.at(-1)).toMatchObject({
      path: '/tickets/GD-2026-1122-0002/reports',
      body: { source: 'hotline', content: 'still leaking' },
    })
    await context.close()
  })

  test('an order on paper is black on white and names the valves by the letters of the map', async () => {
    const { page, context, complaints } = await openPage(browser, stage, { person: 'wang', theme: 'dark' })
    await page.goto(`${stage.base}/tickets/GD-2026-1122-0001/print`)
    const sheet = page.getByRole('article')
    await sheet.getByText('V-9').waitFor()
    expect(await sheet.getByRole('row').filter({ hasText: 'V-9' }).textContent()).toContain('B')
    await sheet.getByText('市立医院').waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('navigation').count()).toBe(0)
    const { coloured } = await saturation(browser, await sheet.screenshot())
    expect(coloured).toBe(0)
    expect(await sheet.evaluate('getComputedStyle(document.querySelector("article")).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    )
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a notice is drafted, published and taken back with a reason; a viewer may only read', async () => {
    const { page, context, complaints } = await openPage(browser, stage, { person: 'wang' })
    await page.goto(`${stage.base}/notices`)
    await page.getByText('没有停水通知').waitFor()
    await page.getByRole('button', { name: '新建通知' }).click()
    const draft = page.getByRole('dialog')
    expect(await draft.getByRole('button', { name: '保存草稿' }).isDisabled()).toBe(true)
    await draft.getByLabel('原因（中文）').fill('抢修爆管')
    await draft.getByRole('button', { name: '保存草稿' }).click()
    await page.getByText('抢修爆管').waitFor()
    expect(stage.routes.heard.at(-1)!.body).toMatchObject({
      kind: 'emergency',
      cause: { zh: '抢修爆管', en: '抢修爆管' },
    })
    await page.getByRole('button', { name: '公布', exact: true }).click()
    await page.getByText('已公布').waitFor()
    expect(await axeFindings(page)).toEqual([])

    const guest = await openPage(browser, stage, { person: 'guest' })
    await guest.page.goto(`${stage.base}/notices`)
    await guest.page.getByText('抢修爆管').waitFor()
    expect(await guest.page.getByRole('button', { name: '新建通知' }).isDisabled()).toBe(true)
    expect(await guest.page.getByRole('button', { name: '撤回' }).isDisabled()).toBe(true)
    await guest.context.close()

    await page.getByRole('button', { name: '撤回' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('误报')
    await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click()
    await page.getByText('撤回原因：误报').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the system says which gateway is away, what was set aside, who may do what', async () => {
    const { page, context, complaints } = await openPage(browser, stage, { person: 'guest', lang: 'en' })
    await page.goto(`${stage.base}/system`)
    const first = page.getByRole('row').filter({ hasText: 'GW-0' }).first()
    await first.waitFor()
    expect(await first.textContent()).toContain('away')
    await page.getByText('unknown point').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('tab', { name: 'People and roles' }).click()
    const zhang = page.getByRole('row').filter({ hasText: 'zhang' })
    expect(await zhang.textContent()).toContain('repair crew')
    const work = page.getByRole('row').filter({ hasText: 'work on tickets' })
    expect(await work.getByText('may', { exact: true }).count()).toBe(3)
    await page.getByText('Only administrators may change people').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('when readings are no longer stored every page says so, and says when they are again', async () => {
    const { page, context } = await openPage(browser, stage, { person: 'wang', lang: 'en' })
    const well = {
      now: 0,
      ok: true,
      intake: { ok: true, fault: null, behind: 0, bytes: 0, damaged: 0 },
      history: { store: 'influx', ok: true, fault: null, waiting: 0 },
      gateways: [],
      counts: {},
      quarantined: 0,
    }
    let intake = { ...well.intake, fault: 'intake log: no space left on device' as string | null }
    await page.route('**/api/v1/ingest/health', route => route.fulfill({ json: { ...well, intake } }))
    await page.goto(`${stage.base}/alarms`)
    const banner = page.locator('[data-trouble]')
    await banner.waitFor()
    expect(await banner.getAttribute('role')).toBe('alert')
    expect(await banner.textContent()).toContain('No more readings are taken in: intake log: no space left')
    expect(await axeFindings(page)).toEqual([])
    intake = well.intake
    await banner.getByRole('link').click()
    await page.waitForURL(/\/settings\/system/)
    await banner.waitFor({ state: 'detached' })
    await context.close()
  })
})
