import { rmSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../../needs.ts'
import { axeFindings, openBrowser } from '../stage/browser.ts'
import { builtWeb } from '../stage/stage.ts'
import { type FieldTown, fieldTown, phoneOf } from './crew.ts'

/** Presses the large button of the job, then the one of its sheet. */
async function doNext(page: Page, name: RegExp, fill?: () => Promise<void>): Promise<void> {
  await page.getByRole('button', { name }).first().click()
  await fill?.()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^完成|^确认/ })
    .click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

const NOISE = `(async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 2000, height: 1500 })
  const ctx = canvas.getContext('2d')
  const picture = ctx.createImageData(2000, 1500)
  const words = new Uint32Array(picture.data.buffer)
  for (let i = 0; i < words.length; i++) words[i] = 0xff000000 | (Math.random() * 0xffffff)
  ctx.putImageData(picture, 0, 0)
  return canvas.toDataURL('image/jpeg', 0.9)
})()`

/** Forty small pictures of noise, no two alike. */
const FORTY = `(() => Array.from({ length: 40 }, () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 500, height: 400 })
  const ctx = canvas.getContext('2d')
  const picture = ctx.createImageData(500, 400)
  const words = new Uint32Array(picture.data.buffer)
  for (let i = 0; i < words.length; i++) words[i] = 0xff000000 | (Math.random() * 0xffffff)
  ctx.putImageData(picture, 0, 0)
  return canvas.toDataURL('image/jpeg', 0.9)
}))()`

const TOO_WIDE = 'Math.max(0, document.documentElement.scrollWidth - innerWidth)'
const SMALL_TARGETS = `[...document.querySelectorAll('button, a, input:not([type=file]), select, summary')]
  .map(one => ({ text: one.textContent, box: one.getBoundingClientRect() }))
  .filter(({ box }) => box.height > 0 && (box.height < 47.5 || box.width < 47.5))
  .map(({ text, box }) => text + ' ' + box.width + '×' + box.height)`

/** A photo as a camera makes it, only worse: noise, which no JPEG makes small. */
const cameraPhoto = async (page: Page) =>
  Buffer.from(String(await page.evaluate(NOISE)).split(',')[1]!, 'base64')

