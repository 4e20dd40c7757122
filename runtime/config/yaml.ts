import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Problem } from './problems.ts'

/** A parsed YAML file that still knows its lines. */
export interface YamlFile {
  /** As shown to people. */
  path: string
  value: unknown
  /** 1-based line of the node at this path, or of its nearest parent. */
  lineOf(path: readonly (string | number)[]): number
}

/** Reads a YAML file. Syntax errors go to `problems` with their lines; then the result is undefined. */
export function readYaml(file: string, problems: Problem[], base = process.cwd()): YamlFile | undefined {
  const path = relative(base, file) || file
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    problems.push({ file: path, message: `cannot be read: ${(error as Error).message}` })
    return undefined
  }
  return yamlIn(text, path, problems)
}

/** The same for text that is not in a file, or not yet. `path` is how people know it. */
export function yamlIn(text: string, path: string, problems: Problem[]): YamlFile | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    for (const error of document.errors) {
      problems.push({
        file: path,
        line: error.linePos?.[0].line ?? 1,
        message: error.message.split('\n')[0]!,
      })
    }
    return undefined
  }
  return {
    path,
    value: document.toJS(),
    lineOf: keys => {
      let node = document.contents as Node | null | undefined
      let line = node?.range ? lines.linePos(node.range[0]).line : 1
      for (const key of keys) {
        const pair = isMap(node)
          ? node.items.find(item => isScalar(item.key) && item.key.value === key)
          : undefined
        const at =
          (pair?.key as Node | undefined) ?? (isSeq(node) ? (node.items[Number(key)] as Node) : undefined)
        if (!at?.range) break
        line = lines.linePos(at.range[0]).line
        node = (pair ? pair.value : at) as Node | null
      }
      return line
    },
  }
}

const compiled = new WeakMap<object, ReturnType<typeof Compile>>()

/**
 * The part of a file at `path` as the schema's type, defaults filled in. Everything that does not fit goes to
 * `problems` with file, line and field; then the result is undefined.
 */
export function checkYaml<T extends TSchema>(
  schema: T,
  file: YamlFile,
  problems: Problem[],
  path: readonly (string | number)[] = [],
): Static<T> | undefined {
  let validator = compiled.get(schema)
  if (!validator) compiled.set(schema, (validator = Compile(schema)))
  const raw = path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    file.value,
  )
  const value = Value.Default(schema, structuredClone(raw))
  if (validator.Check(value)) return value as Static<T>
  for (const error of validator.Errors(value)) {
    if (error.keyword === 'boolean') continue // says the same as additionalProperties
    const keys = [...path, ...error.instancePath.split('/').slice(1).map(unescapePointer)]
    const extra = extraKey(error.params)
    const field = [...keys, ...(extra ? [extra] : [])]
    const message = messageFor(error.keyword, error.message, error.params as Record<string, unknown>)
    problems.push(problemAt(file, field, message))
  }
  return undefined
}

/** A problem with the node at this path of a file. */
export function problemAt(file: YamlFile, path: readonly (string | number)[], message: string): Problem {
  return { file: file.path, line: file.lineOf(path), field: fieldName(path), message }
}

function unescapePointer(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')
}

function extraKey(params: object): string | undefined {
  const keys = (params as { additionalProperties?: string[] }).additionalProperties
  return Array.isArray(keys) ? keys[0] : undefined
}

function fieldName(keys: readonly (string | number)[]): string {
  return keys.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('')
}

function messageFor(keyword: string, message: string, params: Record<string, unknown>): string {
  if (keyword === 'enum') return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`
  if (keyword === 'required') return `is missing ${(params.requiredProperties as string[]).join(', ')}`
  if (keyword === 'additionalProperties')
    return 'is not a known setting here; remove it or check its spelling'
  return message
}
