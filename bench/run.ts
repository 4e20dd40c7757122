import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../runtime/root.ts'
import type { Row } from './row.ts'

const folder = join(packageRoot, 'bench')

interface Bench {
  run(only?: readonly string[]): Promise<Row[]>
  /** What of it can be run alone. */
  parts?: readonly string[]
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

const [name, ...only] = process.argv.slice(2)
const names = readdirSync(folder)
  .filter(file => file.endsWith('.ts') && file !== 'run.ts' && file !== 'row.ts')
  .map(file => file.slice(0, -3))
if (name === undefined || !existsSync(join(folder, `${name}.ts`))) {
  process.stderr.write(`usage: npm run bench <name>; there are: ${names.join(', ')}\n`)
  process.exit(2)
}
const { run, parts = [] } = (await import(`./${name}.ts`)) as Bench
const unknown = only.find(part => !parts.includes(part))
if (unknown !== undefined) {
  process.stderr.write(`${name} has no part "${unknown}"; there are: ${parts.join(', ') || 'none'}\n`)
  process.exit(2)
}
const rows = await run(only.length > 0 ? only : undefined)
show(rows)
// A part alone is for looking, not for the record.
if (only.length === 0) {
  mkdirSync(join(folder, 'results'), { recursive: true })
  writeFileSync(join(folder, 'results', `${name}.json`), `${JSON.stringify(rows, null, 2)}\n`)
}
process.exit(0)
