import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../runtime/root.ts'
import { atMost, type Row } from '../row.ts'
import { farSide, pause } from './surroundings.ts'

/** The command as it runs in a cabinet: from its start to the first answered poll, and its memory. */
export async function alone(broker: string): Promise<Row[]> {
  const far = await farSide(broker)
  const site = mkdtempSync(join(tmpdir(), 'bench-site-'))
  mkdirSync(join(site, 'devices'))
  writeFileSync(
    join(site, 'site.yaml'),
    'site: bench\nname: { zh: 站, en: Site }\nnetwork: { file: none.inp }\n',
  )
  const ids = Array.from({ length: 20 }, (_, i) => `D-${i}`)
  writeFileSync(
    join(site, 'points.csv'),
    `id,asset,quantity\n${ids.map(id => `${id}.flow,${id},flow\n`).join('')}`,
  )
  writeFileSync(
    join(site, 'devices', 'gw.yaml'),
    `gateway: gw\nzone: Z\nlines:\n  - id: l\n    tcp: ${far.endpoint}\n    devices:\n${ids
      .map(
        (id, i) =>
          `      - { id: ${id}, unit: ${i}, period: 0.1, profile: grundfos-cim-booster, points: { flow: ${id}.flow } }\n`,
      )
      .join('')}`,
  )
  const { ensureBuilt } = (await import(join(packageRoot, 'cli', 'bootstrap.mjs'))) as {
    ensureBuilt(parts: object): void
  }
  ensureBuilt({ web: false })
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [
      join(packageRoot, 'dist/cli/program.js'),
      'gateway',
      site,
      '--broker',
      broker,
      '--data-dir',
      join(site, 'data'),
      '--log-level',
      'error',
    ],
    { stdio: 'inherit' },
  )
  while ((await far.seen()).reads === 0 && performance.now() - started < 30_000) await pause(5)
  const startUp = (performance.now() - started) / 1_000
  await pause(15_000)
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024
  child.kill()
  far.stop()
  return [
    atMost('standpipe gateway: start to first answer', startUp, 's', 1, 'built, 20 devices'),
    atMost('standpipe gateway: memory', rss, 'MB', 100, 'resident, after 15 s, 20 devices'),
  ]
}
