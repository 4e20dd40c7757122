import { STEPS } from '../../model/ticket.ts'
import type { Problem } from '../../runtime/config/problems.ts'
import type { YamlFile } from '../../runtime/config/yaml.ts'
import type { Policy } from './schema.ts'

const KNOWN = new Set<string>([...STEPS, 'appointment', 'promise', 'discovered'])

/** Mistakes a schema cannot see: names that point nowhere. */
export function policyProblems(policy: Policy, file: YamlFile): Problem[] {
  const problems: Problem[] = []
  const say = (path: (string | number)[], message: string) =>
    problems.push({ file: file.path, line: file.lineOf(path), field: path.join('.'), message })
  const tasks = new Set(policy.clocks.map(clock => clock.until))
  const known = (name: string) => KNOWN.has(name) || name in policy.events || tasks.has(name)
  policy.clocks.forEach((clock, i) => {
    if (!known(clock.from)) say(['clocks', i, 'from'], `"${clock.from}" is no step and no name of "events"`)
    if (clock.unit && !(clock.unit in policy.units))
      say(['clocks', i, 'unit'], `"${clock.unit}" is not among "units"`)
  })
  policy.routing.forEach((route, i) => {
    for (const unit of [route.unit, ...(route.also ?? [])])
      if (!(unit in policy.units)) say(['routing', i], `unit "${unit}" is not among "units"`)
  })
  for (const [name, event] of Object.entries(policy.events)) {
    for (const one of event.any)
      if (!known(one)) say(['events', name], `"${one}" is no step and no task of a clock`)
  }
  return problems
}
