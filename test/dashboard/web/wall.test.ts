import { rmSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wallToken } from '../../../dashboard/web/wall/token.ts'
import { NO_PICTURE, NO_WORD, reasonToReload, type Vital } from '../../../dashboard/web/wall/watchdog.ts'
import { describeWith } from '../../needs.ts'
import { axeFindings, openBrowser, openPage } from './stage/browser.ts'
import { builtWeb, type Stage, startStage } from './stage/stage.ts'

const WELL: Vital = {
  now: 100 * 3_600_000,
  painted: 100 * 3_600_000,
  visible: true,
  silence: 0,
  reachable: true,
  hour: 12,
  up: 100 * 3_600_000,
  unacked: 0,
}

describe('a page that runs for weeks', () => {
  test.each<[string, Partial<Vital>, ReturnType<typeof reasonToReload>]>([
    ['is left alone while all is well', {}, undefined],
    ['is loaded anew when no picture was painted', { painted: WELL.now - NO_PICTURE - 1 }, 'frozen'],
    ['but not when nobody can see it', { painted: 0, visible: false }, undefined],
    ['is loaded anew when the server is there and says nothing', { silence: NO_WORD + 1 }, 'deaf'],
    [
      'never from a server that is away: the last picture is better than none',
      { silence: NO_WORD + 1, reachable: false },
      undefined,
    ],
    ['is loaded anew in the quiet of the night', { hour: 4 }, 'nightly'],
    ['not while an alarm waits', { hour: 4, unacked: 1 }, undefined],
    ['and not again the same night', { hour: 4, up: 1_000 }, undefined],
  ])('%s', (_, given, reason) => {
    expect(reasonToReload({ ...WELL, ...given })).toBe(reason)
  })
})

test('the token comes once behind the # and is kept on this screen', () => {
  const kept = new Map<string, string>()
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
  expect(wallToken('', store)).toBeUndefined()
  expect(wallToken('#token=abc', store)).toBe('abc')
  expect(wallToken('', store)).toBe('abc')
})

describeWith(['chromium'], 'the wallboard in a browser', () => {
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

  test('comes in by its token, shows no form, keeps no token in the address, and nothing on it can be pressed', async () => {
    const { page, context, foreign, complaints } = await openPage(browser, stage, {
      person: '',
      width: 1920,
      height: 1080,
    })
    await page.goto(`${stage.base}/wall#token=fixed-token`)
    await page.getByText('压力过低').first().waitFor()
    expect(page.url()).toBe(`${stage.base}/wall`)
    expect(await page.locator('[inert]').count()).toBe(1)
    expect(await page.getByRole('button').count()).toBe(0)
    expect(await axeFindings(page)).toEqual([])
    // The session is gone, the token is not: it comes back by itself.
    await context.clearCookies()
    await page.goto(`${stage.base}/wall`)
    await page.getByText('压力过低').first().waitFor()
    expect(foreign).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  }, 60_000)

  test('without a token it says what to do instead of asking for a password', async () => {
    const { page, context } = await openPage(browser, stage, { person: '', lang: 'en' })
    await page.goto(`${stage.base}/wall/hall`)
    await page.getByText('This wallboard has no token yet').waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    await context.close()
  })

  test('a token that is not accepted is said to be so', async () => {
    const { page, context } = await openPage(browser, stage, { person: '', lang: 'en', theme: 'light' })
    await page.goto(`${stage.base}/wall#token=wrong`)
    await page.getByText('not accepted').waitFor()
    await context.close()
  })
})
