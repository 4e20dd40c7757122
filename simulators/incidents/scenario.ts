import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../model/time.ts'
import { CodedError, ConfigError, type Problem } from '../../runtime/config/problems.ts'
import { checkYaml, readYaml } from '../../runtime/config/yaml.ts'
import { packageRoot } from '../../runtime/root.ts'
import { localTime } from '../town/patterns.ts'
import { INCIDENT_KINDS } from './incident.ts'

const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })
const duration = Type.String({ pattern: '^\\d+(\\.\\d+)?(s|m|h|d)$', description: 'e.g. 90s, 5m, 2h' })

const Event = Type.Object(
  {
    /** After the scenario's beginning … */
    after: Type.Optional(duration),
    /** … or at the next such hour of the town's clock, e.g. 02:40. */
    at: Type.Optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })),
    kind: word(INCIDENT_KINDS),
    target: Type.Optional(Type.String()),
    size: Type.Optional(Type.Number()),
    lasts: Type.Optional(duration),
  },
  { additionalProperties: false },
)

const Expectation = Type.Object(
  {
    /** Since each incident of the kind `of`; since the scenario's beginning, anywhere in the town, without one. */
    within: duration,
    of: Type.Optional(word(INCIDENT_KINDS)),
    /** Kind of the alarm that must stand; its subject or zone is the incident's. */
    alarm: Type.Optional(Type.String()),
    /** Tickets that must have been opened in the incident's zone. */
    tickets: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Which tickets are counted; all of them without. */
    category: Type.Optional(Type.String()),
    /** Kinds of alarm that must not come up. */
    never: Type.Optional(Type.Array(Type.String())),
  },
  { additionalProperties: false },
)

/** A timeline of incidents and what a good platform makes of them; a file of `simulators/scenarios/`. */
export const Scenario = Type.Object(
  {
    name: Type.String(),
    says: Type.String(),
    /** Begin again after so long, elsewhere in the town. */
    loop: Type.Optional(duration),
    events: Type.Array(Event, { default: [] }),
    expect: Type.Array(Expectation, { default: [] }),
  },
  { additionalProperties: false },
)
export type Scenario = Static<typeof Scenario>

const FOLDER = join(packageRoot, 'simulators', 'scenarios')
const UNITS: Record<string, number> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY }

/** '90s' in ms. */
export const milliseconds = (text: string): number => Number(text.slice(0, -1)) * UNITS[text.at(-1)!]!

/** Names of the scenarios that ship with the program. */
export function scenarioNames(): string[] {
  return readdirSync(FOLDER)
    .filter(file => file.endsWith('.yaml'))
    .map(file => basename(file, '.yaml'))
    .sort()
}

/**
 * Reads a scenario by name.
 * @throws CodedError `unknown-scenario` listing the names, ConfigError when its file is no good.
 */
export function readScenario(name: string): Scenario {
  const names = scenarioNames()
  if (!names.includes(name)) {
    throw new CodedError('unknown-scenario', `there is no scenario "${name}"; there are ${names.join(', ')}`)
  }
  const problems: Problem[] = []
  const file = readYaml(join(FOLDER, `${name}.yaml`), problems)
  const scenario = file && checkYaml(Scenario, file, problems)
  if (!scenario) throw new ConfigError(problems)
  return Value.Default(Scenario, scenario) as Scenario
}

/** When an event is due in a run of the scenario that begins at `begin`. */
export function dueAt(event: Static<typeof Event>, begin: Instant): Instant {
  if (event.at === undefined) return begin + milliseconds(event.after ?? '0s')
  const [hour = 0, minute = 0] = event.at.split(':').map(Number)
  const wait = (hour + minute / 60 - localTime(begin).hour) * HOUR
  return begin + (wait < 0 ? wait + DAY : wait)
}
