import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { packageRoot } from '../../runtime/root.ts'

/** A fenced block of a page; `file` is what stands behind the language: ```` ```yaml devices/east.yaml ````. */
export interface Block {
  language: string
  file: string | undefined
  text: string
  /** 1-based line of its first line. */
  line: number
}

/** A page of the documentation. */
export interface Page {
  /** Relative to the project's folder. */
  path: string
  /** Without the fenced blocks, line by line; a fenced line is blank. */
  prose: string[]
  blocks: Block[]
  /** Names that a link can point at, as GitHub makes them. */
  anchors: Set<string>
}

/** Every page: README, CONTRIBUTING, CHANGELOG and all of docs/. */
export const pages: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...markdownIn(join(packageRoot, 'docs')),
].map(readPage)

/** One page of docs/. */
export function page(name: string): Page {
  const found = pages.find(({ path }) => path === `docs/${name}`)
  if (!found) throw new Error(`there is no docs/${name}`)
  return found
}

/** Everything a page says outside of its fenced blocks. */
export function proseOf({ prose }: Page): string {
  return prose.join('\n')
}

/** What stands between backticks, with the line. */
export function codeIn({ prose }: Page): { code: string; line: number }[] {
  return prose.flatMap((text, i) =>
    [...text.matchAll(/(`+)(.+?)\1/g)].map(match => ({ code: match[2]!.trim(), line: i + 1 })),
  )
}

/** Where a page's links and pictures point, with the line. */
export function linksIn({ prose }: Page): { target: string; line: number }[] {
  return prose.flatMap((text, i) =>
    [...text.replace(/(`+).+?\1/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(match => ({
      target: match[1]!,
      line: i + 1,
    })),
  )
}

/** The file or folder that a link of a page means, relative to the project's folder; undefined for other sites. */
export function targetOf(
  { path }: Page,
  link: string,
): { file: string; anchor: string | undefined } | undefined {
  if (/^[a-z]+:/i.test(link)) return undefined
  const [name = '', anchor] = link.split('#')
  const file =
    name === '' ? path : relative(packageRoot, join(packageRoot, dirname(path), decodeURIComponent(name)))
  return { file, anchor }
}

/** Whether the project has this file or folder. */
export const isThere = (path: string): boolean => existsSync(join(packageRoot, path))

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.md'))
    .map(entry => relative(packageRoot, join(entry.parentPath, entry.name)))
    .sort()
}

function readPage(path: string): Page {
  const prose: string[] = []
  const blocks: Block[] = []
  let open: Block | undefined
  for (const [i, text] of readFileSync(join(packageRoot, path), 'utf8').split('\n').entries()) {
    const fence = /^```(\S*)\s*(.*)$/.exec(text)
    if (open) {
      if (text.startsWith('```')) open = undefined
      else open.text += `${text}\n`
    } else if (fence) {
      open = { language: fence[1]!, file: fence[2] === '' ? undefined : fence[2], text: '', line: i + 2 }
      blocks.push(open)
    }
    prose.push(open || fence ? '' : text)
  }
  return { path, prose, blocks, anchors: anchorsOf(prose) }
}

/** GitHub's names for headings: lower case, punctuation dropped, blanks as hyphens, doubles numbered. */
function anchorsOf(prose: readonly string[]): Set<string> {
  const names = new Set<string>()
  for (const text of prose) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1]
    if (heading === undefined) continue
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const name = plain.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-')
    let unique = name
    for (let n = 1; names.has(unique); n++) unique = `${name}-${n}`
    names.add(unique)
  }
  return names
}
