import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import type { Point } from '../../model/point.ts'
import { QUANTITY_NAMES, type Quantity } from '../../model/quantity.ts'
import type { Problem } from '../../runtime/config/problems.ts'
import { checkYaml, readYaml } from '../../runtime/config/yaml.ts'
import type { Site } from '../../runtime/site/site.ts'
import { LIMITS, Limits } from './limits.ts'
import type { Upkeep } from './upkeep.ts'

const quantity = Type.Unsafe<Quantity>({ type: 'string', enum: QUANTITY_NAMES })
const ids = Type.Array(Type.String(), { minItems: 1 })
const closed = { additionalProperties: false }
/** ISO 8601 with a zone. */
const instant = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:\\d\\d)$',
})

/** `quality.yaml` of a site folder; may be absent. */
export const QualityFile = Type.Object(
  {
    /** Other limits for a quantity, or for points; the later rule counts. */
    limits: Type.Optional(
      Type.Array(
        Type.Object(
          { quantity: Type.Optional(quantity), points: Type.Optional(ids), ...Limits.properties },
          closed,
        ),
      ),
    ),
    /** When people work on instruments: readings are uncertain/maintenance. */
    maintenance: Type.Optional(Type.Array(Type.Object({ points: ids, from: instant, to: instant }, closed))),
    /** When calibrations run out: readings from then on carry the remark. */
    calibration: Type.Optional(Type.Array(Type.Object({ points: ids, due: instant }, closed))),
  },
  closed,
)

/** The quality engine's parameters, asked for by point. */
export interface QualitySettings {
  limits(point: Point): Limits
  upkeep(point: string): Upkeep | undefined
}

export const defaultSettings: QualitySettings = {
  limits: point => LIMITS[point.quantity] ?? {},
  upkeep: () => undefined,
}

/** The settings of a site: the defaults with its `quality.yaml` on top. Mistakes go to `problems`. */
export function qualitySettings(site: Pick<Site, 'folder' | 'points'>, problems: Problem[]): QualitySettings {
  const path = join(site.folder, 'quality.yaml')
  const yaml = existsSync(path) ? readYaml(path, problems) : undefined
  const file = yaml && checkYaml(QualityFile, yaml, problems)
  if (!yaml || !file) return defaultSettings
  for (const section of ['limits', 'maintenance', 'calibration'] as const) {
    for (const [i, { points = [] }] of (file[section] ?? []).entries()) {
      for (const id of points.filter(id => !site.points.has(id))) {
        const field = [section, i, 'points']
        problems.push({
          file: yaml.path,
          line: yaml.lineOf(field),
          field: `${section}[${i}].points`,
          message: `no point of this site is called "${id}"`,
        })
      }
    }
  }
  const upkeep = new Map<string, Upkeep>()
  const upkeepOf = (id: string) => upkeep.get(id) ?? { maintenance: [] }
  for (const { points, from, to } of file.maintenance ?? []) {
    const window = { from: Date.parse(from), to: Date.parse(to) }
    for (const id of points) {
      const known = upkeepOf(id)
      upkeep.set(id, { ...known, maintenance: [...known.maintenance, window] })
    }
  }
  for (const { points, due } of file.calibration ?? []) {
    for (const id of points) upkeep.set(id, { ...upkeepOf(id), calibrationDue: Date.parse(due) })
  }
  return {
    limits(point) {
      const limits = { ...defaultSettings.limits(point) }
      for (const { quantity: kind, points, ...own } of file.limits ?? []) {
        const meant = kind === undefined || kind === point.quantity
        if (meant && (points === undefined || points.includes(point.id))) Object.assign(limits, own)
      }
      return limits
    },
    upkeep: id => upkeep.get(id),
  }
}
