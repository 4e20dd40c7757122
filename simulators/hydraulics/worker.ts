import { parentPort } from 'node:worker_threads'
import { Engine } from './engine.ts'
import type { HydraulicModel } from './model.ts'
import { buffersOf, type HydraulicCommand, type Snapshot } from './snapshot.ts'

/** What the worker is asked. Each question is answered in turn. */
export type HydraulicQuestion =
  | { kind: 'open'; model: HydraulicModel; past: number }
  | { kind: 'advance'; to: number; step: number; commands: HydraulicCommand[] }
  | { kind: 'close' }

export type HydraulicAnswer = { snapshot: Snapshot; past: Snapshot[] } | { error: string } | { closed: true }

// EPANET prints a warning for every negative pressure; a drained town would flood the platform's output.
for (const way of ['log', 'warn', 'error'] as const) console[way] = () => {}

const port = parentPort!
let engine: Engine | undefined

async function answer(question: HydraulicQuestion): Promise<HydraulicAnswer> {
  const past: Snapshot[] = []
  if (question.kind === 'close') {
    engine?.close()
    engine = undefined
    return { closed: true }
  }
  if (question.kind === 'open')
    engine = await Engine.open(question.model, question.past, one => past.push(one))
  else {
    for (const command of question.commands) engine!.apply(command)
    engine!.advance(question.to, question.step)
  }
  return { snapshot: engine!.snapshot(), past }
}

let line: Promise<unknown> = Promise.resolve()
port.on('message', (question: HydraulicQuestion) => {
  line = line.then(async () => {
    try {
      const said = await answer(question)
      port.postMessage(said, 'snapshot' in said ? [said.snapshot, ...said.past].flatMap(buffersOf) : [])
    } catch (error) {
      port.postMessage({ error: (error as Error).message })
    }
  })
})
