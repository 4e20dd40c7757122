import type { Name, Point } from '../../../model/point.ts'
import { QUANTITIES } from '../../../model/quantity.ts'
import type { Language } from '../i18n/language-choice.ts'

/**
 * A point's name beside its asset's name: what repeats the asset is left out (“龙湖天街泵站浑浊度” → “浑浊度”).
 * What it measures, where nothing else is left.
 */
export function pointLabel(
  point: Pick<Point, 'name' | 'quantity'>,
  asset: Name | undefined,
  language: Language,
): string {
  const quantity = QUANTITIES[point.quantity][language]
  const name = point.name[language] || point.name.zh || point.name.en
  const own = asset?.[language]
  if (!name || name === own) return quantity
  const rest = own && name.startsWith(own) ? name.slice(own.length).replace(/^[\s·:,，-]+/, '') : name
  return rest === '' ? quantity : rest
}
