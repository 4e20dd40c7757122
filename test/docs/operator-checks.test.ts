import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../runtime/root.ts'

const page = readFileSync(join(packageRoot, 'docs/operator-checks.md'), 'utf8')
const rows = [...page.matchAll(/^\| (\d+) \| (.*?) \| (test|part|hand|not yet) \| (.*) \|$/gm)].map(
  ([, id, check, state, how]) => ({ id: Number(id), check: check!, state: state!, how: how! }),
)
const cited = rows.flatMap(({ id, how }) =>
  [...how.matchAll(/`(test\/[^`]+\.ts)`: “([^”]+)”/g)].map(([, file, name]) => ({
    id,
    file: file!,
    name: name!.replaceAll('\\|', '|'),
  })),
)

describe('the page of operator checks', () => {
  test('has each of the 124 checks once, in order', () => {
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 124 }, (_, i) => i + 1))
  })

  test('every test it names exists', () => {
    const gone = cited.filter(({ file, name }) => {
      const path = join(packageRoot, file)
      return !existsSync(path) || !readFileSync(path, 'utf8').includes(name)
    })
    expect(cited.length).toBeGreaterThan(50)
    expect(gone).toEqual([])
  })

  test('what is held by a test names one; what was looked at says when; what is held in part says what is missing', () => {
    const named = new Set(cited.map(({ id }) => id))
    const wrong = rows.filter(
      ({ id, state, how }) =>
        (state === 'test' && !named.has(id)) ||
        (state === 'hand' && !/\d{4}-\d\d-\d\d/.test(how)) ||
        (state === 'part' && !how.includes('Not yet: ')),
    )
    expect(wrong).toEqual([])
  })

  test('it counts itself', () => {
    const of = (state: string) => rows.filter(row => row.state === state).length
    expect(page).toContain(
      `${of('test')} by test, ${of('part')} in part, ${of('hand')} by hand, ${of('not yet')} not yet`,
    )
  })
})
