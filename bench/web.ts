import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../runtime/root.ts'
import type { Row } from './row.ts'
import { PARTS, USUAL } from './web/parts.ts'

export const parts = Object.keys(PARTS)

/** The screens against their budgets, in a browser without a graphics device; each part alone too. */
export async function run(only: readonly string[] = USUAL): Promise<Row[]> {
  build()
  const rows: Row[] = []
  for (const part of only) {
    const began = performance.now()
    const found = await PARTS[part]!()
    for (const { name, value, unit, goal, note } of found)
      process.stderr.write(`${name}: ${value} ${unit} (${goal ?? 'no goal'}) ${note}\n`)
    process.stderr.write(`${part} took ${((performance.now() - began) / 1_000).toFixed(0)} s\n`)
    rows.push(...found)
  }
  return rows
}

/** What is measured are the screens as they are delivered. */
function build() {
  const vite = join(packageRoot, 'node_modules/.bin/vite')
  const { status } = spawnSync(vite, ['build', join(packageRoot, 'dashboard/web')], { stdio: 'ignore' })
  if (status !== 0) throw new Error('the screens cannot be built: npm run build:web says why')
}
