// `npm run screens`: takes the pictures of the documentation from the running program.
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import type { AlarmList } from '../../model/screen.ts'
import { packageRoot } from '../../runtime/root.ts'
import { programPath } from '../needs.ts'
import { type RunningTown, runTown } from './running-town.ts'

const FOLDER = join(packageRoot, 'docs/images')
const SIZE = { width: 1_600, height: 900 }
const MOST_BYTES = 400_000
/** Until the town's first burst is an alarm, real ms; at speed 4 it takes a few minutes. */
const LONGEST = 600_000
const BROWSER = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where the town's first burst was found, and its ticket. */
async function firstBurst(town: RunningTown): Promise<{ asset: string; ticket: string }> {
  const headers = { authorization: `Bearer ${town.token}` }
  for (const end = Date.now() + LONGEST; Date.now() < end; ) {
    const reply = await fetch(`${town.origin}/api/v1/alarms`, { headers })
    const { alarms } = (await reply.json()) as AlarmList
    const found = alarms.find(({ kind, active, ticket }) => kind === 'burst' && active && ticket)
    if (found?.asset && found.ticket) return { asset: found.asset, ticket: found.ticket }
    await new Promise(resolve => setTimeout(resolve, 2_000))
  }
  throw new Error('the town had no burst')
}

async function signedIn(context: BrowserContext, town: RunningTown): Promise<Page> {
  const page = await context.newPage()
  await page.goto(town.signIn)
  return page
}

async function picture(page: Page, name: string, address: string): Promise<void> {
  await page.goto(address)
  // The map's tiles, glyphs and first values; nothing on the screen says when all of them are drawn.
  await page.waitForLoadState('networkidle').catch(() => {})
  await page.waitForTimeout(15_000)
  const path = join(FOLDER, name)
  await page.screenshot({ path })
  const { size } = statSync(path)
  process.stdout.write(`${path}: ${Math.round(size / 1_000)} kB\n`)
  if (size > MOST_BYTES) throw new Error(`${name} has ${size} bytes; at most ${MOST_BYTES}`)
}

const executablePath = programPath('chromium')
if (!executablePath) throw new Error('chromium is needed (Debian package chromium)')
mkdirSync(FOLDER, { recursive: true })
const town = await runTown(['--speed', '4'])
const browser = await chromium.launch({ executablePath, args: BROWSER })
try {
  const { asset, ticket } = await firstBurst(town)
  const context = await browser.newContext({ viewport: SIZE, locale: 'en-GB' })
  const page = await signedIn(context, town)
  await picture(page, 'map.png', `${town.origin}/map?lang=en&sel=${encodeURIComponent(asset)}`)
  await picture(page, 'ticket.png', `${town.origin}/tickets/${ticket}?lang=en`)
} finally {
  await browser.close()
  await town.stop()
}
