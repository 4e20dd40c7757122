import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../runtime/root.ts'
import type { Row } from './row.ts'

const folder = join(packageRoot, 'bench')

async function runBench(name: string): Promise<Row[]> {
  const { run } = (await import(`./${name}.ts`)) as { run: () => Promise<Row[]> }
  return run()
}

function show(rows: readonly Row[]) {
  console.table(
    Object.fromEntries(
      rows.map(({ name, value, unit, goal, ok, note }) => [
        name,
        { value, unit, goal: goal ?? '', ok: ok === null ? '' : ok ? 'yes' : 'NO', note },
      ]),
    ),
  )
}

const name = process.argv[2]
const names = readdirSync(folder)
  .filter(file => file.endsWith('.ts') && file !== 'run.ts' && file !== 'row.ts')
  .map(file => file.slice(0, -3))
if (name === undefined || !existsSync(join(folder, `${name}.ts`))) {
  process.stderr.write(`usage: npm run bench <name>; there are: ${names.join(', ')}\n`)
  process.exit(2)
}
const rows = await runBench(name)
show(rows)
mkdirSync(join(folder, 'results'), { recursive: true })
writeFileSync(join(folder, 'results', `${name}.json`), `${JSON.stringify(rows, null, 2)}\n`)
process.exit(0)
