import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../runtime/root.ts'
import { rulesPage } from './rules-page.ts'

const file = (path: string) => readFileSync(join(packageRoot, path), 'utf8')

test('docs/regulations.md is what the policies say; `npm run docs` writes it anew', () => {
  expect(file('docs/regulations.md')).toBe(rulesPage())
})

test.each(['jinan', 'liaocheng', 'haiyang', 'generic'])('every rule id of %s is on the page', policy => {
  const page = rulesPage()
  const ids = new Set(
    [...file(`policy/${policy}.yaml`).matchAll(/\brule: '?([A-Z]+(?:-[A-Z0-9]+)+)/g)].map(m => m[1]!),
  )
  expect(ids.size).toBeGreaterThan(10)
  expect([...ids].filter(id => !page.includes(`| ${id} |`))).toEqual([])
})
