import type { Network } from '../../model/network.ts'
import { assetsOf } from '../../model/network.ts'
import type { Point, Position } from '../../model/point.ts'
import { QUANTITIES, type Quantity } from '../../model/quantity.ts'
import { knownUnit } from '../../model/units.ts'
import { CodedError } from '../../runtime/config/problems.ts'

/** What the columns of a history file measure. */
export interface FileKind {
  quantity: Quantity
  /** Unit in the file. */
  unit: string
  position: Position
}

const BY_NAME: readonly [RegExp, FileKind][] = [
  [/pressure/i, { quantity: 'pressure', unit: 'm', position: 'network' }],
  [/demand|amr|meter/i, { quantity: 'flow', unit: 'L/h', position: 'end' }],
  [/flow/i, { quantity: 'flow', unit: 'm3/h', position: 'network' }],
  [/level/i, { quantity: 'level', unit: 'm', position: 'plant' }],
]

/** One column of a history file. */
export interface Column {
  point: Point
  /** Unit of the file's numbers. */
  unit: string
}

/**
 * What a file's columns measure, by `--as NAME=QUANTITY:UNIT` where the file's name contains NAME, or by the words
 * pressure, flow, level, demand in its name. @throws CodedError `history-kind-unknown`
 */
export function fileKind(name: string, said: readonly string[]): FileKind {
  for (const text of said) {
    const match = /^(.+)=([\w-]+):(.+)$/.exec(text)
    const [, part, quantity, unit] = match ?? []
    if (!part || !quantity || !(quantity in QUANTITIES) || knownUnit(unit!) === undefined) {
      const wanted = 'NAME=QUANTITY:UNIT, e.g. inflow=flow:L/s'
      throw new CodedError('history-kind-unknown', `--as ${text}: write ${wanted}`)
    }
    if (name.includes(part)) return { quantity: quantity as Quantity, unit: unit!, position: 'network' }
  }
  const known = BY_NAME.find(([pattern]) => pattern.test(name))
  if (known) return known[1]
  throw new CodedError(
    'history-kind-unknown',
    `${name}: its name does not say what it measures; add --as ${name.split('.')[0]}=QUANTITY:UNIT`,
  )
}

/** The points of a file's columns. A header that names no asset of the network makes a point without a place. */
export function columnsOf(
  headers: readonly string[],
  kind: FileKind,
  period: number,
  network: Network,
): Column[] {
  const assets = assetsOf(network)
  return headers.map(header => {
    const [, id = header, said] = /^(.*?)\s*(?:[([]([^)\]]+)[)\]])?$/.exec(header) ?? []
    const unit = said !== undefined && knownUnit(said) !== undefined ? said : kind.unit
    const asset = id.replaceAll(/[^\w.:-]/g, '_').slice(0, 64)
    const { quantity, position } = kind
    const info = QUANTITIES[quantity]
    const zone = assets.get(asset)?.zone
    const point: Point = {
      id: `${asset}.${quantity}`,
      asset,
      ...(zone === undefined ? {} : { zone }),
      quantity,
      unit: info.unit,
      kind: info.kind,
      position,
      range: [...info.range],
      period,
      deadband: 0,
      name: { zh: `${asset} ${info.zh}`, en: `${asset} ${info.en}` },
    }
    return { point, unit }
  })
}
