import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWith, programPath } from '../needs.ts'

const root = resolve(import.meta.dirname, '../..')
// Chromium looks for its maker's servers otherwise; there is no internet where a control room is.
const QUIET = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking']

describeWith(['chromium'], 'a stranger’s first visit', () => {
  vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })
  const folder = mkdtempSync(join(tmpdir(), 'standpipe-e2e-'))
  let platform: ChildProcess
  let browser: Browser
  let page: Page
  let url: string
  const asked: string[] = []

  beforeAll(async () => {
    // Ten times as fast: a burst takes minutes to be sure of, and a test should not.
    const options = [
      '--data-dir',
      folder,
      '--http-port',
      '0',
      '--mqtt-port',
      '0',
      '--customers',
      '1000',
      '--speed',
      '10',
    ]
    platform = spawn('npm', ['start', '--', ...options], { cwd: root, detached: true })
    url = await saidUrl(platform)
    browser = await chromium.launch({ executablePath: programPath('chromium')!, args: QUIET })
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1600, height: 900 } })
    page = await context.newPage()
    page.on('request', request => asked.push(request.url()))
  })

  afterAll(async () => {
    await browser?.close()
    if (platform?.pid && platform.exitCode === null && platform.signalCode === null)
      process.kill(-platform.pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  test('npm start prints an address that signs in and shows the town on the map', async () => {
    await page.goto(`${url}&lang=en`)
    await page.waitForURL(/\/map/)
    await page.locator('canvas').first().waitFor()
    await page
      .getByText(/In view/)
      .first()
      .waitFor()
  })

  test('a pipe bursts: an alarm comes up by itself and is acknowledged with a note', async () => {
    await page.goto(new URL('/alarms?lang=en', url).href)
    const row = page.getByRole('row').filter({ hasText: 'burst' }).first()
    await row.waitFor({ timeout: 200_000 })
    await row.getByRole('button', { name: /^Ack/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('seen, crew is told')
    await dialog.getByRole('button', { name: 'Acknowledge' }).click()
    await row
      .getByText(/acknowledged/)
      .filter({ hasNotText: 'un' })
      .first()
      .waitFor()
  })

  test('its repair ticket is open with its clocks running', async () => {
    await page.goto(new URL('/tickets?lang=en', url).href)
    const ticket = page.getByRole('row').filter({ hasText: /burst/i }).first()
    await ticket.waitFor()
    await ticket.getByText('Dispatch').first().waitFor()
  })

  test('nothing was asked of any other server', () => {
    const origin = new URL(url).origin
    const others = asked.filter(address => !address.startsWith(origin) && !/^(data|blob):/.test(address))
    expect(others).toEqual([])
  })

  test('Ctrl-C stops everything within 5 s', async () => {
    await browser.close()
    const began = performance.now()
    const ended = new Promise(resolve => platform.once('exit', resolve))
    process.kill(-platform.pid!, 'SIGINT')
    await ended
    expect(performance.now() - began).toBeLessThan(5_500)
  })
})

function saidUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (bytes: Buffer) => {
      said += bytes
      const url = /live at (http:\S+)/.exec(said)?.[1]
      if (url) resolve(url)
    }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
    child.once('exit', code => reject(new Error(`npm start ended with ${code}: ${said}`)))
  })
}
