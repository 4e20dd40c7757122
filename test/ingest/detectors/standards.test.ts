import { expect, test } from 'vitest'
import { detectorSettings } from '../../../ingest/detectors/settings.ts'
import { LIMIT_LEVELS } from '../../../model/kinds.ts'
import type { Position } from '../../../model/point.ts'
import type { Quantity } from '../../../model/quantity.ts'
import { point } from './small-site.ts'

const standardOf = (standard: string) =>
  detectorSettings({ path: 'detectors.yaml', value: { standard }, lineOf: () => 1 } as never)
const GB = 'GB5749-2022'

/** Limits of domain.md §1.1 and §1.2: LL, L, H, HH; `-` none. */
test.each<[standard: string, quantity: Quantity, position: Position, limits: string]>([
  [GB, 'chlorine', 'plant', '0.3 - - 2'],
  [GB, 'chlorine', 'network', '0.05 0.1 - 2'],
  [GB, 'chlorine', 'end', '0.05 0.1 - 2'],
  ['GB5749-2006', 'chlorine', 'plant', '0.3 - - 4'],
  [GB, 'total-chlorine', 'plant', '0.5 - - 3'],
  [GB, 'total-chlorine', 'end', '0.05 - - 3'],
  [GB, 'chlorine-dioxide', 'plant', '0.1 - - 0.8'],
  [GB, 'chlorine-dioxide', 'end', '0.02 - - 0.8'],
  [GB, 'turbidity', 'network', '- - 0.5 1'],
  [GB, 'ph', 'end', '6.5 - - 8.5'],
  [GB, 'ammonia', 'plant', '- - - 0.5'],
  [GB, 'cod', 'plant', '- - - 3'],
  ['WHO', 'chlorine', 'plant', '0.5 - - 5'],
  ['WHO', 'chlorine', 'end', '0.2 - - 5'],
  ['US-EPA', 'chlorine', 'plant', '0.2 for 4 h - - 4'],
  ['US-EPA', 'total-chlorine', 'plant', '0.2 for 4 h - - 4'],
  ['US-EPA', 'turbidity', 'plant', '- - 0.3 1'],
  ['EU2020-2184', 'ph', 'end', '6.5 - - 9.5'],
  ['EU2020-2184', 'conductivity', 'network', '- - - 2500'],
])('%s: %s at the %s is limited by %s', (standard, quantity, position, limits) => {
  const rule = standardOf(standard).of('limit', point(`W-1.${quantity}`, { position }))
  const shown = LIMIT_LEVELS.map(level => {
    const threshold = rule?.[level]
    if (threshold?.value === undefined || threshold.off) return '-'
    return threshold.onDelay === '15 min' ? threshold.value : `${threshold.value} for ${threshold.onDelay}`
  })
  expect(shown.join(' ')).toBe(limits)
})
