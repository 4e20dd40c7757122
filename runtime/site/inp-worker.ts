import { parentPort, workerData } from 'node:worker_threads'
import type { InpFault } from './inp-fault.ts'
import { readModel } from './inp-model.ts'
import { type Skeleton, skeletonOf } from './inp-network.ts'
import { type PlaceOptions, placing } from './place.ts'
import { decodeText } from './text.ts'

/** What the worker is started with. */
export interface InpJob {
  bytes: Uint8Array
  options: PlaceOptions
}

/** What it answers. */
export type InpAnswer = { skeleton: Skeleton } | { faults: InpFault[] }

async function work({ bytes, options }: InpJob): Promise<InpAnswer> {
  const read = await readModel(decodeText(bytes))
  if ('faults' in read) return read
  const placed = placing(read.model, options)
  return 'faults' in placed ? placed : { skeleton: skeletonOf(read.model, placed.xy, placed.place) }
}

// The engine prints its warnings; they would be nobody's on the platform's own output.
for (const way of ['log', 'warn', 'error'] as const) console[way] = () => {}

parentPort!.postMessage(await work(workerData as InpJob))
