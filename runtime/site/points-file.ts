import { type Asset, assetsOf } from '../../model/network.ts'
import { POSITIONS, type Point } from '../../model/point.ts'
import { QUANTITIES, QUANTITY_NAMES, type Quantity } from '../../model/quantity.ts'
import { SECOND } from '../../model/time.ts'
import { knownUnit, siUnit, toSi } from '../../model/units.ts'
import type { CsvRow } from './csv.ts'
import { type Draft, given, nameIn, rowsOf, zoneIn } from './draft.ts'

const KINDS = ['gauge', 'counter', 'state'] as const
/** Expected interval where the table gives none, s: meters' registers are read hourly, the rest each minute. */
const PERIODS = { gauge: 60, state: 60, counter: 3_600 }

/** `points.csv`; numbers are in the row's unit and become SI. */
export function readPoints(draft: Draft): Map<string, Point> {
  const rows = rowsOf(draft, 'points.csv', {
    required: ['id', 'asset', 'quantity'],
    optional: [
      'zone',
      'unit',
      'kind',
      'position',
      'min',
      'max',
      'period_s',
      'deadband',
      'name_zh',
      'name_en',
    ],
  })
  const assets = assetsOf(draft.network)
  const points = new Map<string, Point>()
  for (const row of rows) {
    const point = pointIn(draft, row, assets)
    if (!point) continue
    if (points.has(point.id)) row.problem('id', `${point.id} is there twice`)
    points.set(point.id, point)
  }
  return points
}

function pointIn(draft: Draft, row: CsvRow, assets: ReadonlyMap<string, Asset>): Point | undefined {
  const id = row.required('id')
  if (id !== undefined && !/^[\w.:-]{1,96}$/.test(id))
    row.problem('id', `is "${id}"; use at most 96 letters, digits and . : - _`)
  const assetId = row.required('asset')
  const asset = assets.get(assetId ?? '')
  if (assetId !== undefined && !asset && !draft.zones.has(assetId) && draft.complete)
    row.problem('asset', `there is no asset ${assetId} in the network`)
  const zone = zoneIn(draft, row) ?? asset?.zone ?? (draft.zones.has(assetId ?? '') ? assetId : undefined)
  const quantity = quantityIn(row)
  const period = row.number('period_s', { min: 0.05, max: 366 * 86_400, what: 'a number of seconds' })
  const position = row.word('position', POSITIONS) ?? 'network'
  const kind = row.word('kind', KINDS)
  if (!quantity || id === undefined || assetId === undefined) return undefined
  const info = QUANTITIES[quantity]
  const called = asset?.name ?? { zh: assetId, en: assetId }
  return {
    id,
    asset: assetId,
    ...given('zone', zone),
    quantity,
    unit: info.unit,
    kind: kind ?? info.kind,
    position,
    ...measuresIn(row, quantity),
    period: (period ?? PERIODS[kind ?? info.kind]) * SECOND,
    name: nameIn(row) ?? { zh: `${called.zh} ${info.zh}`, en: `${called.en} ${info.en}` },
  }
}

function quantityIn(row: CsvRow): Quantity | undefined {
  const name = row.required('quantity')
  if (name === undefined || name in QUANTITIES) return name as Quantity | undefined
  return row.problem('quantity', `is "${name}"; it must be one of ${QUANTITY_NAMES.join(', ')}`)
}

function measuresIn(row: CsvRow, quantity: Quantity): Pick<Point, 'range' | 'deadband'> {
  const { unit: si, range } = QUANTITIES[quantity]
  const unit = unitIn(row, si)
  const min = row.number('min')
  const max = row.number('max')
  const deadband = row.number('deadband', { min: 0 })
  const low = min === undefined ? range[0] : toSi(min, unit)
  const high = max === undefined ? range[1] : toSi(max, unit)
  if (low >= high) row.problem('max', `the range ${low} to ${high} ${si} is empty`)
  // A difference has no zero point: 1 K of deadband is 1 °C.
  return { range: [low, high], deadband: deadband === undefined ? 0 : toSi(deadband, unit) - toSi(0, unit) }
}

function unitIn(row: CsvRow, si: string): string {
  const unit = row.text('unit')
  if (unit === undefined || siUnit(unit) === si) return unit ?? si
  const why =
    knownUnit(unit) === undefined ? 'is not a known unit' : `does not become ${si}, the unit of this quantity`
  row.problem('unit', `${unit} ${why}`)
  return si
}
