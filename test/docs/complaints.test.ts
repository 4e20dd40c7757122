import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../runtime/root.ts'

/** Rows of the table of complaints: number → the tests it names, as file and name. */
const rows = [
  ...readFileSync(join(packageRoot, 'docs/gateway.md'), 'utf8').matchAll(
    /^\| (\d+) \| .* \| (`test\/.*) \|$/gm,
  ),
].map(([, id, cells]) => ({
  id: Number(id),
  tests: [...cells!.matchAll(/`([^`]+)`: ((?:“[^”]+”(?:, )?)+)/g)].flatMap(([, file, names]) =>
    [...names!.matchAll(/“([^”]+)”/g)].map(([, name]) => ({ file: file!, name: name! })),
  ),
}))

test('each of the 17 complaints about other gateways names tests that exist', () => {
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 17 }, (_, i) => i + 1))
  const gone = rows
    .flatMap(({ tests }) => tests)
    .filter(({ file, name }) => {
      const path = join(packageRoot, file)
      return !existsSync(path) || !readFileSync(path, 'utf8').includes(`'${name}'`)
    })
  expect(gone).toEqual([])
  expect(rows.every(({ tests }) => tests.length > 0)).toBe(true)
})
