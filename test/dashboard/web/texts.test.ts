import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { field as fieldEn } from '../../../dashboard/web/field/texts/field-en.ts'
import { field as fieldZh } from '../../../dashboard/web/field/texts/field-zh.ts'
import { office as officeEn } from '../../../dashboard/web/i18n/en/office.ts'
import { en } from '../../../dashboard/web/i18n/en.ts'
import { firstLanguage } from '../../../dashboard/web/i18n/language-choice.ts'
import { office as officeZh } from '../../../dashboard/web/i18n/zh/office.ts'
import { zh } from '../../../dashboard/web/i18n/zh.ts'
import { ALARM_STATES } from '../../../model/alarm.ts'
import { ASSET_KINDS } from '../../../model/network.ts'
import { REASONS } from '../../../model/quality.ts'
import { ROLES } from '../../../model/rights.ts'
import { STEPS } from '../../../model/ticket.ts'
import { packageRoot } from '../../../runtime/root.ts'

type Tree = { [key: string]: string | Tree }

function textsOf(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[prefix + key, value] as [string, string]]
        : [...textsOf(value, `${prefix}${key}.`)],
    ),
  )
}

const languages = {
  zh: textsOf({ ...zh, ...officeZh, field: fieldZh }),
  en: textsOf({ ...en, ...officeEn, field: fieldEn }),
}
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '')
const has = (texts: Map<string, string>, key: string) => texts.has(key) || texts.has(`${key}_other`)
const variables = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(match => match[1]).sort()

const web = join(packageRoot, 'dashboard/web')
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter(file => /\.tsx?$/.test(file) && !file.startsWith('i18n/'))
  .map(file => ({ file, text: readFileSync(join(web, file), 'utf8') }))

describe('texts', () => {
  test('both languages have the same keys, plurals apart', () => {
    const keys = (texts: Map<string, string>) => [...new Set([...texts.keys()].map(withoutPlural))].sort()
    expect(keys(languages.en)).toEqual(keys(languages.zh))
  })

  test('a text takes the same parameters in both languages', () => {
    const other = [...languages.zh].filter(([key, text]) => {
      const twin = languages.en.get(key)
      return twin !== undefined && variables(twin).join() !== variables(text).join()
    })
    expect(other).toEqual([])
  })

  test('English counts in singular and plural', () => {
    const plural = [...languages.en.keys()].filter(key => key.endsWith('_other'))
    expect(plural.length).toBeGreaterThan(3)
    expect(plural.filter(key => !languages.en.has(key.replace('_other', '_one')))).toEqual([])
  })

  test('every key in the code has a text', () => {
    const used = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/\bsay\(\s*'([\w.-]+)'/g)].map(match => ({ file, key: match[1]! })),
    )
    expect(used.length).toBeGreaterThan(100)
    expect(used.filter(({ key }) => !has(languages.zh, key))).toEqual([])
  })

  test('every family of keys in the code has texts', () => {
    const families = sources.flatMap(({ file, text }) => [
      ...[...text.matchAll(/\bsay\(\s*`([\w.]+)\.\${/g)].map(match => ({ file, key: match[1]! })),
      ...[...text.matchAll(/\bsayCode\(say, '([\w.]+)'/g)].map(match => ({ file, key: match[1]! })),
    ])
    expect(families.length).toBeGreaterThan(20)
    const known = [...languages.zh.keys()]
    expect(families.filter(({ key }) => !known.some(text => text.startsWith(`${key}.`)))).toEqual([])
  })

  test.each([
    ['kind', ASSET_KINDS],
    ['reason', REASONS],
    ['session.roles', ROLES],
    ['ticket.step', STEPS],
    ['alarm.state', ALARM_STATES],
  ])('every %s the model knows has a text', (family, words) => {
    expect(words.filter(word => !has(languages.zh, `${family}.${word}`))).toEqual([])
  })

  test('no sentence of one language is left in the other', () => {
    expect([...languages.en].filter(([key, text]) => /[一-鿿]/.test(text) && key !== 'bar.language')).toEqual(
      [],
    )
  })
})

describe('the utilities’ rules in words', () => {
  interface PolicyFile {
    clocks?: { name: string }[]
    gates?: { data?: string[]; fields?: string[] }[]
    routing?: { when?: { category?: string[] } }[]
  }
  const policies = readdirSync(join(packageRoot, 'policy'))
    .filter(file => file.endsWith('.yaml'))
    .map(
      file => [file, parse(readFileSync(join(packageRoot, 'policy', file), 'utf8')) as PolicyFile] as const,
    )

  test.each(policies)('%s: clocks, gates and categories have texts', (_, policy) => {
    const missing = (family: string, words: string[]) =>
      [...new Set(words)].filter(word => !has(languages.zh, `ticket.${family}.${word}`))
    const gates = policy.gates ?? []
    expect({
      clock: missing('clock', policy.clocks?.map(({ name }) => name) ?? []),
      missing: missing(
        'missing',
        gates.flatMap(({ data = [], fields = [] }) => [...data, ...fields]),
      ),
      category: missing('category', policy.routing?.flatMap(({ when }) => when?.category ?? []) ?? []),
    }).toEqual({ clock: [], missing: [], category: [] })
  })
})

describe('the language to begin with', () => {
  test.each([
    ['what the address says', 'en', 'zh', ['zh-CN'], 'en'],
    ['what was chosen here', undefined, 'en', ['zh-CN'], 'en'],
    ['the browser’s', undefined, undefined, ['en-GB', 'zh'], 'en'],
    ['the first the browser has that we have', undefined, undefined, ['fr', 'zh-TW'], 'zh'],
    ['Chinese', undefined, undefined, [], 'zh'],
  ] as const)('%s', (_, address, chosen, browser, expected) => {
    expect(firstLanguage(address, chosen, browser)).toBe(expected)
  })
})
