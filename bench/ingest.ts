import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../runtime/root.ts'
import { PARTS } from './ingest/parts.ts'
import { forked } from './ingest/processes.ts'
import type { Row } from './row.ts'

export const parts = Object.keys(PARTS)

/**
 * How fast ingest takes, keeps, detects and answers, as it is built: the loader of the sources costs the very code it
 * runs. Each part has a process of its own; publishers have others, on the same cores.
 */
export async function run(only: readonly string[] = parts): Promise<Row[]> {
  build()
  const rows: Row[] = []
  for (const part of only) {
    const began = performance.now()
    const child = forked('run-part.js', part, join(packageRoot, 'dist/bench/ingest'))
    const exit = once(child, 'exit')
    let found: Row[] = []
    child.on('message', (answer: Row[]) => (found = answer))
    const [code] = await exit
    if (code !== 0) throw new Error(`the part "${part}" ended with ${code}`)
    for (const { name, value, unit, goal, note } of found)
      process.stderr.write(`${name}: ${value} ${unit} (${goal ?? 'no goal'}) ${note}\n`)
    process.stderr.write(`${part} took ${((performance.now() - began) / 1_000).toFixed(0)} s\n`)
    rows.push(...found)
  }
  return rows
}

/** Types are `npm run check`'s business; here it matters that there is code. */
function build() {
  const compiler = join(packageRoot, 'node_modules/.bin/tsc')
  const { error } = spawnSync(compiler, ['-p', join(packageRoot, 'tsconfig.build.json')], { stdio: 'ignore' })
  if (error) throw error
}
