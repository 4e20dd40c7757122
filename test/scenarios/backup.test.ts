import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../runtime/root.ts'
import { type RunningTown, runTown } from '../screens/running-town.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'standpipe-backup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const standpipe = (args: string[], env: Record<string, string> = {}) =>
  run(process.execPath, ['--import', 'tsx', join(packageRoot, 'cli/program.ts'), ...args], {
    cwd: packageRoot,
    env: { ...process.env, ...env },
  })

async function asked<T>(town: RunningTown, path: string, init: RequestInit = {}): Promise<T> {
  const headers = { authorization: `Bearer ${town.token}`, 'content-type': 'application/json' }
  const response = await fetch(`${town.origin}/api/v1/${path}`, { ...init, headers })
  const answer = await response.json()
  expect(response.ok, JSON.stringify(answer)).toBe(true)
  return answer as T
}

const only = (where: string, like = '') =>
  join(where, readdirSync(where).find(name => name.startsWith(like))!)

/** Readings of an hour of the town's past, and the tickets. */
async function memoryOf(town: RunningTown, to: number) {
  const { values } = await asked<{ values: [string][] }>(town, 'latest')
  const point = values
    .map(([id]) => id)
    .filter(id => id.endsWith('.pressure'))
    .sort()[0]!
  const series = await asked<{ series: { at: number[] }[] }>(
    town,
    `series?points=${point}&from=${to - 3_600_000}&to=${to}`,
  )
  expect(series.series[0]!.at.length).toBeGreaterThan(10)
  const { tickets } = await asked<{ tickets: { id: string; content?: string }[] }>(town, 'tickets')
  return { series, tickets: tickets.map(({ id }) => id) }
}

test('a copy of the running platform, put into an empty data folder, remembers the same', async () => {
  const options = ['--customers', '1000', '--scenario', 'quiet']
  const town = await runTown(['--data-dir', join(folder, 'first'), ...options])
  const before = await (async () => {
    try {
      await asked(town, 'tickets', {
        method: 'POST',
        body: JSON.stringify({ id: 'call-0001', source: 'hotline', category: 'leak', content: '路面冒水' }),
      })
      // An hour that is over: what comes while the copy is made is not in it.
      const to = Math.floor(Date.now() / 60_000) * 60_000 - 600_000
      const memory = await memoryOf(town, to)
      const { stdout } = await standpipe(['backup', '--url', town.origin], { STANDPIPE_TOKEN: town.token })
      expect(stdout).toMatch(
        /^history: \S+\.duckdb \(\d+\.\d MB\)\nlab samples: \S+\.sqlite \(\d+\.\d MB\)\njournal: \S+\.sqlite \(\d+\.\d MB\)\n$/,
      )
      return { to, ...memory }
    } finally {
      await town.stop()
    }
  })()
  expect(before.tickets).toHaveLength(1)

  const second = join(folder, 'second')
  mkdirSync(join(second, 'ingest/history'), { recursive: true })
  mkdirSync(join(second, 'alerting'), { recursive: true })
  copyFileSync(
    only(join(folder, 'first/ingest/backup'), 'history-'),
    join(second, 'ingest/history/history.duckdb'),
  )
  copyFileSync(only(join(folder, 'first/alerting/backup')), join(second, 'alerting/journal.sqlite'))
  // The town out there, whose registers count on, is no part of the platform.
  cpSync(join(folder, 'first/town'), join(second, 'town'), { recursive: true })
  const { stdout } = await standpipe(['journal', 'verify', '--file', join(second, 'alerting/journal.sqlite')])
  expect(stdout).toMatch(/^\d+ entries, the chain is whole/)
  const restored = await runTown(['--data-dir', second, ...options])
  try {
    const { to, ...memory } = before
    expect(await memoryOf(restored, to)).toEqual(memory)
  } finally {
    await restored.stop()
  }
}, 180_000)

test.each([
  ['no token', {}, ['--url', 'http://127.0.0.1:9'], /STANDPIPE_TOKEN is empty: put an API token into it/],
  [
    'nobody there',
    { STANDPIPE_TOKEN: 'x' },
    ['--url', 'http://127.0.0.1:9'],
    /127\.0\.0\.1:9 does not answer/,
  ],
])(
  '%s: says so',
  async (_, env, args, words) => {
    await expect(standpipe(['backup', ...args], env)).rejects.toMatchObject({ code: 1, stderr: words })
  },
  30_000,
)
