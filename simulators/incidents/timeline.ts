import type { Logger } from 'pino'
import type { Cancel, TimeSource } from '../../runtime/time.ts'
import type { IncidentSpec } from './incident.ts'
import { dueAt, milliseconds, type Scenario } from './scenario.ts'

/** Plays a scenario from now on, again and again when it loops; returns its end. */
export function play(
  scenario: Scenario,
  time: TimeSource,
  inject: (spec: IncidentSpec) => unknown,
  log: Logger,
): Cancel {
  let cancels: Cancel[] = []
  const run = () => {
    const begin = time.now()
    cancels = scenario.events.map(event =>
      time.at(dueAt(event, begin), () => {
        const { kind, target, size, lasts } = event
        try {
          inject({
            kind,
            ...(target === undefined ? {} : { target }),
            ...(size === undefined ? {} : { size }),
            ...(lasts === undefined ? {} : { lasts: milliseconds(lasts) }),
          })
        } catch (error) {
          log.error(
            { err: error, scenario: scenario.name },
            `scenario ${scenario.name}: ${(error as Error).message}`,
          )
        }
      }),
    )
    if (scenario.loop !== undefined) cancels.push(time.at(begin + milliseconds(scenario.loop), run))
  }
  run()
  return () => {
    for (const cancel of cancels) cancel()
  }
}
