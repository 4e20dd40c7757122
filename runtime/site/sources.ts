import { sourceMistakes } from '../../model/payloads/check.ts'
import { PayloadSource, type PayloadValue } from '../../model/payloads/source.ts'
import type { Point } from '../../model/point.ts'
import { siUnit } from '../../model/units.ts'
import type { Problem } from '../config/problems.ts'
import { checkYaml, problemAt, type YamlFile } from '../config/yaml.ts'

/**
 * The payload sources of devices files (their key `sources`), checked against the points of the site. Everything
 * wrong goes to `problems`; a source with a mistake is left out.
 */
export function readSources(
  files: readonly YamlFile[],
  points: ReadonlyMap<string, Point>,
  problems: Problem[],
): PayloadSource[] {
  const seen = new Map<string, string>()
  return files.flatMap(file => {
    const list = (file.value as { sources?: unknown } | null | undefined)?.sources
    if (!Array.isArray(list)) return []
    return list.flatMap((_, i) => {
      const say = (path: readonly (string | number)[], message: string) =>
        void problems.push(problemAt(file, ['sources', i, ...path], message))
      const before = problems.length
      const source = checkYaml(PayloadSource, file, problems, ['sources', i])
      if (!source) return []
      const first = seen.get(source.id)
      if (first !== undefined) say(['id'], `the source ${source.id} is already in ${first}`)
      seen.set(source.id, file.path)
      for (const { path, message } of sourceMistakes(source)) say(path, message)
      if (problems.length === before)
        for (const [n, value] of source.values.entries()) {
          const message = pointMistake(value, points)
          if (message !== undefined) say(['values', n, 'point'], message)
        }
      return problems.length === before ? [source] : []
    })
  })
}

/** What is wrong with where a value goes, seen from the points that could be meant. */
function pointMistake(value: PayloadValue, points: ReadonlyMap<string, Point>): string | undefined {
  const pattern = new RegExp(
    `^${value.point
      .split(/\{\w+\}/)
      .map(piece => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.+')}$`,
  )
  const exact = points.get(value.point)
  const point = exact ?? [...points.values()].find(({ id }) => pattern.test(id))
  if (!point) return `no point of points.csv is called like ${value.point}`
  if (value.unit === undefined || siUnit(value.unit) === point.unit) return undefined
  return `${value.unit} does not become ${point.unit}, the unit of ${point.id}`
}
