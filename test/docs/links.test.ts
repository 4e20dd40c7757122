import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../runtime/root.ts'
import { codeIn, isThere, linksIn, type Page, pages, targetOf } from './pages.ts'

const anchors = new Map(pages.map(({ path, anchors }) => [path, anchors]))

/** Links that lead nowhere, as `page:line target`. */
function brokenLinks(page: Page): string[] {
  return linksIn(page).flatMap(({ target, line }) => {
    const meant = targetOf(page, target)
    if (!meant) return []
    const { file, anchor } = meant
    if (!isThere(file)) return [`${page.path}:${line} ${target}`]
    if (anchor === undefined || !file.endsWith('.md')) return []
    return anchors.get(file)?.has(anchor) ? [] : [`${page.path}:${line} ${target}`]
  })
}

/** First folders of this project: a path in backticks that begins with one of them must be there. */
const FOLDERS =
  /^(\.ci|alerting|bench|bin|cli|dashboard|docker|docs|gateway|ingest|model|policy|runtime|simulators|test)\//

/** Paths in backticks that are not in the project, as `page:line path`. */
function missingFiles(page: Page): string[] {
  return codeIn(page).flatMap(({ code, line }) => {
    const path = FOLDERS.test(code) ? code.replace(/[#:].*$/, '').replace(/\/?(\*.*)?$/, '') : ''
    // A name with a hole in it (<site>, {id}, …) is a pattern, not a file.
    return path === '' || /[<>{}…\s]/.test(path) || isThere(path) ? [] : [`${page.path}:${line} ${code}`]
  })
}

test('there are pages to look at, with links and anchors', () => {
  expect(pages.length).toBeGreaterThan(10)
  expect(pages.flatMap(linksIn).length).toBeGreaterThan(50)
})

test.each(pages.map(page => [page.path, page] as const))('%s: every link leads somewhere', (_, page) => {
  expect(brokenLinks(page)).toEqual([])
})

test.each(pages.map(page => [page.path, page] as const))('%s: every file it names is there', (_, page) => {
  expect(missingFiles(page)).toEqual([])
})

test('pictures are small', () => {
  const pictures = pages.flatMap(one =>
    linksIn(one).flatMap(({ target }) => targetOf(one, target)?.file ?? []),
  )
  const sizes = pictures
    .filter(file => file.endsWith('.png'))
    .map(file => [file, statSync(join(packageRoot, file)).size] as const)
  expect(sizes.length).toBeGreaterThan(1)
  expect(sizes.filter(([, size]) => size > 400_000)).toEqual([])
})

test('a broken link, a wrong anchor and a missing file would be seen', () => {
  const wrong: Page = {
    path: 'docs/wrong.md',
    prose: [
      '[a](no-such.md)',
      '[b](architecture.md#no-such)',
      '`model/no-such.ts`',
      '[c](architecture.md#folders)',
    ],
    blocks: [],
    anchors: new Set(),
  }
  expect(brokenLinks(wrong)).toEqual([
    'docs/wrong.md:1 no-such.md',
    'docs/wrong.md:2 architecture.md#no-such',
  ])
  expect(missingFiles(wrong)).toEqual(['docs/wrong.md:3 model/no-such.ts'])
})