describeWith(['chromium'], 'a crew member’s phone', () => {
  let web: string
  let town: FieldTown
  let browser: Browser
  beforeAll(async () => {
    web = await builtWeb()
    town = await fieldTown(web)
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await town?.stop()
    if (web) rmSync(web, { recursive: true, force: true })
  })

  test('without a network: opened anew, all steps, valves and photos done, and everything arrives once', async () => {
    const id = await town.burst()
    const at = (await town.ticket(id)).ticket.at
    const { context, page, complaints, foreign } = await phoneOf(browser, town, { at })
    await page.getByRole('button', { name: new RegExp(id) }).click()
    await page.getByText('还没有人上报').first().waitFor()
    const photo = await cameraPhoto(page)

    await context.setOffline(true)
    const offlineAt = Date.now()
    await page.close()
    const again = await context.newPage()
    again.on('pageerror', error => complaints.push(String(error.stack)))
    await again.goto(`${town.base}/m/t/${id}`)
    await again.getByText('离线').first().waitFor()
    await again.getByRole('img', { name: /管网图/ }).waitFor()

    await doNext(again, /^到场$/)
    await doNext(again, /^围挡$/)
    const first = town.plan.close[0]!.id
    await again.locator('summary', { hasText: first }).click()
    await again.getByRole('button', { name: '已关闭' }).first().click()
    await again.getByText('已关，待确认（未送达）').waitFor()
    await again.setInputFiles('input[type=file]', [
      { name: '1.jpg', mimeType: 'image/jpeg', buffer: photo },
      { name: '2.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([photo, Buffer.from('x')]) },
      { name: 'no.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a photo') },
    ])
    await again.getByText('不是能用的照片').waitFor()
    await again.getByText('离线 · 5 待发').waitFor()
    expect(await town.ticket(id)).toMatchObject({ attachments: [], tasks: [] })

    // The app is killed and opened once more before there is a network.
    await again.close()
    const third = await context.newPage()
    await third.goto(`${town.base}/m/`)
    await third.getByText('离线 · 5 待发').waitFor()
    await new Promise(resolve => setTimeout(resolve, 1_500))
    const onlineAt = Date.now()
    await context.setOffline(false)
    await third.getByText('全部已送达').waitFor()

    const story = await town.ticket(id)
    const mine = story.ticket.steps.filter(({ by }) => by === 'zhang')
    expect(mine.map(({ step }) => step)).toEqual(['arrived', 'barrierSet'])
    expect(story.tasks).toMatchObject([
      { task: 'valve', by: 'zhang', data: { valve: first, finding: 'closed' } },
    ])
    // Two different photos of the same pixels come out alike and are kept once, as everywhere.
    expect(story.attachments.length).toBeGreaterThan(0)
    for (const { bytes } of story.attachments) expect(bytes).toBeLessThanOrEqual(300 * 1024)
    for (const { at, received } of [...mine, ...story.tasks, ...story.attachments]) {
      expect(at).toBeGreaterThanOrEqual(offlineAt - 2_000)
      expect(at).toBeLessThan(onlineAt)
      expect(received).toBeGreaterThanOrEqual(onlineAt)
    }
    const arrived = mine[0]!.data as { position: object }
    expect(arrived.position).toMatchObject({ from: 'phone', accuracy: 8, datum: 'wgs84' })
    expect([complaints, foreign]).toEqual([[], []])
    await context.close()
  }, 90_000)

  test('killed while it sends, it sends the rest, and nothing twice', async () => {
    const id = await town.burst()
    const { context, page } = await phoneOf(browser, town)
    await page.getByRole('button', { name: new RegExp(id) }).click()
    await page.getByText('还没有人上报').first().waitFor()
    const photo = await cameraPhoto(page)
    await context.setOffline(true)
    await doNext(page, /^到场$/)
    await page.setInputFiles('input[type=file]', [{ name: '1.jpg', mimeType: 'image/jpeg', buffer: photo }])
    await page.getByText('2 待发').first().waitFor()
    // The server hears the step, but its answer never comes back.
    let heard = 0
    await context.route('**/steps', async route => {
      heard++
      await route.fetch()
      if (heard > 1) await route.fulfill({ response: await route.fetch() })
    })
    await context.setOffline(false)
    await expect.poll(() => heard).toBe(1)
    await page.close()
    await context.unroute('**/steps')
    const again = await context.newPage()
    await again.goto(`${town.base}/m/`)
    await again.getByText('全部已送达').waitFor()
    const story = await town.ticket(id)
    expect(story.ticket.steps.filter(({ step }) => step === 'arrived')).toHaveLength(1)
    expect(story.attachments).toHaveLength(1)
    await context.close()
  }, 90_000)

  test('who was first is told in words; what the server refuses can be read and thrown away', async () => {
    const id = await town.burst()
    const { context, page } = await phoneOf(browser, town)
    await page.getByRole('button', { name: new RegExp(id) }).click()
    await page.getByText('还没有人上报').first().waitFor()
    await context.setOffline(true)
    await doNext(page, /^到场$/)
    await town.ask(`/tickets/${id}/steps`, { step: 'arrived' })
    await context.setOffline(false)
    await page
      .getByRole('button', { name: /在线|离线/ })
      .first()
      .click()
    await page.getByText('script 已在').waitFor()
    await page.getByRole('button', { name: '知道了' }).click()
    await page.getByText('script 已在').waitFor({ state: 'detached' })
    await context.close()
  }, 90_000)

  test('forty photos without a network', async () => {
    const id = await town.burst()
    const { context, page, complaints } = await phoneOf(browser, town)
    await page.getByRole('button', { name: new RegExp(id) }).click()
    await page.getByText('还没有人上报').first().waitFor()
    const photos = (await page.evaluate(FORTY)) as string[]
    await context.setOffline(true)
    await page.setInputFiles(
      'input[type=file]',
      photos.map((url, i) => ({
        name: `${i}.jpg`,
        mimeType: 'image/jpeg',
        buffer: Buffer.from(url.split(',')[1]!, 'base64'),
      })),
    )
    await page.getByText('40 待发').first().waitFor({ timeout: 60_000 })
    await context.setOffline(false)
    await page.getByText('全部已送达').waitFor({ timeout: 60_000 })
    const { attachments } = await town.ticket(id)
    expect(attachments).toHaveLength(40)
    expect(Math.max(...attachments.map(({ bytes }) => bytes))).toBeLessThanOrEqual(300 * 1024)
    expect(complaints).toEqual([])
    await context.close()
  }, 120_000)

  test('another place than the phone’s needs the reason why', async () => {
    const id = await town.burst()
    const { context, page } = await phoneOf(browser, town, { at: [118.2, 36.6] })
    await page.getByRole('button', { name: new RegExp(id) }).click()
    await page
      .getByRole('button', { name: /^到场$/ })
      .first()
      .click()
    const sheet = page.getByRole('dialog')
    await sheet.getByText('精度 ±8 米').waitFor()
    await sheet.getByRole('button', { name: '手工填写位置' }).click()
    expect(await sheet.getByRole('button', { name: '使用', exact: true }).isDisabled()).toBe(true)
    await sheet.getByLabel('为什么手工填写').fill('井下没有信号')
    await sheet.getByRole('button', { name: '使用', exact: true }).click()
    await sheet.getByRole('button', { name: /^完成/ }).click()
    await page.getByText('全部已送达').waitFor()
    await expect
      .poll(
        async () =>
          (await town.ticket(id)).ticket.steps.find(({ step }) => step === 'arrived')?.data?.position,
      )
      .toMatchObject({ from: 'hand', datum: 'wgs84', why: '井下没有信号' })
    await context.close()
  }, 60_000)

  test.each([
    ['zh', 'light', 390],
    ['en', 'dark', 320],
  ] as const)(
    'in %s, %s, %d px wide: nothing to scroll sideways, large targets, axe content',
    async (lang, theme, width) => {
      const id = await town.burst()
      const { context, page, complaints } = await phoneOf(browser, town, { lang, theme, width })
      const places = ['/m/', `/m/t/${id}`, '/m/outbox', '/m/phone']
      for (const path of places) {
        await page.goto(`${town.base}${path}`)
        await page.getByRole('navigation').waitFor()
        await page.waitForTimeout(300)
        for (const size of ['100%', '200%']) {
          await page.evaluate(`document.documentElement.style.setProperty('font-size', '${size}')`)
          expect([path, size, await page.evaluate(TOO_WIDE)]).toEqual([path, size, 0])
        }
        await page.evaluate(`document.documentElement.style.removeProperty('font-size')`)
        const small = await page.evaluate(SMALL_TARGETS)
        expect([path, small]).toEqual([path, []])
        expect([path, await axeFindings(page)]).toEqual([path, []])
      }
      expect(complaints).toEqual([])
      await context.close()
    },
    90_000,
  )
})
