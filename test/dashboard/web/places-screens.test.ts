import { rmSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Station } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import { QUANTITIES } from '../../../model/quantity.ts'
import type { Site } from '../../../runtime/site/site.ts'
import { describeWith } from '../../needs.ts'
import { axeFindings, openBrowser, openPage } from './stage/browser.ts'
import { builtWeb, type Stage, startStage } from './stage/stage.ts'

const STATIONS = 500

/** The staged town with so many stations that nobody sees them all at once. */
function grown(site: Site): Site {
  const [model] = site.network.stations.filter(({ kind }) => kind === 'secondary')
  const more = Array.from(
    { length: STATIONS - site.network.stations.length },
    (_, i): Station => ({
      ...model!,
      id: `PS-${1_000 + i}`,
      name: { zh: `小区泵站${i}`, en: `Estate pump station ${i}` },
      pumps: [1, 2].map(pump => `PS-${1_000 + i}-P${pump}`),
    }),
  )
  const points = new Map(site.points)
  const add = (asset: string, key: string, quantity: Point['quantity']) => {
    const { unit, kind, range, zh, en } = QUANTITIES[quantity]
    const id = `${asset}.${key}`
    points.set(id, {
      id,
      asset,
      quantity,
      unit,
      kind,
      range: [...range],
      position: 'network',
      period: 15_000,
      deadband: 0,
      name: { zh, en },
    })
  }
  for (const { id } of more) {
    add(id, 'inlet', 'pressure')
    add(id, 'outlet', 'pressure')
    add(id, 'flow', 'flow')
    add(id, 'power', 'power')
    add(id, 'pump1.running', 'running')
    add(id, 'pump2.running', 'running')
  }
  return { ...site, points, network: { ...site.network, stations: [...site.network.stations, ...more] } }
}

const ROUTES = [
  '/stations',
  '/stations/PS-01',
  '/quality',
  '/quality?tab=compliance',
  '/quality?tab=lab',
  '/zones',
]

