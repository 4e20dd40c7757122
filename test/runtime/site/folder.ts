import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A small network of two zones: a reservoir feeds A (A1–A3), a shut pipe parts it from B, which P5 feeds. */
export const TWO_ZONES = `[TITLE]
two zones
[JUNCTIONS]
A1 10 5
A2 12 5
A3 11 5
B1 9 5
B2 8 5
[RESERVOIRS]
R1 60
[PIPES]
P1 R1 A1 100 300 100 0 Open
P2 A1 A2 100 200 100 0 Open
P3 A2 A3 100 200 100 0 Open
P4 A3 B2 100 150 100 0 Closed
P5 A2 B1 100 200 100 0 Open
P6 B1 B2 100 150 100 0 CV
[OPTIONS]
Units LPS
[COORDINATES]
R1 0 0
A1 100 0
A2 200 0
A3 300 0
B1 200 100
B2 300 100
[END]
`

export const SITE_YAML = `site: town
name: { zh: 小城, en: Town }
network:
  file: network/town.inp
  origin: [117.0, 36.65]
`

/** A site folder of these files, gone after the test; `site.yaml` and `network/town.inp` are there unless given. */
export function siteFolder(files: Record<string, string | Uint8Array> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'standpipe-site-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const all = { 'site.yaml': SITE_YAML, 'network/town.inp': TWO_ZONES, ...files }
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}
