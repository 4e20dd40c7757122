/** The category of job that an alarm of a kind usually asks for; people may choose another one. */
const USUAL: readonly [kind: RegExp, category: string][] = [
  [/^burst$/, 'burst'],
  [/^plant-event$|^pressure-(very-)?high$/, 'municipalPressure'],
  [/^flow-rise$/, 'leak'],
  [/^leak$|^zone-imbalance$/, 'hiddenLeak'],
  [/^pressure-/, 'lowPressure'],
  [/^contamination$/, 'waterPollution'],
  [
    /^(quality-event|chlorine|total-chlorine|chlorine-dioxide|turbidity|ph|ammonia|cod|conductivity|redox)/,
    'waterQuality',
  ],
  [/^pump-/, 'pumpRepair'],
  [/^(flooding|mains-failure|level-|door-open)/, 'pumpStation'],
  [/^meter-/, 'abnormalUsage'],
  [/^(comm-failure|missing-data)$/, 'comms'],
]

export function usualCategory(kind: string): string {
  return USUAL.find(([pattern]) => pattern.test(kind))?.[1] ?? 'general'
}

/** What a person may choose from when opening a job by hand. */
export const CATEGORIES = [
  'burst',
  'leak',
  'hiddenLeak',
  'lowPressure',
  'noWater',
  'municipalPressure',
  'waterQuality',
  'waterPollution',
  'pumpRepair',
  'pumpStation',
  'abnormalUsage',
  'meterFault',
  'manholeCover',
  'comms',
  'general',
] as const