describeWith(['chromium'], 'stations, water quality and zones in a browser', () => {
  let web: string
  let stage: Stage
  let browser: Browser
  beforeAll(async () => {
    web = await builtWeb()
    stage = await startStage(web, grown)
    browser = await openBrowser()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await stage?.stop()
    if (web) rmSync(web, { recursive: true, force: true })
  })

  const alarm = (point: Point, more: object) => ({
    id: `flat-line/${point.id}`,
    kind: 'flat-line',
    subject: point.id,
    code: 'INST-FLAT',
    priority: 4 as const,
    active: true,
    unknown: false,
    raisedAt: Date.now() - 42 * 60_000,
    count: 1,
    point: point.id,
    asset: point.asset,
    evidence: { value: 0.5 },
    ...more,
  })

  test('500 stations open within half a second, the worst first', async () => {
    await stage.tell({
      ...alarm({ id: 'PS-1400.outlet', asset: 'PS-1400' } as Point, {}),
      id: 'pressure-very-low/PS-1400.outlet',
      kind: 'pressure-very-low',
      code: 'P-LL',
      priority: 1,
    })
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/alarms`)
    await page.getByRole('navigation').waitFor()
    await page.waitForTimeout(1_500)
    const took: number[] = []
    for (let i = 0; i < 3; i++) {
      took.push(
        // As text: the page's own globals are none of the test's.
        await page.evaluate<number>(`(async () => {
          const begun = performance.now()
          const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
          document.querySelector('nav a[href^="/stations"]').click()
          while (document.querySelectorAll('[role=row]').length < 10) await frame()
          await frame()
          return performance.now() - begun
        })()`),
      )
      if (i < 2) await page.goto(`${stage.base}/alarms`)
      await page.waitForTimeout(1_000)
    }
    // The first opening loads the page's own code too.
    expect(Math.min(...took)).toBeLessThan(500)
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(STATIONS))
    expect(await page.getByRole('row').first().textContent()).toContain('小区泵站')
    process.stdout.write(`500 stations open in ${took.map(Math.round).join(', ')} ms\n`)
    await context.close()
  }, 60_000)

  test('a station tells hours and counters of its pumps, its board, its cleaning', async () => {
    const { page, context } = await openPage(browser, stage)
    const [plant, second] = stage.routes.site.network.stations
    await page.goto(`${stage.base}/stations/${second!.id}`)
    await page.getByText('✓ 一致').first().waitFor()
    await page.getByText('≠ 计时 12.0 h，实测 77.0 h').first().waitFor()
    await page.getByText('公示牌').waitFor()
    await page.getByText(/还有 1\dd/).waitFor()
    expect(plant?.kind).toBe('plant')
    await context.close()
  }, 60_000)

  test('a frozen analyser is a stuck value in the matrix, not a good reading; limits differ by position', async () => {
    const points = [...stage.routes.site.points.values()]
    const stuck = points.find(({ quantity, position }) => quantity === 'chlorine' && position === 'end')!
    const plant = points.find(({ quantity, position }) => quantity === 'chlorine' && position === 'plant')!
    await stage.tell(alarm(stuck, {}))
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/quality`)
    await page.getByText('卡值 42m').waitFor()
    await page.goto(`${stage.base}/quality?sel=${stuck.id}`)
    await page.getByText(/限值 ≥ 0.05 .*GB5749-2022/).waitFor()
    await page.goto(`${stage.base}/quality?sel=${plant.id}`)
    await page.getByText(/出厂水 .*限值 ≥ 0.30/).waitFor()
    await context.close()
  }, 60_000)

  test('a month of which 40 % is known is insufficient, never 100 %', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/quality?tab=compliance`)
    const rows = page.getByRole('row')
    await rows.nth(1).getByText('数据不足：仅 40 %').waitFor()
    expect(await rows.nth(1).textContent()).not.toContain('100')
    await rows.nth(2).getByText('90 %').waitFor()
    await rows.nth(3).getByText('100 %').waitFor()
    await context.close()
  }, 60_000)

  test('a laboratory value is entered with its sampling time; a table’s mistakes are told by their lines', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/quality?tab=lab`)
    await page.getByRole('button', { name: '录入化验值' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/采样时间/).fill('2026-11-20T08:35')
    await dialog.getByRole('textbox', { name: /化验值/ }).fill('0.42')
    await dialog.getByRole('button', { name: '录入化验值' }).click()
    await page.getByText('已录入；与在线仪表相差较大').waitFor()
    const sent = stage.routes.heard.at(-1)!
    expect(sent).toMatchObject({ path: '/lab-samples', body: { value: 0.42 } })
    expect(sent.body.at).toBe(Date.UTC(2026, 10, 20, 0, 35))
    await page.getByRole('row').filter({ hasText: '+0.30' }).waitFor()
    await page.locator('input[type=file]').setInputFiles({
      name: 'week.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('point,sampled_at,value\n'),
    })
    await page.getByText('第 3 行：').waitFor()
    await page.getByText('第 7 行：').waitFor()
    await context.close()
  }, 60_000)

  test('who may not enter samples is told why', async () => {
    const { page, context } = await openPage(browser, stage, { person: 'guest' })
    await page.goto(`${stage.base}/quality?tab=lab`)
    const button = page.getByRole('button', { name: '录入化验值' })
    await button.waitFor()
    expect(await button.isDisabled()).toBe(true)
    await context.close()
  }, 60_000)

  test('a zone tells its water, its nights and what is suspected', async () => {
    const { page, context } = await openPage(browser, stage)
    await page.goto(`${stage.base}/zones`)
    await page.getByText('13 %').first().waitFor()
    await page.getByText(/最近 8.0 m³\/h/).waitFor()
    await page.getByText('没有疑似漏损').or(page.getByText('告警').first()).first().waitFor()
    await context.close()
  }, 60_000)

  test.each([
    ['zh', 'dark'],
    ['zh', 'light'],
    ['en', 'light'],
    ['en', 'dark'],
  ] as const)(
    'axe has nothing serious to say in %s, %s',
    async (lang, theme) => {
      const { page, context, complaints, foreign } = await openPage(browser, stage, { lang, theme })
      const findings: string[] = []
      for (const route of ROUTES) {
        await page.goto(stage.base + route)
        await page.getByRole('navigation').waitFor()
        await page.waitForTimeout(900)
        findings.push(...(await axeFindings(page)).map(finding => `${route} ${finding}`))
      }
      expect(findings).toEqual([])
      expect(complaints).toEqual([])
      expect(foreign).toEqual([])
      await context.close()
    },
    120_000,
  )
})
