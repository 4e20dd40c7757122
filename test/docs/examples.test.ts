import { describe, expect, test } from 'vitest'
import { CHECKS, checkSite } from '../../cli/check.ts'
import { describeProblem } from '../../runtime/config/problems.ts'
import { siteFolder } from '../runtime/site/folder.ts'
import { type Page, pages } from './pages.ts'

/** Files of a site folder that a page shows: the blocks that carry a file's name. */
const isSiteFile = (file: string | undefined): file is string =>
  file !== undefined &&
  /^(site|detectors|quality|notify|people)\.yaml$|^points\.csv$|^(devices|network|policy|profiles)\//.test(
    file,
  )

/** The site folder that a page's blocks make up; what it does not show comes from a small town. */
function exampleOf({ blocks }: Page): Record<string, string> {
  const files: Record<string, string> = {}
  for (const { file, text } of blocks) if (isSiteFile(file)) files[file] = (files[file] ?? '') + text
  return files
}

const withExamples = pages.filter(({ blocks }) => blocks.some(({ file }) => isSiteFile(file)))

describe('the examples of each page make a site that is in order', () => {
  test('there are such pages', () => expect(withExamples.length).toBeGreaterThan(4))

  test.each(withExamples.map(page => [page.path, page] as const))('%s', async (_, page) => {
    const { problems } = await checkSite(siteFolder(exampleOf(page)), CHECKS)
    expect(problems.map(describeProblem)).toEqual([])
  })
})

describe('every block says what it is', () => {
  test.each(pages.map(page => [page.path, page] as const))('%s', (_, { blocks }) => {
    const unnamed = blocks.filter(
      ({ language, file }) => ['yaml', 'csv'].includes(language) && file === undefined,
    )
    expect(unnamed.map(({ line }) => `line ${line} has no file name behind its language`)).toEqual([])
  })
})
