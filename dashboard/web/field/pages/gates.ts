import { sayCode, useSay } from '../../i18n/hooks.ts'
import type { AheadStep } from '../work/ahead.ts'

/** What a step's own form asks for, as opposed to what must have been there before. */
export const isOwn = (code: string): boolean => code.startsWith('data:')

/** Gate codes in words. */
export function useGateWords(): {
  /** What must be there before the step, in words. */
  before(step: AheadStep): string[]
} {
  const say = useSay()
  return {
    before: ({ missing }) =>
      missing
        .filter(code => !isOwn(code))
        .map(code => {
          const [kind = '', what = code] = code.split(/:(.*)/s)
          if (kind === 'step') return say('ticket.gateStep', { step: sayCode(say, 'ticket.step', what) })
          if (kind === 'task') return say('ticket.gateTask', { task: sayCode(say, 'ticket.missing', what) })
          return sayCode(say, 'ticket.missing', what)
        }),
  }
}

/** What is asked with a tick: the rule wants it to be so, not to be described. */
const TICKS = new Set([
  'contactedInTime',
  'customerApproved',
  'customerTold',
  'customersTold',
  'propertyManagerTold',
  'qualityNormal',
  'pressureNormal',
  'electricianCertificate',
  'healthCertificate',
  'safetyTrainingValid',
  'phoneConfirmed',
  'managerApproved',
  'reportedToOpsMgmt',
  'formalities',
])
const NUMBERS = new Set([
  'affectedCustomers',
  'dn',
  'leakDn',
  'diameter',
  'finalReading',
  'valveCount',
  'pipeDn',
])

/** How a piece of a step's data is asked for. */
export const wayOf = (key: string): 'tick' | 'number' | 'valves' | 'text' =>
  key === 'valves' ? 'valves' : TICKS.has(key) ? 'tick' : NUMBERS.has(key) ? 'number' : 'text'
