import { HOUR, type Instant } from '../../model/time.ts'
import type { Cancel, TimeSource } from '../../runtime/time.ts'
import type { Dirt } from '../devices/troubles.ts'
import type { World } from '../devices/world.ts'
import type { HydraulicCommand } from '../hydraulics/snapshot.ts'
import { DOSE } from '../town/inp.ts'
import { GROWTH_LOOK, type Incident, orifice, SLOW_LEAK_GROWS } from './incident.ts'

/** What incidents work on. */
export interface Stage {
  world: World
  time: TimeSource
  apply(command: HydraulicCommand): void
  uploadAllMeters(): void
}

/** Makes an incident happen; the returned function undoes it. */
type Effect = (incident: Incident, stage: Stage) => (now: Instant) => void

/** Two holes at one node add up. */
const holes = new WeakMap<Stage['world'], Map<string, Map<string, number>>>()

function leak({ world, apply }: Stage, incident: Incident, coefficient: number): void {
  const nodes = holes.get(world) ?? new Map<string, Map<string, number>>()
  holes.set(world, nodes)
  const at = nodes.get(incident.node!) ?? new Map<string, number>()
  nodes.set(incident.node!, at.set(incident.id, coefficient))
  apply({
    kind: 'leak',
    node: incident.node!,
    coefficient: [...at.values()].reduce((sum, one) => sum + one, 0),
  })
}

/** A sudden hole stirs up what lies in the pipes. */
const STIRRED = 0.45

const burst: Effect = (incident, stage) => {
  leak(stage, incident, orifice(incident.size))
  const settle = dirt(incident, stage, STIRRED)
  return now => {
    leak(stage, incident, 0)
    settle(now)
  }
}

const slowLeak: Effect = (incident, stage) => {
  const grow = () => {
    const age = Math.max(0, stage.time.now() - incident.startedAt)
    leak(
      stage,
      incident,
      orifice(incident.size * Math.min(1, Math.sqrt((age + GROWTH_LOOK) / SLOW_LEAK_GROWS))),
    )
  }
  grow()
  const cancel: Cancel = stage.time.every(GROWTH_LOOK, grow)
  return () => {
    cancel()
    leak(stage, incident, 0)
  }
}

const pumpTrip: Effect = ({ target }, { world, apply }) => {
  world.troubles.tripped.add(target)
  apply({ kind: 'pump', pump: target, available: false })
  return () => {
    world.troubles.tripped.delete(target)
    apply({ kind: 'pump', pump: target, available: true })
  }
}

const powerFailure: Effect = ({ target }, { world, apply }) => {
  world.troubles.dark.add(target)
  apply({ kind: 'power', group: target, on: false })
  return () => {
    world.troubles.dark.delete(target)
    apply({ kind: 'power', group: target, on: true })
  }
}

const chlorineLoss: Effect = ({ target, size }, { apply }) => {
  apply({ kind: 'dose', reservoir: `${target}-R`, chlorine: size })
  return () => apply({ kind: 'dose', reservoir: `${target}-R`, chlorine: DOSE })
}

function dirt(incident: Incident, { world, time }: Stage, peak: number): (now: Instant) => void {
  const one: Dirt = { zone: incident.zone, peak, from: time.now(), until: Number.POSITIVE_INFINITY }
  world.troubles.dirt.add(one)
  return now => {
    one.until = now
    // Long settled after half a day.
    time.at(now + 12 * HOUR, () => world.troubles.dirt.delete(one))
  }
}

const householdLeak: Effect = (incident, stage) => {
  const { householdLeaks } = stage.world.troubles
  householdLeaks.set(incident.target, { flow: incident.size, since: incident.startedAt })
  // Its size is told as a flow; the network sees the hole that lets out so much at the pressure of now.
  const pressure = Math.max(5, stage.world.pressure(incident.node!))
  leak(stage, incident, incident.size / Math.sqrt(pressure))
  const { counted } = stage.world
  return now => {
    leak(stage, incident, 0)
    householdLeaks.delete(incident.target)
    const lost = (incident.size * (now - incident.startedAt)) / HOUR
    counted.extra[incident.target] = (counted.extra[incident.target] ?? 0) + lost
  }
}

const inSet =
  (set: 'silent' | 'stuck'): Effect =>
  ({ target }, { world }) => {
    world.troubles[set].add(target)
    return () => void world.troubles[set].delete(target)
  }

const clockWrong: Effect = ({ target, size }, { world }) => {
  world.troubles.clocks.set(target, size * HOUR)
  return () => void world.troubles.clocks.delete(target)
}

const lateUpload: Effect = (_incident, stage) => {
  stage.uploadAllMeters()
  return () => {}
}

export const EFFECTS: Record<Incident['kind'], Effect> = {
  burst,
  'slow-leak': slowLeak,
  'pump-trip': pumpTrip,
  'power-failure': powerFailure,
  'chlorine-loss': chlorineLoss,
  'turbidity-spike': (incident, stage) => dirt(incident, stage, incident.size),
  'household-leak': householdLeak,
  'stuck-sensor': inSet('stuck'),
  'link-loss': inSet('silent'),
  'clock-wrong': clockWrong,
  'late-upload': lateUpload,
}
