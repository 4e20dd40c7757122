import type { Instant } from '../../model/time.ts'
import type { DevicePlan } from './plan.ts'
import type { RegisterMap, Registers } from './registers.ts'
import type { World } from './world.ts'

/** How one device model puts the world into registers. */
export interface DeviceModel {
  map: RegisterMap
  /** `seed` is this device's own; `at` its clock. */
  fill(registers: Registers, world: World, plan: DevicePlan, seed: number, at: Instant): void
}

/** What a device of this kind must look at; anything else is a mistake in the plan. */
export function subjectOf<K extends DevicePlan['subject']['kind']>(
  plan: DevicePlan,
  ...kinds: K[]
): Extract<DevicePlan['subject'], { kind: K }> {
  if (!kinds.includes(plan.subject.kind as K)) throw new Error(`${plan.id} cannot be a ${plan.profile}`)
  return plan.subject as Extract<DevicePlan['subject'], { kind: K }>
}
