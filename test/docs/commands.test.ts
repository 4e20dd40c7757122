import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../runtime/root.ts'
import { codeIn, type Page, page, pages, proseOf } from './pages.ts'

const program = new Command('standpipe')
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { scripts: object }).scripts,
)

beforeAll(async () => {
  const modules = readdirSync(join(packageRoot, 'cli')).filter(name => name.endsWith('.ts'))
  for (const name of modules) {
    const module = (await import(`../../cli/${name}`)) as { register?: (program: Command) => void }
    module.register?.(program)
  }
})

interface Line {
  words: string[]
  where: string
}

/** Command lines in a page's blocks and between its backticks that begin with `standpipe` or `npm`. */
function commandLines({ path, blocks, ...rest }: Page): Line[] {
  const inBlocks = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text, line }) =>
      text
        .replaceAll('\\\n', ' ')
        .split('\n')
        .map(code => ({ code: code.replace(/\s#.*$/, ''), line })),
    )
  return [...inBlocks, ...codeIn({ path, blocks, ...rest })].flatMap(({ code, line }) => {
    const words = code.trim().match(/"[^"]*"|\S+/g) ?? []
    const at = words.findIndex(word => word === 'standpipe' || word === 'npm')
    return at === 0 || (at === 1 && words[0] === 'npx')
      ? [{ words: words.slice(at), where: `${path}:${line}` }]
      : []
  })
}

/** What is wrong with a command line: a command or option that is not there. */
function mistakes({ words, where }: Line): string[] {
  const [name, ...rest] = words
  if (name === 'npm') return npmMistake(rest, where)
  let command: Command = program
  const options: string[] = []
  for (const word of rest) {
    const sub = command.commands.find(one => one.name() === word)
    if (sub) command = sub
    else if (word.startsWith('--')) options.push(word.replace(/=.*$/, ''))
    else if (command === program) return /^[<[…]/.test(word) ? [] : [`${where} there is no command ${word}`]
  }
  return options
    .filter(option => option !== '--help' && !command.options.some(({ long }) => long === option))
    .map(option => `${where} ${command.name()} has no ${option}`)
}

function npmMistake([verb, script, ...rest]: string[], where: string): string[] {
  const given = [script, ...rest].filter(word => word !== undefined && word !== '--') as string[]
  if (verb === 'start') return mistakes({ words: ['standpipe', 'up', ...given], where })
  return verb === 'run' && !scripts.includes(script!) ? [`${where} there is no script ${script}`] : []
}

describe('every command line of the pages can be given', () => {
  test.each(pages.map(one => [one.path, one] as const))('%s', (_, one) => {
    expect(commandLines(one).flatMap(mistakes)).toEqual([])
  })

  test('there are many, and a wrong one would be seen', () => {
    expect(pages.flatMap(commandLines).length).toBeGreaterThan(20)
    const wrong = ['standpipe dance', 'standpipe up --fast', 'npm run nothing', 'npm start -- --fats 2']
    for (const line of wrong) expect(mistakes({ words: line.split(' '), where: 'x' })).toHaveLength(1)
  })
})

test('every option of `up` is in run-it.md, every command in its table', () => {
  const said = proseOf(page('run-it.md'))
  const up = program.commands.find(command => command.name() === 'up')!
  for (const { long } of up.options) expect(said).toContain(`\`${long}`)
  for (const command of program.commands) expect(said).toContain(`\`standpipe ${command.name()}`)
})
