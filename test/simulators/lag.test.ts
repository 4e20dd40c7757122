import { pino } from 'pino'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { runningTime } from '../../runtime/time.ts'
import { startHydraulics } from '../../simulators/hydraulics/hydraulics.ts'
import { hydraulicModel } from '../../simulators/hydraulics/model.ts'
import { generateTown } from '../../simulators/town/town.ts'
import { MORNING } from './running.ts'

test('a town that hurries more than the machine can says by how much it falls behind', async () => {
  const heard: string[] = []
  const log = pino({ level: 'warn' }, { write: line => void heard.push(line) })
  const metrics = new Registry()
  const model = hydraulicModel(generateTown({ customers: 1_000, seed: 1 }), MORNING)
  // A year in a minute: no machine solves 9,000 minutes in a second beside everything else.
  const time = runningTime(525_600, MORNING)
  const hydraulics = await startHydraulics(model, { time, log, metrics })
  for (let waited = 0; heard.length === 0 && waited < 20_000; waited += 50)
    await new Promise(next => setTimeout(next, 50))
  await hydraulics.stop()
  expect(JSON.parse(heard[0]!).msg).toMatch(/hydraulics are \d+ s of simulated time behind.*×525600/)
  expect(await metrics.metrics()).toMatch(/standpipe_simulator_lag_seconds [1-9]/)
})
