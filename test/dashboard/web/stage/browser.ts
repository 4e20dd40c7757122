import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { programPath } from '../../../needs.ts'
import type { Stage } from './stage.ts'

export interface Look {
  lang?: 'zh' | 'en'
  theme?: 'dark' | 'light'
  width?: number
  height?: number
  person?: string
  settings?: Record<string, unknown>
}

export interface Seen {
  page: Page
  context: BrowserContext
  /** Requests to anything but the stage. */
  foreign: string[]
  /** What the page threw or the browser complained of: errors, refused styles, missing files. */
  complaints: string[]
}

/** Debian's Chromium, kept from calling home. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: programPath('chromium')!,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page of somebody signed in (or of a stranger: `person: ''`), not yet anywhere. */
export async function openPage(browser: Browser, stage: Stage, look: Look = {}): Promise<Seen> {
  const { lang = 'zh', theme = 'dark', width = 1366, height = 768, person = 'li', settings = {} } = look
  const context = await browser.newContext({
    viewport: { width, height },
    locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
    hasTouch: width < 500,
    isMobile: width < 500,
  })
  if (person !== '') {
    const [name, value] = (await stage.cookieOf(person)).split(/=(.*)/s) as [string, string]
    await context.addCookies([{ name, value, url: stage.base }])
  }
  const kept = { state: { theme, language: lang, motion: 'still', tour: false, ...settings }, version: 1 }
  await context.addInitScript(
    `localStorage.getItem('standpipe.settings') ?? localStorage.setItem('standpipe.settings', ${JSON.stringify(JSON.stringify(kept))})`,
  )
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  const foreign: string[] = []
  const complaints: string[] = []
  page.on('request', request => {
    const url = request.url()
    if (!url.startsWith(stage.base) && !/^(data|blob):/.test(url)) foreign.push(url)
  })
  page.on('console', message => {
    const expected = /GL Driver Message|status of 401/.test(message.text())
    if (message.type() === 'error' && !expected) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error.stack)))
  return { page, context, foreign, complaints }
}

/** Serious findings of axe, in words. */
export async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(node => `${node.target} ${node.failureSummary?.split('\n')[1] ?? ''}`)
          .join(' | ')}`,
    )
}

/**
 * How many pixels of a picture have a hue: channels further apart than the palette's cool greys are (chroma above
 * 0.15 of full scale, ux.md check 13).
 */
export async function saturation(
  browser: Browser,
  png: Buffer,
): Promise<{ coloured: number; total: number }> {
  const page = await browser.newPage()
  const count = `(async () => {
    const bytes = Uint8Array.from(atob('${png.toString('base64')}'), c => c.charCodeAt(0))
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(picture.width, picture.height)
    const ctx = canvas.getContext('2d')
    ctx.drawImage(picture, 0, 0)
    const { data } = ctx.getImageData(0, 0, picture.width, picture.height)
    let coloured = 0
    for (let i = 0; i < data.length; i += 4) {
      const spread = Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2])
      if (spread > 0.15 * 255) coloured++
    }
    return { coloured, total: data.length / 4 }
  })()`
  const found = (await page.evaluate(count)) as { coloured: number; total: number }
  await page.close()
  return found
}
