import type { Harvest } from './decoded.ts'
import type { Mapping } from './mapping.ts'
import { harvestValue, type Sample } from './value.ts'

/** Takes a value that has a name, under every mapping that asks for the name. False when there is enough. */
export function harvestNamed(
  harvest: Harvest,
  mapping: Mapping,
  name: string,
  sample: Sample,
  received: number,
): boolean {
  const wanted = mapping.named(name)
  if (wanted.length === 0) harvest.unmapped++
  return wanted.every(({ target, caught }) => harvestValue(harvest, target, sample, received, caught))
}
