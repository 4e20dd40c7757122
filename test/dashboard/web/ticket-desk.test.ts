import { rmSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { span } from '../../../dashboard/web/format/duration.ts'
import type { TicketClock } from '../../../model/ticket.ts'
import { HOUR, MINUTE } from '../../../model/time.ts'
import { describeWith } from '../../needs.ts'
import { type FieldTown, fieldTown } from './field/crew.ts'
import { axeFindings, openBrowser, openPage } from './stage/browser.ts'
import { builtWeb, type Stage, startStage } from './stage/stage.ts'

describeWith(['chromium'], 'the ticket’s desk in a browser', () => {
  let web: string
  let town: FieldTown
  let stage: Stage
  let browser: Browser
  beforeAll(async () => {
    web = await builtWeb()
    town = await fieldTown(web)
    stage = await startStage(web)
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await stage?.stop()
    await town?.stop()
    if (web) rmSync(web, { recursive: true, force: true })
  })

  /** A page of the real platform at which the dispatcher is signed in. */
  const desk = async (path: string, policy?: object, language: 'zh' | 'en' = 'zh') => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 900 }, locale: 'zh-CN' })
    context.setDefaultTimeout(15_000)
    await context.addInitScript(
      `localStorage.setItem('standpipe.settings', '{"state":{"theme":"light","language":"${language}","motion":"still","tour":false},"version":1}')`,
    )
    if (policy)
      await context.route('**/api/v1/policy', async route => {
        const response = await route.fetch()
        await route.fulfill({ response, json: { ...((await response.json()) as object), ...policy } })
      })
    const page: Page = await context.newPage()
    await page.goto(`${town.base}/signin?code=${town.identity.issueCode('wang')}`)
    await page.goto(`${town.base}${path}`)
    return { context, page }
  }

  test('a deadline is prolonged with a reason, clocks stand still with who, why and until; both stay on the ticket', async () => {
    const id = await town.burst()
    const { context, page } = await desk(`/tickets/${id}`)
    await page.getByRole('button', { name: '申请延期' }).click()
    const dialog = page.getByRole('dialog')
    const send = dialog.getByRole('button', { name: '申请延期' })
    expect(await send.isDisabled()).toBe(true)
    await dialog.getByLabel('理由').fill('用户要求改期')
    await send.click()
    await page.getByText('用户要求改期').waitFor()
    await page.getByRole('button', { name: '暂停时限' }).click()
    await dialog.getByLabel('理由').fill('暴雨')
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: '暂停时限' }).click()
    await page.getByRole('button', { name: '恢复计时' }).waitFor()
    await page.getByText(/王 暂停时限：暴雨/).waitFor()
    const story = (await town.ticket(id)) as unknown as {
      extensions: { reason: string; by: string }[]
      pauses: { why: string; by: string; to?: number }[]
    }
    expect(story.extensions).toMatchObject([{ reason: '用户要求改期', by: 'wang' }])
    await page.getByRole('button', { name: '恢复计时' }).click()
    await page.getByRole('button', { name: '暂停时限' }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await context.close()
  }, 60_000)

  test('a reader of English reads people and rules by their English names, not by ids', async () => {
    const id = await town.burst()
    const { context, page } = await desk(`/tickets/${id}`, undefined, 'en')
    await page.getByRole('button', { name: 'Pause clocks' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('storm')
    await dialog.getByRole('button', { name: 'Pause clocks' }).click()
    await page.getByText(/Clocks paused by Wang: storm/).waitFor()
    const { id: policy, name } = await page.evaluate<{ id: string; name: { en: string } }>(
      "fetch('/api/v1/policy').then(r => r.json())",
    )
    await page.getByText(`by ${name.en}`).waitFor()
    expect(await page.getByText(`by ${policy}`, { exact: true }).count()).toBe(0)
    await context.close()
  }, 60_000)

  test('a valve nobody has reported on is pending confirmation once the crew is there, closed only when they said so', async () => {
    const id = await town.burst()
    await town.ask(`/tickets/${id}/steps`, { step: 'arrived' })
    const { context, page } = await desk(`/tickets/${id}`)
    const first = town.plan.close[0]!.id
    const valve = page.getByRole('listitem').filter({ hasText: first })
    await valve.getByText('待确认').waitFor()
    const done = Date.now() - 10 * MINUTE
    await town.ask(`/tickets/${id}/tasks`, {
      task: 'valve',
      at: done,
      data: { valve: first, finding: 'closed' },
    })
    await valve.getByText('已关闭').waitFor()
    expect(await valve.textContent()).toMatch(/收到/)
    await context.close()
  }, 60_000)

  test('a call-back is warned of in the quiet hours, an emergency is not', async () => {
    const id = await town.burst()
    await town.ask(`/tickets/${id}/change`, { contact: '13900000000', reporter: '赵女士' })
    const at = (hours: number) => {
      const time = new Date(Date.now() + hours * HOUR + 8 * HOUR)
      return `${String(time.getUTCHours()).padStart(2, '0')}:00`
    }
    const quietHours = { rule: 'JN-CB-01', from: at(-1), to: at(2) }
    const { context, page } = await desk(`/tickets/${id}`, { quietHours })
    await page.getByText('静默时段').waitFor()
    await page.getByRole('button', { name: '紧急联系' }).click()
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.getByRole('button', { name: '回访电话' }).click()
    await page.getByRole('dialog').getByText('JN-CB-01').waitFor()
    await context.close()
  }, 60_000)

  test('the simulator says of a burst what its ticket’s clocks say, each with its rule and its start', async () => {
    const id = await town.burst()
    const story = (await town.ticket(id)) as unknown as { clocks: TicketClock[] }
    const { context, page } = await desk('/tickets')
    await page.getByRole('button', { name: '时限试算' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('来源').selectOption('telemetry')
    await dialog.getByLabel(/管径/).fill('200')
    const arrive = story.clocks.find(({ name }) => name === 'arrive')!
    const row = dialog.getByRole('row').filter({ hasText: arrive.rule }).first()
    await row.waitFor()
    expect(await row.textContent()).toContain(span(arrive.budget!))
    expect(await axeFindings(page)).toEqual([])
    await context.close()
  }, 60_000)

  test('a printed order has the network around it, its valves by the letters of the table', async () => {
    const id = await town.burst()
    const { context, page } = await desk(`/tickets/${id}/print`)
    const drawing = page.getByRole('img', { name: /周边管网/ })
    await drawing.waitFor()
    const letters = (await drawing.locator('text').allTextContents()).filter(
      text => /^[A-Z]$/.test(text) && text !== 'N' && text !== 'H',
    )
    const table = await page.locator('tbody tr td:first-child b').allTextContents()
    expect(letters.sort()).toEqual(table.sort())
    expect(table.length).toBe(town.plan.close.length)
    await context.close()
  }, 60_000)

  test('two tickets about the same are put together: the one that ends names the one that goes on', async () => {
    const [one, other] = [await town.burst(), await town.burst()]
    const { context, page } = await desk(`/tickets/${one}`)
    await page.getByRole('button', { name: '并入另一工单' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox').selectOption(other)
    await dialog.getByLabel('为何是同一件事').fill('同一处冒水')
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: '并入另一工单' }).click()
    await page.waitForURL(new RegExp(`/tickets/${other}`))
    expect((await town.ticket(one)).ticket).toMatchObject({ mergedInto: other })
    await page.goto(`${town.base}/tickets/${one}`)
    await page.getByText('已并入').waitFor()
    await context.close()
  }, 60_000)

  test('a rework names the ticket it does over again, with a link', async () => {
    const id = await town.burst()
    const { context, page } = await desk('/map')
    await context.route(`**/api/v1/tickets/GD-REWORK`, async route => {
      const story = (await town.ticket(id)) as unknown as { ticket: object }
      const ticket = { ...story.ticket, id: 'GD-REWORK', related: [{ ticket: id, why: 'rework' }] }
      await route.fulfill({ json: { ...story, ticket } })
    })
    await page.goto(`${town.base}/tickets/GD-REWORK`)
    await page.getByText('返工，原工单').waitFor()
    await page.getByRole('link', { name: id }).click()
    await page.waitForURL(new RegExp(`/tickets/${id}`))
    await context.close()
  }, 60_000)

  test('an overdue ticket that a filter hides is said to be there', async () => {
    const { page, context } = await openPage(browser, stage, { person: 'wang' })
    await page.goto(`${stage.base}/tickets?f=prio:4`)
    await page.getByText('筛选隐藏了 1 张超时工单').waitFor()
    await page.getByRole('button', { name: '全部显示' }).click()
    await page.getByText('GD-2026-1122-0002').first().waitFor()
    expect(await page.getByText('筛选隐藏了').count()).toBe(0)
    await context.close()
  })

  test('a job from an alarm has the customers it affects in its form', async () => {
    const { page, context } = await openPage(browser, stage, { person: 'wang' })
    await page.goto(`${stage.base}/alarms`)
    await page.getByRole('row').first().waitFor()
    // The first alarm has its ticket already.
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('t')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('影响 31 个用户').waitFor()
    await dialog.getByRole('button', { name: '转工单' }).click()
    await expect
      .poll(() => stage.routes.heard.find(({ path }) => path === '/tickets')?.body)
      .toMatchObject({
        form: { affectedCustomers: 31, affectedHouseholds: 480 },
      })
    await context.close()
  })
})
