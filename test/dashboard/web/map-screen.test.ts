import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { middleOf } from '../../../dashboard/web/map/middle.ts'
import type { LngLat } from '../../../model/network.ts'
import type { AssetTable } from '../../../model/screen.ts'
import { describeWith } from '../../needs.ts'
import { png, writeArchive } from '../server/archive.ts'
import { openBrowser, openPage, saturation } from './stage/browser.ts'
import { builtWeb, type Stage, startStage } from './stage/stage.ts'

describeWith(['chromium'], 'the map in a browser', () => {
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

  const drawn = async (page: Page, what: string, since = 0) => {
    const at = `performance.getEntriesByName('drawn:${what}').at(-1)?.startTime ?? 0`
    await expect.poll(() => page.evaluate(at), { timeout: 20_000 }).toBeGreaterThan(since)
  }
  /** Where a place is on the screen, from where the address says that the map looks. */
  const pixelOf = async (page: Page, at: LngLat): Promise<[number, number]> => {
    const [lng, lat, zoom] = new URL(page.url()).searchParams.get('v')!.split(',').map(Number)
    const box = (await page.locator('canvas.maplibregl-canvas').boundingBox())!
    const world = 512 * 2 ** zoom!
    const y = (degrees: number) => (1 - Math.asinh(Math.tan((degrees * Math.PI) / 180)) / Math.PI) / 2
    return [
      box.x + box.width / 2 + ((at[0] - lng!) / 360) * world,
      box.y + box.height / 2 + (y(at[1]) - y(lat!)) * world,
    ]
  }
  const zoomOf = (page: Page) => Number(new URL(page.url()).searchParams.get('v')?.split(',')[2])
  const centre = () => {
    const { nodes } = stage.site.network
    const mean = (axis: 0 | 1) => nodes.reduce((sum, { at }) => sum + at[axis], 0) / nodes.length
    return [mean(0), mean(1)] as LngLat
  }
  const standing = () => stage.alarms().find(({ priority }) => priority === 1)!

  test('from afar a zone tells its alarms as one mark; pressing it goes there, where they stand one by one', async () => {
    const { page, context } = await openPage(browser, stage)
    const [lng, lat] = centre()
    await page.goto(`${stage.base}/map?v=${lng.toFixed(5)},${lat.toFixed(5)},11.5`)
    await drawn(page, 'classes')
    await page.waitForTimeout(1_500)
    const zone = stage.site.network.zones.find(({ id }) => id === standing().zone)!
    const [x, y] = await pixelOf(page, middleOf(zone)!)
    await page.mouse.click(x, y)
    await expect.poll(() => zoomOf(page), { timeout: 5_000 }).toBeGreaterThan(12.5)
    // Nearer there is no such mark: the same place is a place like any other.
    expect(new URL(page.url()).searchParams.get('sel')).toBeNull()
    await context.close()
  }, 60_000)

  test('two things at one place are offered as a list, and each can be had', async () => {
    const { page, context } = await openPage(browser, stage)
    const table = (await (
      await fetch(`${stage.base}/api/v1/assets`, { headers: { authorization: 'Bearer fixed-token' } })
    ).json()) as AssetTable
    const measured = new Set([...stage.site.points.values()].map(({ asset }) => asset))
    const places = new Map<string, number[]>()
    table.id.forEach((id, i) => {
      if (!measured.has(id)) return
      const key = `${table.lng[i]},${table.lat[i]}`
      places.set(key, [...(places.get(key) ?? []), i])
    })
    const troubled = new Set(stage.alarms().map(({ asset }) => asset))
    const [here] = [...places.values()].filter(
      rows => rows.length > 1 && !rows.some(i => troubled.has(table.id[i])),
    )
    const [lng, lat] = [table.lng[here![0]!]!, table.lat[here![0]!]!]
    await page.goto(`${stage.base}/map?v=${lng},${lat},18`)
    await drawn(page, 'classes')
    await page.waitForTimeout(1_500)
    const ids = here!.map(i => table.id[i]!)
    const chosen = new Set<string>()
    const offered = page.getByRole('list', { name: '此处有多个资产' }).getByRole('button')
    for (const turn of [0, 1]) {
      await page.mouse.click(...(await pixelOf(page, [lng, lat])))
      await offered.nth(1).waitFor()
      const names = (await offered.allTextContents()).filter(text => !text.startsWith('工单')).sort()
      await offered.getByText(names[turn]!, { exact: true }).click()
      await page.waitForURL(/sel=/)
      chosen.add(new URL(page.url()).searchParams.get('sel')!)
      await page.keyboard.press('Escape')
      await page.waitForURL(url => !url.searchParams.has('sel'))
    }
    expect([...chosen].sort()).toEqual([...ids].sort().slice(0, 2))
    await context.close()
  }, 60_000)

  test('a lost graphics device is said, and the picture is back within five seconds, looking where it looked', async () => {
    const { page, context } = await openPage(browser, stage)
    const [lng, lat] = centre()
    const view = `${lng.toFixed(5)},${lat.toFixed(5)},14.5`
    await page.goto(`${stage.base}/map?v=${view}`)
    await drawn(page, 'classes')
    await page.evaluate('window.still = "here"')
    const lost = Number(await page.evaluate('performance.now()'))
    await page.evaluate(
      `document.querySelector('canvas.maplibregl-canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()`,
    )
    await page.getByRole('alert').filter({ hasText: '图形设备中断' }).waitFor()
    await drawn(page, 'network', lost)
    const back = Number(await page.evaluate(`performance.getEntriesByName('drawn:network').at(-1).startTime`))
    expect(back - lost).toBeLessThan(5_000)
    await page.getByRole('alert').filter({ hasText: '图形设备中断' }).waitFor({ state: 'hidden' })
    expect(new URL(page.url()).searchParams.get('v')).toBe(view)
    expect(await page.evaluate('window.still')).toBe('here')
    await context.close()
  }, 60_000)

  test('without WebGL the list stands in for the map: an alarm is found, acknowledged and made a ticket of', async () => {
    const { page, context, complaints } = await openPage(browser, stage)
    await page.addInitScript(`const before = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : before.call(this, kind, ...more) }`)
    await page.goto(`${stage.base}/map`)
    await page.getByText('此浏览器没有 WebGL').waitFor()
    await page.keyboard.press('n')
    await page.getByRole('complementary', { name: '资产' }).waitFor()
    const drawer = page.getByRole('complementary', { name: '资产' })
    await drawer.getByRole('button', { name: '确认' }).first().click()
    await page.getByRole('dialog').getByRole('textbox').fill('已派人到现场')
    await page.getByRole('dialog').getByRole('button', { name: '确认告警' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(stage.routes.heard.at(-1)?.path).toBe('/alarms/acknowledge')
    await page.keyboard.press('g')
    await page.keyboard.press('t')
    await page.waitForURL(/\/tickets/)
    expect(complaints).toEqual([])
    await context.close()
  }, 60_000)

  test('by keys alone: reached, moved, zoomed, the next abnormal asset selected, its drawer opened and closed', async () => {
    const { page, context } = await openPage(browser, stage)
    const [lng, lat] = centre()
    await page.goto(`${stage.base}/map?v=${lng.toFixed(5)},${lat.toFixed(5)},14.5`)
    await drawn(page, 'classes')
    const reached = `document.activeElement === document.querySelector('canvas.maplibregl-canvas')`
    for (let i = 0; i < 80 && !(await page.evaluate(reached)); i++) await page.keyboard.press('Tab')
    expect(await page.evaluate(reached)).toBe(true)
    const view = () => new URL(page.url()).searchParams.get('v')
    const before = view()
    await page.keyboard.press('ArrowRight')
    await expect.poll(view).not.toBe(before)
    await page.keyboard.press('+')
    await expect.poll(() => zoomOf(page)).toBeGreaterThan(15)
    await page.keyboard.press('n')
    await page.waitForURL(/sel=/)
    await page.getByRole('complementary', { name: '资产' }).waitFor()
    await page.keyboard.press('Escape')
    await page.waitForURL(url => !url.searchParams.has('sel'))
    await context.close()
  }, 60_000)

  test('a preset is in the address, colours by value in blues and says so; alarms keep their hues', async () => {
    const before = stage.alarms()
    stage.setAlarms([])
    const { page, context } = await openPage(browser, stage, { settings: { sound: false } })
    await page.goto(`${stage.base}/map`)
    await drawn(page, 'classes')
    const grey = await saturation(browser, await page.screenshot())
    await page.getByLabel('查看内容').selectOption('pressure')
    await page.waitForURL(/l=pressure/)
    await page.getByRole('group', { name: '压力' }).getByText('< 0.137').waitFor()
    await page.waitForTimeout(1_500)
    const blue = await saturation(browser, await page.screenshot())
    expect(grey.coloured).toBe(0)
    expect(blue.coloured).toBeGreaterThan(300)
    await page.getByLabel('查看内容').selectOption('operation')
    await page.waitForURL(url => !url.searchParams.has('l'))
    stage.setAlarms(before)
    await context.close()
  }, 60_000)

  test('a measured distance agrees with the scale bar within half a percent', async () => {
    const { page, context } = await openPage(browser, stage)
    const [lng, lat] = centre()
    await page.goto(`${stage.base}/map?v=${lng.toFixed(5)},${lat.toFixed(5)},14.5`)
    await drawn(page, 'classes')
    expect(await measured(page)).toBeCloseTo(await perPixel(page), 1)
    expect(Math.abs((await measured(page)) / (await perPixel(page)) - 1)).toBeLessThan(0.005)
    await page.keyboard.press('Escape')
    expect(await page.getByRole('status').filter({ hasText: /m$/ }).count()).toBe(0)
    await context.close()
  }, 60_000)

  /** Metres a pixel by the measuring tool: 500 px along the middle of the map. */
  const measured = async (page: Page) => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('d')
    const box = (await page.locator('canvas.maplibregl-canvas').boundingBox())!
    const y = Math.round(box.y + box.height / 2)
    const x = Math.round(box.x + box.width / 2)
    await page.mouse.click(x - 150, y)
    await page.waitForTimeout(400)
    await page.mouse.click(x + 150, y)
    const text = (await page
      .getByRole('status')
      .filter({ hasText: /\d k?m$/ })
      .textContent())!
    return (Number.parseFloat(text) * (text.includes('km') ? 1_000 : 1)) / 300
  }
  const perPixel = async (page: Page) => {
    const bar = page.locator('[data-scale]')
    const text = (await bar.textContent())!
    const metres = Number.parseFloat(text) * (text.includes('km') ? 1_000 : 1)
    return metres / Number(await bar.getAttribute('data-scale'))
  }

  test('a tile archive that is dropped into the folder can be chosen without a restart; on one in GCJ-02 the network goes along, the chip says so, distances stay', async () => {
    const { page, context, complaints } = await openPage(browser, stage)
    const [lng, lat] = centre()
    await page.goto(`${stage.base}/map?v=${lng.toFixed(5)},${lat.toFixed(5)},14.5`)
    await drawn(page, 'classes')
    const plain = await measured(page)
    await page.keyboard.press('Escape')
    expect(await page.getByLabel('底图').count()).toBe(0)
    mkdirSync(join(stage.site.folder, 'network'), { recursive: true })
    writeArchive(join(stage.site.folder, 'network/city.gcj02.pmtiles'), png([120, 120, 120]))
    const answers: number[] = []
    const asked: string[] = []
    page.on('response', answer => {
      if (answer.url().includes('/tiles/pmtiles/')) answers.push(answer.status())
      asked.push(new URL(answer.url()).pathname)
    })
    await page.getByLabel('底图').waitFor({ timeout: 30_000 })
    const since = Number(await page.evaluate('performance.now()'))
    await page.getByLabel('底图').selectOption({ label: 'city (GCJ-02)' })
    await page.getByText('GCJ-02', { exact: true }).waitFor()
    await drawn(page, 'network', since)
    await expect.poll(() => answers.length, { timeout: 10_000 }).toBeGreaterThan(1)
    expect(answers.every(status => status === 206)).toBe(true)
    expect(asked.some(path => path.startsWith('/tiles/net-gcj02/'))).toBe(true)
    // The address is WGS-84 whatever lies under the network.
    const [shownLng, shownLat] = new URL(page.url()).searchParams.get('v')!.split(',').map(Number)
    expect(Math.hypot(shownLng! - lng, shownLat! - lat)).toBeLessThan(0.0001)
    expect(Math.abs((await measured(page)) / plain - 1)).toBeLessThan(0.005)
    expect(complaints).toEqual([])
    await context.close()
  }, 90_000)
})
